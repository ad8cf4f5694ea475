"""NewsML-G2: news items, packages of them, and messages that carry several."""

from collections.abc import Iterator

from lxml import etree

from annotator.domain.documents import ZoneKind
from annotator.ingest.flow import flow_blocks, flow_text, local_name
from annotator.ingest.fragments import body_blocks, html_blocks
from annotator.ingest.nitf import nitf_story
from annotator.ingest.parts import Part, numbered
from annotator.ingest.stories import Story, draft_of
from annotator.ingest.xml import at, children, descendants, language_of, text_at

READER = "newsml-g2"
"""The reader's name in the provenance."""

ROOTS = frozenset(
    {
        *("newsitem", "packageitem", "newsmessage", "conceptitem"),
        *("knowledgeitem", "planningitem", "catalogitem", "hopitem"),
    }
)
"""Root elements that this reader knows, in lower case."""

_ITEMS = ROOTS - {"newsmessage"}


def read_newsml_g2(root: etree._Element) -> list[Part]:
    """Return the articles of an item or a message; each other item with the reason.

    In a message with one text, the captions of its pictures come after that text.
    """
    items = [root]
    if local_name(root) == "newsmessage":
        items = [item for group in children(root, "itemset") for item in group
                 if local_name(item) in _ITEMS]  # fmt: skip
    stories = [_story(item) if _may_be_article(item) else None for item in items]
    told = [story for story in stories if story is not None and (story.blocks or story.standfirst)]
    if len(told) == 1:
        told[0].after = [(ZoneKind.CAPTION, text) for item in items for text in _captions(item)]
    parts = []
    for item, story in zip(items, stories, strict=True):
        draft = draft_of(story) if story is not None else None
        parts.append(Part(READER, draft, reason="" if draft else _reason(item)))
    return numbered(parts) or [Part(READER, reason="No article: the message has no items.")]


def _may_be_article(item: etree._Element) -> bool:
    return local_name(item) == "newsitem" and _class(item) in ("", "text", "composite")


def _reason(item: etree._Element) -> str:
    name = etree.QName(item).localname
    if local_name(item) != "newsitem":
        return f"No article: a {name}."
    if not _may_be_article(item):
        return f"No article: a newsItem of the class {_class(item)[:40]}."
    return "No article: the newsItem has no text."


def _class(item: etree._Element) -> str:
    found = at(item, "itemmeta/itemclass")
    code = (found.get("qcode") or found.get("uri") or "") if found is not None else ""
    return code.replace("/", ":").rpartition(":")[2].lower()


def _captions(item: etree._Element) -> Iterator[str]:
    if local_name(item) == "newsitem" and _class(item) in ("picture", "graphic", "video"):
        meta = at(item, "contentmeta")
        for description in children(meta, "description") if meta is not None else ():
            if (description.get("role") or "").rpartition(":")[2].lower() in ("caption", ""):
                yield flow_text(description)
                return


def _story(item: etree._Element) -> Story:
    meta = at(item, "contentmeta")
    story = _content(item)
    if meta is not None:
        story.headline = _main(meta, "headline") or story.headline
        if not any(kind is ZoneKind.STANDFIRST for kind, _ in story.blocks):
            story.standfirst = _main(meta, "description")
        story.byline = story.byline or text_at(meta, "by")
        story.dateline = story.dateline or text_at(meta, "dateline")
    if not story.headline:
        title = next(descendants(item, "title"), None)
        story.headline = flow_text(title) if title is not None else ""
    inner = {name: value for name, value in story.facts.items() if value}
    story.facts = {**inner, **{k: v for k, v in _facts(item, meta).items() if v}}
    return story


def _content(item: etree._Element) -> Story:
    """Return the story of the first content with text: markup before plain text."""
    for content in (
        *(one for group in children(item, "contentset") for one in children(group, "inlinexml")),
        *(one for group in children(item, "contentset") for one in children(group, "inlinedata")),
    ):
        story = _inline(content)
        if story.blocks:
            return story
    return Story()


def _inline(content: etree._Element) -> Story:
    nitf = next(descendants(content, "nitf"), None)
    body = at(nitf, "body") if nitf is not None else None
    if body is not None:
        return nitf_story(body)
    if len(content):
        return Story(blocks=flow_blocks(content))
    text = content.text or ""
    if "html" in (content.get("contenttype") or ""):
        return Story(blocks=html_blocks(text))
    return Story(blocks=body_blocks(text))


def _main(meta: etree._Element, name: str) -> str:
    """Return the text of the main one of several elements: its role says so, or it is first."""
    found: list[tuple[str, str]] = [
        ((one.get("role") or "").rpartition(":")[2].lower(), flow_text(one))
        for one in children(meta, name)
    ]
    found = [(role, text) for role, text in found if text and role != "caption"]
    for wanted in ("main", "headline", "hl1", "summary"):
        for role, text in found:
            if role == wanted:
                return text
    return found[0][1] if found else ""


def _facts(item: etree._Element, meta: etree._Element | None) -> dict[str, object]:
    about = at(item, "itemmeta")
    dates = [text_at(about, "versioncreated"), text_at(about, "firstcreated"),
             text_at(meta, "contentcreated")]  # fmt: skip
    language = at(meta, "language") if meta is not None else None
    status = at(about, "pubstatus")
    located = at(meta, "located")
    return {
        "published": next(filter(None, dates), ""),
        "source": _named(at(meta, "infosource"))
        or text_at(meta, "creditline")
        or _named(at(about, "provider"))
        or text_at(item, "rightsinfo/copyrightholder/name"),
        "byline": text_at(meta, "by") or text_at(meta, "creator/name"),
        "id": item.get("guid"),
        "language": (language.get("tag") if language is not None else "") or language_of(item),
        "subject": ", ".join(_subjects(meta)),
        "dateline": text_at(located, "name"),
        "status": (status.get("qcode") or "").rpartition(":")[2] if status is not None else "",
        "embargoed": text_at(about, "embargoed"),
        "note": text_at(about, "ednote"),
    }


def _named(element: etree._Element | None) -> str:
    if element is None:
        return ""
    code = element.get("literal") or (element.get("qcode") or "").partition(":")[2]
    return text_at(element, "name") or code


def _subjects(meta: etree._Element | None) -> list[str]:
    if meta is None:
        return []
    names = [text_at(one, "name") or one.get("qcode") or "" for one in children(meta, "subject")]
    return list(dict.fromkeys(filter(None, names)))
