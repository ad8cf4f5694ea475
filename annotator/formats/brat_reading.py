"""Read folders of brat files: each text with the annotations beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Original, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.brat_configuration import configuration_of, with_configuration
from annotator.formats.brat_labels import FileLabels, Line, Links, lines_of
from annotator.formats.brat_lines import TextBound
from annotator.formats.brat_text import Counting, WayBack, best_counting
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import ForeignNames, foreign_names
from annotator.formats.staging import file_problem
from annotator.text.canonical_map import CanonicalMap

NAME = "brat"
TEXT, LABELS = ".txt", ".ann"
PARTIAL = (".a1", ".a2", ".co", ".rel")
"""Files of the BioNLP shared tasks that hold parts of what ``.ann`` holds."""
CONFIGURATION, VISUAL = "annotation.conf", "visual.conf"
CONFIGURATIONS = (CONFIGURATION, VISUAL, "tools.conf", "kb_shortcuts.conf")
"""Files beside the annotations; only the first is read, all come back with an export."""
MAX_FILE = 64 * 1024 * 1024
"""Bytes; a longer text or annotation file is skipped rather than taken into memory."""


@dataclass(slots=True)
class BratDocument:
    """One pair of files, read: the draft with its labels, and where each line went."""

    lines: list[Line]
    counting: Counting
    draft: DocumentDraft
    links: Links
    names: ForeignNames

    def attribute_name(self, written: str) -> str:
        """Return the project's name of an attribute of the file."""
        return self.names.attributes.get(written, written)

    def way_back(self) -> WayBack:
        """Return the way from the canonical text to the offsets of the file."""
        return WayBack(self.counting, CanonicalMap(self.counting.raw))


def read_pair(
    text: bytes,
    annotations: bytes,
    labels: LabelIntake,
    names: ForeignNames,
    repairs: Report,
    offsets: str = "",
) -> BratDocument:
    """Read a text and its annotations; raise BadValue where one of them is no such file."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadValue(f"the text is not UTF-8 at byte {error.start + 1}") from error
    lines = lines_of(annotations)
    spans = [line.statement for line in lines if isinstance(line.statement, TextBound)]
    counting = best_counting(decoded, spans, offsets)
    draft = DocumentDraft(counting.raw, labels, repairs)
    _report_counting(decoded, counting, draft, repairs)
    links = FileLabels(draft, labels, counting, repairs).put(lines, names.attributes)
    return BratDocument(lines, counting, draft, links, names)


def _report_counting(
    decoded: str, counting: Counting, draft: DocumentDraft, repairs: Report
) -> None:
    if counting.unit_name != "code-points":
        repairs.add("offset-unit", Example(draft.id, None, counting.unit_name))
    if decoded[:1] == "\ufeff" and counting.raw[:1] != "\ufeff":
        repairs.add("bom", Example(draft.id, 0))
    if "\r" in decoded and "\r" not in counting.raw:
        count = decoded.replace("\r\n", "\r").count("\r")
        repairs.add("line-ends", Example(draft.id, decoded.index("\r")), count)


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a folder with all below it, or one ``.ann`` (or ``.txt``) file with its partner.

    Raises UserError where there is nothing of brat there.
    """
    root = path if path.is_dir() else path.parent
    stems = _stems(path)
    if not stems:
        raise UserError(
            "There are no brat files (.ann with .txt) here.",
            where=str(path),
            mend="Name a folder that holds some, or one .ann file.",
        )
    reading = Reading(iter(()), schema)
    names = foreign_names(path)
    originals: dict[Path, list[Original]] = {}
    found = root.rglob("*.conf") if path.is_dir() else root.glob("*.conf")
    for file in sorted(each for each in found if each.name in CONFIGURATIONS and each.is_file()):
        content = _configure(file, root, reading, names)
        if content is not None:
            name = file.relative_to(root).as_posix()
            originals.setdefault(file.parent, []).append(Original(NAME, name, content))
    folder = _Folder(root, reading, names, options.offsets, originals)
    reading.items = folder.items(stems)
    return reading


def _configure(file: Path, root: Path, reading: Reading, names: ForeignNames) -> bytes | None:
    """Return the bytes of a configuration file; labels of annotation.conf join the schema."""
    name = file.relative_to(root).as_posix()
    try:
        content = content_of(file)
    except BadValue as error:
        reading.repairs.add("configuration-not-read", Example(name, None, str(error)))
        return None
    if file.name == CONFIGURATION:
        schema = reading.schema or Schema("")
        made = configuration_of(content, schema, names, reading.repairs, name)
        reading.schema = with_configuration(schema, made)
    return content


def _stems(path: Path) -> dict[Path, set[str]]:
    """Return the files by their common stem, with the endings that are there."""
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.is_file())
    else:
        files = [path, *(path.with_suffix(suffix) for suffix in (TEXT, LABELS))]
        if path.suffix not in (TEXT, LABELS, *PARTIAL):
            return {}
    found: dict[Path, set[str]] = {}
    for file in files:
        hidden = file.name.startswith(".")
        if file.suffix in (TEXT, LABELS, *PARTIAL) and not hidden and file.is_file():
            found.setdefault(file.with_suffix(""), set()).add(file.suffix)
    labelled = any(suffixes & {LABELS, *PARTIAL} for suffixes in found.values())
    return found if labelled else {}


class _Folder:
    """The pairs of one folder, read one after the other."""

    def __init__(
        self,
        root: Path,
        reading: Reading,
        names: ForeignNames,
        offsets: str,
        configurations: dict[Path, list[Original]],
    ) -> None:
        self._root = root
        self._configurations = configurations
        self._repairs = reading.repairs
        self._names = names
        self._labels = LabelIntake(reading, names)
        self._offsets = offsets
        self._seen: dict[DocumentId, str] = {}

    def items(self, stems: dict[Path, set[str]]) -> Iterator[AnnotatedDocument | Skipped]:
        """Yield what each stem holds, or why it was skipped."""
        for stem, suffixes in stems.items():
            name = stem.relative_to(self._root).as_posix()
            for suffix in sorted(suffixes & {*PARTIAL}):
                yield Skipped(f"{name}{suffix}", f"{suffix} files are not read, only .ann")
            if TEXT not in suffixes:
                if LABELS in suffixes:
                    yield Skipped(f"{name}{LABELS}", "there is no .txt file of this name beside it")
                continue
            try:
                yield self._document(stem, name, LABELS in suffixes)
            except BadValue as error:
                yield Skipped(f"{name}{LABELS if LABELS in suffixes else TEXT}", str(error))

    def _document(self, stem: Path, name: str, labelled: bool) -> AnnotatedDocument:
        contents = {TEXT: content_of(Path(f"{stem}{TEXT}"))}
        if labelled:
            contents[LABELS] = content_of(Path(f"{stem}{LABELS}"))
        pair = read_pair(
            contents[TEXT],
            contents.get(LABELS, b""),
            self._labels,
            self._names,
            self._repairs,
            self._offsets,
        )
        known = self._seen.setdefault(pair.draft.id, name) if labelled else name
        if known != name:
            raise BadValue(
                f"{known}{LABELS} has labels of this text already: import the folders of"
                " several annotators one by one"
            )
        if not labelled:
            self._repairs.add("text-without-annotations", Example(pair.draft.id, None, name))
        originals = [
            Original(NAME, f"{name}{suffix}", content) for suffix, content in contents.items()
        ]
        # What goes with a folder is kept with the first document in it.
        for folder in [each for each in self._configurations if each in stem.parents]:
            originals += self._configurations.pop(folder)
        return pair.draft.annotated(originals=originals, labelled=labelled)


def content_of(file: Path) -> bytes:
    """Return the bytes of a file; raise BadValue for one that is too long."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE + 1)
    except OSError as error:
        raise file_problem(error, file) from error
    if len(content) > MAX_FILE:
        raise BadValue(f"the file is longer than {MAX_FILE // 2**20} MiB")
    return content
