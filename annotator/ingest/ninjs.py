"""The IPTC's news in JSON, ninjs 1, 2 and 3: one item or many.

The three generations differ in names (``byline``, ``by``), in shape (``headline``,
``headlines[]``) and in letter case (``versioncreated``, ``versionCreated``); keys are
compared in lower case, so that one reader takes all.
"""

from collections.abc import Iterator, Mapping

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block
from annotator.ingest.fragments import body_blocks, html_blocks, one_line
from annotator.ingest.parts import Part
from annotator.ingest.stories import Story, draft_of

READER = "ninjs"
"""The reader's name in the provenance."""

_NAMES = """
    headlines bodies descriptions versioncreated firstcreated pubstatus associations
    body_text body_html body_xhtml body_html5 description_text representationtype altids
"""
_SIGNS = frozenset(_NAMES.split())
_TYPES = "text audio video picture graphic composite package event planning"
_KINDS = frozenset(_TYPES.split())
_DATES = ("versioncreated", "contentcreated", "firstcreated")
_TEXT_KINDS = frozenset({"text", "composite", "package", ""})
_PICTURES = frozenset({"picture", "graphic", "video", "image"})
_HTML_ROLES = ("html5", "xhtml", "html", "nitf")
_LONGEST_LIST = 200


def is_ninjs(row: Mapping[str, object]) -> bool:
    """Tell whether a JSON object is a ninjs item."""
    standard = row.get("standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    names = {name.lower() for name in row}
    kind = row.get("type")
    return "uri" in names and (
        bool(names & _SIGNS) or (isinstance(kind, str) and kind.lower() in _KINDS)
    )


def read_ninjs(row: Mapping[str, object]) -> Part:
    """Return the article of a ninjs item, or why it is none: a picture, an event, no text."""
    item = _lowered(row)
    kind = _text(item.get("type")).lower()
    if kind not in _TEXT_KINDS:
        return Part(READER, reason=f"No article: a ninjs item of the type {kind[:40]}.")
    pictures = [one for one in _associations(item) if _text(one.get("type")).lower() in _PICTURES]
    others = [one for one in _associations(item) if one not in pictures]
    after: list[Block] = [(ZoneKind.CAPTION, _summary(one)) for one in pictures]
    after += [(ZoneKind.RELATED, _headline(one)) for one in others]
    story = Story(
        headline=_headline(item),
        standfirst=_summary(item),
        byline=one_line(_text(item.get("byline") or item.get("by"))),
        blocks=_body(item),
        after=after,
        facts=_facts(item),
    )
    draft = draft_of(story)
    if draft is None:
        return Part(READER, reason="No article: the ninjs item has no text.")
    return Part(READER, draft)


def _headline(item: Mapping[str, object]) -> str:
    main = _chosen(item.get("headlines"), ("main",))
    return one_line(main or _first_text(item, "headline") or _text(item.get("title")))


def _summary(item: Mapping[str, object]) -> str:
    chosen = _chosen(item.get("descriptions"), ("caption", "summary", "text"))
    return one_line(chosen or _first_text(item, "description"))


def _body(item: Mapping[str, object]) -> list[Block]:
    """Return the blocks of the body whose structure is known best: HTML, NITF, plain text."""
    bodies = list(_bodies(item))
    for wanted in _HTML_ROLES:
        for told, text in bodies:
            if wanted in told and text.strip():
                blocks = _nitf_blocks(text) if "nitf" in told else html_blocks(text)
                if blocks:
                    return blocks
    for told, text in bodies:
        if text.strip() and "xml" not in told and "json" not in told:
            return body_blocks(text)
    return []


def _nitf_blocks(text: str) -> list[Block]:
    from annotator.ingest.nitf import nitf_story
    from annotator.ingest.xml import descendants, parsed_xml

    tree = parsed_xml(text)
    body = None if tree is None else next(descendants(tree, "body"), None)
    return [] if body is None else nitf_story(body).blocks


def _bodies(item: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the bodies, each with what is told of it: role and content type in lower case."""
    for body in _list(item.get("bodies")):
        if isinstance(body, dict):
            lowered = _lowered(body)
            told = f"{_text(lowered.get('role'))} {_text(lowered.get('contenttype'))}".lower()
            yield told, _text(lowered.get("value"))
    for name, value in item.items():
        if name.startswith("body_") and isinstance(value, str):
            yield name, value


def _facts(item: Mapping[str, object]) -> dict[str, object]:
    uri = _text(item.get("uri"))
    sources = item.get("infosource") or item.get("infosources")
    located = item.get("located")
    return {
        "published": next(filter(None, (_text(item.get(name)) for name in _DATES)), ""),
        "source": _names(sources) or _text(item.get("copyrightholder")),
        "url": uri if uri.startswith(("http://", "https://")) else "",
        "id": uri,
        "language": _text(item.get("language")),
        "subject": _names(item.get("subject") or item.get("subjects")),
        "dateline": _text(located) or _names(located),
        "status": _text(item.get("pubstatus")),
        "embargoed": _text(item.get("embargoed") or item.get("embargoeduntil")),
        "note": _text(item.get("ednote")),
    }


def _associations(item: Mapping[str, object]) -> list[dict[str, object]]:
    found = item.get("associations")
    found = list(found.values()) if isinstance(found, dict) else _list(found)
    return [_lowered(one) for one in found if isinstance(one, dict)]


def _chosen(values: object, roles: tuple[str, ...]) -> str:
    """Return the value of the first role there is; else the first value."""
    rows = [_lowered(row) for row in _list(values) if isinstance(row, dict)]
    for role in roles:
        for row in rows:
            if _text(row.get("role")).lower() == role and _text(row.get("value")):
                return _text(row.get("value"))
    return next(filter(None, (_text(row.get("value")) for row in rows)), "")


def _first_text(item: Mapping[str, object], name: str) -> str:
    """Return ``headline``, ``headline_text`` or whatever begins so, the shortest name first."""
    for key in sorted(item, key=len):
        if (key == name or key.startswith(f"{name}_")) and _text(item[key]):
            return _text(item[key])
    return ""


def _names(values: object) -> str:
    rows = values if isinstance(values, list) else [values]
    names = []
    for row in rows[:_LONGEST_LIST]:
        if isinstance(row, dict):
            names.append(_text(row.get("name")) or _text(row.get("literal")))
        else:
            names.append(_text(row))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _lowered(row: Mapping[str, object]) -> dict[str, object]:
    return {str(name).lower(): value for name, value in row.items()}


def _list(value: object) -> list[object]:
    return value[:_LONGEST_LIST] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
