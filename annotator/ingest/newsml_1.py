"""NewsML 1.2: news items of nested components, the generation before NewsML-G2."""

from lxml import etree

from annotator.domain.documents import ZoneKind
from annotator.ingest.flow import flow_blocks, flow_text, local_name
from annotator.ingest.fragments import body_blocks
from annotator.ingest.nitf import nitf_story
from annotator.ingest.parts import Part, numbered
from annotator.ingest.stories import Story, draft_of
from annotator.ingest.xml import at, children, descendants, language_of, text_at

READER = "newsml-1"
"""The reader's name in the provenance."""


def read_newsml_1(root: etree._Element) -> list[Part]:
    """Return the articles of a NewsML 1 file: each component with a text of its own.

    Components whose role is a caption belong to the item's only article.
    """
    parts = [part for item in children(root, "newsitem") for part in _item_parts(item)]
    return numbered(parts) or [Part(READER, reason="No article: the NewsML has no items.")]


def _item_parts(item: etree._Element) -> list[Part]:
    stories: list[Story] = []
    captions: list[str] = []
    for component in descendants(item, "newscomponent"):
        story = _component_story(component)
        if story is None:
            continue
        if "caption" in _role(component):
            captions += [text for _, text in story.blocks]
        else:
            stories.append(story)
            _take_heads(story, component, item)
            story.facts |= _facts(component, item)
    if len(stories) == 1:
        stories[0].after = [(ZoneKind.CAPTION, text) for text in captions]
    parts = [Part(READER, draft) for story in stories if (draft := draft_of(story)) is not None]
    return parts or [Part(READER, reason="No article: the NewsItem has no text.")]


def _component_story(component: etree._Element) -> Story | None:
    """Return the story of a component's own content; None where that is no text."""
    for content in children(component, "contentitem"):
        medium = at(content, "mediatype")
        kind = (medium.get("FormalName") or "").lower() if medium is not None else "text"
        data = at(content, "datacontent")
        if data is None or kind not in ("text", "complexdata", ""):
            continue
        nitf = next(descendants(data, "nitf"), None)
        body = at(nitf, "body") if nitf is not None else None
        if body is not None:
            story = nitf_story(body)
        else:
            blocks = flow_blocks(data) if len(data) else body_blocks(data.text or "")
            story = Story(blocks=blocks)
        if story.blocks:
            return story
    return None


def _role(component: etree._Element) -> str:
    """Return the role of a component, with those of the components around it."""
    around = [component, *component.iterancestors(etree.Element)]
    roles = (at(one, "role") for one in around if local_name(one) == "newscomponent")
    return " ".join((role.get("FormalName") or "").lower() for role in roles if role is not None)


def _take_heads(story: Story, component: etree._Element, item: etree._Element) -> None:
    """Give a story the news lines nearest to it: its own, those around it, the item's first."""
    around = [component, *component.iterancestors(etree.Element)]
    lines = [one for near in around for one in children(near, "newslines")]
    lines += descendants(item, "newslines")

    def line(name: str) -> str:
        return next(filter(None, (text_at(one, name) for one in lines)), "")

    story.headline = line("headline") or story.headline
    story.byline = line("byline") or story.byline
    story.dateline = line("dateline") or story.dateline
    if not any(kind is ZoneKind.STANDFIRST for kind, _ in story.blocks):
        story.standfirst = line("subheadline")
        abstract = next(descendants(item, "abstract"), None)
        if abstract is not None and not story.standfirst:
            story.standfirst = flow_text(abstract)


def _facts(component: etree._Element, item: etree._Element) -> dict[str, object]:
    identifier = at(item, "identification/newsidentifier")
    management = at(item, "newsmanagement")
    status = at(management, "status")
    dates = (text_at(management, name) for name in ("firstcreated", "thisrevisioncreated"))
    language = _formal(component, "language") or _formal(item, "language")
    return {
        "id": text_at(identifier, "publicidentifier") or text_at(identifier, "newsitemid"),
        "published": next(filter(None, dates), ""),
        "source": _party(component) or _party(item) or text_at(identifier, "providerid"),
        "language": language or language_of(component) or language_of(item),
        "subject": ", ".join(_subjects(component) or _subjects(item)),
        "status": status.get("FormalName") if status is not None else "",
    }


def _formal(element: etree._Element, name: str) -> str:
    found = next(descendants(element, name), None)
    return (found.get("FormalName") or "") if found is not None else ""


def _party(element: etree._Element) -> str:
    for provider in descendants(element, "provider", "source"):
        party = at(provider, "party")
        if party is not None and party.get("FormalName"):
            return party.get("FormalName") or ""
    return ""


def _subjects(element: etree._Element) -> list[str]:
    found = descendants(element, "subject", "subjectmatter", "subjectdetail")
    return list(dict.fromkeys(name for one in found if (name := one.get("FormalName"))))
