"""The text of a piece of HTML as annotation tools in a browser count it."""

from html.parser import HTMLParser


class _TextNodes(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def text_nodes(html: str) -> str:
    """Return the text nodes of HTML one after another, a ``<br>`` as a line break."""
    reader = _TextNodes()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)
