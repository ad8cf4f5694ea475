"""The files of one annotator in WebAnno TSV: the originals where nothing changed, or new ones."""

from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument, Original
from annotator.formats.document_names import DocumentNames
from annotator.formats.export_job import ExportJob
from annotator.formats.inception_layers import LayeredText
from annotator.formats.inception_layout import LayerLayout
from annotator.formats.inception_tokens import SEGMENTATION, segmented
from annotator.formats.splits import Split
from annotator.formats.webanno_tsv_documents import NAME, SUFFIX, content_of, read_again
from annotator.formats.webanno_tsv_writing import written


class TsvFiles:
    """One file a document, named after where it came from or its title.

    A document whose labels are those of the file they were read from comes back as that
    very file. Losses are those of ``inception_layout`` and ``leading-white-space`` (white
    space other than blanks before the first token, read back as blanks).
    """

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._folder = folder
        self._job = job
        self._layout = LayerLayout(job, trim=True)
        self._names = DocumentNames(SUFFIX)
        job.manifest["segmentation"] = SEGMENTATION

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the file of one set."""
        kept = [each for each in annotated.originals if each.format == NAME]
        original, layered = self._unchanged(annotated, work, kept) if kept else (None, None)
        if original is not None:
            content, name = original.content, original.name
            self._job.result.spans += len(work.spans)
            self._job.result.relations += len(work.relations)
        else:
            content = self._new(annotated, work, layered)
            name = kept[0].name if kept else ""
        self._names.path(self._folder, annotated, split, name).write_bytes(content)

    def close(self) -> None:
        """Every file is complete already."""

    def _unchanged(
        self, annotated: AnnotatedDocument, work: AnnotationSet, originals: list[Original]
    ) -> tuple[Original | None, LayeredText | None]:
        """Return the original that says what the set says, or whose tokens can be used."""
        usable = None
        wanted = content_of(work)
        for original in originals:
            found = read_again(original, self._job.schema)
            if found is None or found[0].document.id != annotated.document.id:
                continue
            if content_of(found[0].sets[0]) == wanted:
                return original, None
            usable = usable or found[1]
        return None, usable

    def _new(
        self, annotated: AnnotatedDocument, work: AnnotationSet, known: LayeredText | None
    ) -> bytes:
        document = annotated.document
        tokens, sentences = segmented(document.text)
        if known is not None and _covers(known, document.text):
            tokens, sentences = known.tokens, known.sentences
        if document.text[: tokens[0][0]].strip(" "):
            self._job.lose("leading-white-space", document.id, 0)
        return written(self._layout.layers(document, work, tokens, sentences))


def _covers(layered: LayeredText, text: str) -> bool:
    """Tell whether tokens of a file are in order and leave out nothing but white space."""
    position = 0
    for begin, end in [*layered.tokens, (len(text), len(text))]:
        if begin < position or text[position:begin].strip():
            return False
        if begin < end and any(map(str.isspace, text[begin:end])):
            return False
        position = end
    begins = {begin for begin, _ in layered.tokens}
    return all(begin in begins for begin, _ in layered.sentences)
