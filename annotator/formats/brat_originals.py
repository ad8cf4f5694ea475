"""Of the files that labels of a document were read from, the one to write a set back into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.domain.corpora import AnnotatedDocument, Original
from annotator.domain.spans import Origin
from annotator.formats.brat_patch import Patch, patch_of
from annotator.formats.brat_places import PlacedSet
from annotator.formats.brat_reading import LABELS, NAME, TEXT, BratDocument
from annotator.formats.json_values import BadValue

Read = Callable[[bytes, bytes], BratDocument]


@dataclass(frozen=True, slots=True)
class Source:
    """A pair of files: their name without ending, the text, what was read, what stays of it."""

    name: str
    text: bytes
    read: BratDocument
    patch: Patch


def source_of(annotated: AnnotatedDocument, now: PlacedSet, read: Read) -> Source | None:
    """Return the pair from which the fewest changes lead to the labels of now.

    None where the set owes none of its spans to any of them: then they are somebody else's.
    """
    owed = {place for place, span in now.spans.items() if span.origin is Origin.IMPORTED}
    best: Source | None = None
    least = -1
    for name, text, labels in _pairs(annotated):
        try:
            document = read(text, labels)
        except BadValue:
            continue
        places = set(document.links.spans.values())
        if document.draft.text != annotated.document.text or (places and places.isdisjoint(owed)):
            continue
        patch = patch_of(document, now)
        changes = patch.lines.count(None) + _wanting(patch, now)
        if best is None or changes < least:
            best, least = Source(name, text, document, patch), changes
    return best


def name_of(annotated: AnnotatedDocument) -> str:
    """Return the name under which brat had the text, without its ending; or none."""
    return next((_stem(one) for one in annotated.originals if _is(one, TEXT)), "")


def _pairs(annotated: AnnotatedDocument) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield each annotation file with each text of its name: imports may share a name."""
    for one in annotated.originals:
        if _is(one, LABELS):
            stem = _stem(one)
            texts = [each.content for each in annotated.originals
                     if _is(each, TEXT) and _stem(each) == stem]  # fmt: skip
            for text in texts or [annotated.document.text.encode("utf-8")]:
                yield stem, text, one.content


def _wanting(patch: Patch, now: PlacedSet) -> int:
    """Return how many labels the lines that stay do not say, attributes included."""
    marked = [len(row.attributes) for row in now.spans.values()]
    marked += [len(row.attributes) for row in now.relations.values()]
    marks = sum(marked) - len(patch.attributes)
    return len(now.spans) - len(patch.spans) + len(now.relations) - len(patch.held) + max(marks, 0)


def _is(original: Original, suffix: str) -> bool:
    return original.format == NAME and original.name.endswith(suffix)


def _stem(original: Original) -> str:
    return original.name.removesuffix(TEXT).removesuffix(LABELS)
