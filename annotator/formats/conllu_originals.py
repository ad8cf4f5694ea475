"""CoNLL-U that comes back byte for byte where nothing was changed since it was read."""

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.schema import Schema
from annotator.domain.spans import Fragments
from annotator.formats.conllu_reading import NAME, read_bytes

_Content = tuple[frozenset[tuple[Fragments, str]], frozenset[frozenset[tuple[Fragments, str]]]]


def unchanged_original(
    annotated: AnnotatedDocument, work: AnnotationSet, schema: Schema
) -> bytes | None:
    """Return the bytes a document was read from, if its labels are those of now; else None."""
    wanted = [each for each in annotated.originals if each.format == NAME]
    now = _content(work) if wanted else None
    for original in wanted:
        found = read_bytes(original.content, schema)
        if (
            len(found) == 1
            and isinstance(found[0], AnnotatedDocument)
            and found[0].document.text == annotated.document.text
            and [_content(each) for each in found[0].sets] == [now]
        ):
            return original.content
    return None


def _content(work: AnnotationSet) -> _Content:
    """Return spans and chains of more than one span, as what they say and not under which id."""
    spans = {each.id: (each.fragments, str(each.label)) for each in work.spans}
    chains = [
        frozenset(spans[member] for member in chain.spans if member in spans)
        for chain in work.chains
    ]
    return frozenset(spans.values()), frozenset(each for each in chains if len(each) > 1)
