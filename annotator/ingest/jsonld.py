"""What a page says of its article in JSON-LD, the form made for search engines."""

import json
from collections.abc import Iterator
from html import unescape

from lxml.html import HtmlElement

_ARTICLES = ("article", "blogposting", "reportage")
_MOST_NODES = 5000
_LONGEST_SCRIPT = 2_000_000


def article_data(tree: HtmlElement) -> dict[str, str]:
    """Return facts of the first article in a page's JSON-LD: the keys it has of ours.

    Keys: ``title``, ``published``, ``byline``, ``source``, ``language``, ``url``. Scripts
    that are no JSON are passed over.
    """
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        written = script.text or ""
        if len(written) > _LONGEST_SCRIPT:
            continue
        try:
            data = json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if _is_article(node) and isinstance(node.get("headline"), str):
                return _facts(node)
    return {}


def _nodes(data: object) -> Iterator[dict[str, object]]:
    waiting = [data]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(kind, str) and any(name in kind.lower() for name in _ARTICLES) for kind in kinds
    )


def _facts(node: dict[str, object]) -> dict[str, str]:
    found = {
        "title": _text(node.get("headline")),
        "published": _text(node.get("datePublished")),
        "byline": _names(node.get("author")),
        "source": _names(node.get("publisher")),
        "language": _text(node.get("inLanguage")),
        "url": _text(node.get("url")),
    }
    return {name: value for name, value in found.items() if value}


def _text(value: object) -> str:
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def _names(value: object) -> str:
    people = value if isinstance(value, list) else [value]
    names = [
        _text(person.get("name")) if isinstance(person, dict) else _text(person)
        for person in people
    ]
    return ", ".join(name for name in names if name and not name.startswith("http"))
