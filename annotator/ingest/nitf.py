"""NITF 3: the IPTC's text format, alone or inside NewsML, ninjs and others."""

from lxml import etree

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block
from annotator.ingest.flow import flow_blocks, flow_text
from annotator.ingest.parts import Part
from annotator.ingest.stories import Story, draft_of
from annotator.ingest.xml import at, children, descendants, language_of, text_at

READER = "nitf"
"""The reader's name in the provenance."""


def read_nitf(root: etree._Element) -> Part:
    """Return the article of a NITF element, or why it is none."""
    body = at(root, "body")
    story = nitf_story(body) if body is not None else Story()
    story.headline = story.headline or text_at(root, "head/title")
    story.facts |= _facts(root)
    draft = draft_of(story)
    if draft is None:
        return Part(READER, reason="No article: the NITF has no text.")
    return Part(READER, draft)


def nitf_story(body: etree._Element) -> Story:
    """Return the story of a ``body`` element: its head, its content, its end."""
    head = at(body, "body.head")
    story = Story()
    blocks: list[Block] = []
    if head is not None:
        hedline = at(head, "hedline")
        story.headline = text_at(hedline, "hl1") if hedline is not None else ""
        if hedline is not None and not story.headline:
            story.headline = flow_text(hedline)
        abstract = [text for child in children(head, "abstract") for _, text in flow_blocks(child)]
        if not abstract and hedline is not None:
            abstract = [flow_text(line) for line in children(hedline, "hl2")]
        blocks += [(ZoneKind.STANDFIRST, text) for text in abstract]
        story.byline = ", ".join(filter(None, map(flow_text, children(head, "byline"))))
        story.dateline = text_at(head, "dateline")
        blocks += [(ZoneKind.CORRECTION, flow_text(note)) for note in _editors_notes(head)]
        place = text_at(head, "dateline/location") or story.dateline
        story.facts = {"dateline": place, "source": text_at(head, "distributor")}
    for part in children(body, "body.content", "body.end"):
        blocks += flow_blocks(part)
    if next(children(body, "body.content", "body.head", "body.end"), None) is None:
        blocks += flow_blocks(body)
    story.blocks = blocks
    return story


def _editors_notes(head: etree._Element) -> list[etree._Element]:
    return [
        note for note in children(head, "note")
        if (note.get("noteclass") or "").lower() in ("editorsnote", "correction", "clarification")
    ]  # fmt: skip


def _facts(root: etree._Element) -> dict[str, object]:
    docdata, pubdata = at(root, "head/docdata"), at(root, "head/pubdata")
    facts: dict[str, object] = {
        "language": root.get("baselang") or language_of(root),
        "subject": _subjects(root),
    }
    published, source = "", ""
    if docdata is not None:
        doc_id = at(docdata, "doc-id")
        facts["id"] = doc_id.get("id-string") if doc_id is not None else ""
        facts["status"] = docdata.get("management-status")
        note = at(docdata, "correction")
        facts["correction"] = note.get("info") if note is not None else ""
        for name in ("date.issue", "date.release"):
            date = at(docdata, name)
            published = published or ((date.get("norm") or "") if date is not None else "")
        holder = at(docdata, "doc.copyright")
        source = (holder.get("holder") or "") if holder is not None else ""
    if pubdata is not None:
        published = published or pubdata.get("date.publication") or ""
        source = pubdata.get("name") or source
        facts["url"] = pubdata.get("ex-ref")
    distributor = next(descendants(root, "distributor"), None)
    named = flow_text(distributor) if distributor is not None else ""
    facts["source"] = named or source
    facts["published"] = published
    return facts


def _subjects(root: etree._Element) -> str:
    names = []
    for subject in descendants(root, "tobject.subject"):
        told = [subject.get(f"tobject.subject.{part}") for part in ("detail", "matter", "type")]
        told.append(subject.get("tobject.subject.refnum"))
        names.append(next(filter(None, told), ""))
    names += [keyword.get("key") or "" for keyword in descendants(root, "keyword")]
    return ", ".join(dict.fromkeys(filter(None, names)))
