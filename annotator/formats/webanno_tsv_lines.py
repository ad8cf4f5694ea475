"""The lines of a WebAnno TSV file: header, sentences and rows, before their cells mean anything."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import gt

from annotator.domain.errors import UserError
from annotator.domain.reports import Example, Report
from annotator.formats.inception_layers import ROLE, main_feature
from annotator.formats.json_values import BadValue
from annotator.formats.offset_units import Unit, unit_named
from annotator.formats.webanno_tsv_cells import EMPTY, unescaped_text

FORMAT_LINE = "#FORMAT=WebAnno TSV "
_VERSION = re.compile(r"3\.(\d{1,3})\s*\Z")
_ROW = re.compile(r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)\t(\d{1,9})-(\d{1,9})\t([^\t]*)(.*)", re.ASCII)
GAP = 100_000
"""The most white space that a gap between two sentences is filled with."""
_SENTENCE_LINES = ("#Text=", "#Sentence.id=")
TOO_FAR = 10**9
"""No offset in a file of at most 64 MiB is as large."""
_TAILS = [f"-{number}" for number in range(1, 200)]
"""What the ids of the tokens of a sentence end in, for sentences of usual length."""
LAYER_LINES = {"#T_SP=": "span", "#T_CH=": "chain", "#T_RL=": "relation"}
"""What the lines that declare layers begin with, and which kind of layer it is."""


@dataclass(slots=True)
class Column:
    """One column: ``feature`` is empty for a layer that has none.

    ``kind`` is ``value``, ``role``, ``filler`` (of the role column before it) or ``end``
    (the source of a relation). ``hint`` is the type a role's links, a filler or a relation's
    ends have.
    """

    kind: str
    feature: str
    hint: str = ""


@dataclass(slots=True)
class LayerColumns:
    """A layer and its columns, the first of them at ``start`` behind the token."""

    kind: str
    name: str
    start: int
    columns: list[Column] = field(default_factory=list)

    @property
    def main(self) -> str:
        """The feature that is the label; empty for none."""
        return main_feature([one.feature for one in self.columns if one.kind == "value"])


@dataclass(slots=True)
class Row:
    """A token with annotations, or a part of one: id, [begin, end), cells.

    Offsets count in the file's unit until the reader has converted them.
    """

    unit: str
    begin: int
    end: int
    cells: Sequence[str]
    line: int


@dataclass(slots=True)
class Sentence:
    """The text of a sentence, with its line ends, and the number of its first row."""

    line: int
    first: int
    text: list[str] = field(default_factory=list)
    id: str = ""


@dataclass(slots=True)
class TsvLines:
    """A file as it stands, and the text it is about once ``assemble`` put that together.

    Its rows are columns: ids, begins, ends and surfaces. ``marked`` are those that have
    annotations; ``width`` is how many cells a row has for them.
    """

    layers: list[LayerColumns] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    surfaces: list[str] = field(default_factory=list)
    marked: list[Row] = field(default_factory=list)
    width: int = 0

    def assemble(self, offsets: str, repairs: Report, name: str) -> tuple[str, Unit]:
        """Return the text and what converts its offsets; raise BadValue where they contradict.

        The unit is UTF-16 as the format says, unless ``offsets`` names one or the tokens
        fit code points better (repair ``offsets-in-code-points``).
        """
        wanted = [offsets] if offsets else ["utf-16", "code-points"]
        best: tuple[int, str, str] | None = None
        problem: BadValue | None = None
        for unit in wanted:
            try:
                text = self._text(unit, repairs if unit == wanted[-1] and not best else Report())
            except BadValue as error:
                problem = problem or error
                continue
            wrong = self._mismatches(text, unit_named(unit)(text))
            if best is None or wrong < best[0]:
                best = wrong, unit, text
            if wrong == 0 or text.isascii():
                break
        if best is None:
            raise problem or BadValue("the file has no text")
        if best[1] != "utf-16" and not offsets:
            repairs.add("offsets-in-code-points", Example(name))
        if best[0]:
            repairs.add("token-does-not-match", Example(name), best[0])
        return best[2], unit_named(best[1])(best[2])

    def _text(self, unit: str, repairs: Report) -> str:
        pieces: list[str] = []
        position = 0
        for sentence in self.sentences:
            begin = self.begins[sentence.first]
            gap = begin - position
            if gap > GAP:
                raise BadValue(f"line {sentence.line}: a gap of {gap} characters before it")
            if gap < 0:
                raise BadValue(
                    f"line {sentence.line}: the sentence begins at {begin},"
                    f" inside the one before it, which ends at {position}"
                )
            pieces.append("\n" + " " * (gap - 1) if gap and pieces else " " * gap)
            text = "\n".join(sentence.text)
            pieces.append(text)
            length = len(text)
            position += gap
            position += (
                length if text.isascii() else unit_named(unit)(text).from_code_points(length)
            )
        return "".join(pieces)

    def _mismatches(self, text: str, unit: Unit) -> int:
        begins, ends = self.begins, self.ends
        if unit.length != len(text):
            begins = [*map(unit.to_code_points, begins)]
            ends = [*map(unit.to_code_points, ends)]
        found = [*map(text.__getitem__, map(slice, begins, ends))]
        if found == self.surfaces:
            return 0
        pairs = zip(self.surfaces, found, strict=True)
        return sum(unescaped_text(one) != other for one, other in pairs if one != other)


def parse_lines(content: bytes, name: str, repairs: Report) -> TsvLines:
    """Return the lines of a file; raise UserError for another format, BadValue for a broken one."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadValue(f"not UTF-8 at byte {error.start + 1}") from error
    lines = text.split("\n")
    found = TsvLines()
    header = _Header(version_of(lines[0].rstrip("\r"), name), repairs, name)
    sentence: Sentence | None = None
    at, block_end = 1, 0
    while at < len(lines):
        line = lines[at].removesuffix("\r")
        at += 1
        if sentence is not None and line[:1].isdigit():
            if at > block_end:
                block_end = _block_end(lines, at)
                if _add_block(lines[at - 1 : block_end], at, found):
                    at = block_end
                    continue
            _add_row(line, at, found)
        elif line[:6] in LAYER_LINES and sentence is None and not found.sentences:
            layer = layer_of(line, found.width, at)
            found.layers.append(layer)
            found.width += len(layer.columns)
        elif line.startswith("#"):
            begun = sentence is not None and len(found.units) > sentence.first
            if sentence is not None and begun and line.startswith(_SENTENCE_LINES):
                _close(sentence, found)
                sentence = None
            sentence = header.take(line, at, sentence, len(found.units))
        elif line:
            what = "no row of a table" if sentence else "a row stands before any #Text"
            raise BadValue(f"line {at}: {what}")
        elif sentence is not None:
            _close(sentence, found)
            sentence = None
    if sentence is not None:
        _close(sentence, found)
    if not found.sentences:
        raise BadValue("the file has no sentences")
    return found


def _block_end(lines: list[str], start: int) -> int:
    """Return the number of the next empty line, or of the end."""
    try:
        return lines.index("", start)
    except ValueError:
        return len(lines)


def version_of(line: str, name: str) -> int:
    """Return which 3.x a first line tells; raise UserError for another format."""
    found = _VERSION.match(line.removeprefix(FORMAT_LINE)) if line.startswith(FORMAT_LINE) else None
    if found is None:
        raise UserError(
            "This is not a file of WebAnno TSV 3.",
            where=name,
            mend=f'The first line must be "{FORMAT_LINE}3.3".',
        )
    return int(found[1])


def layer_of(line: str, start: int, number: int) -> LayerColumns:
    """Return the layer a line declares, its columns from ``start`` on.

    Raises BadValue, with the number of the line, for one that declares none.
    """
    name, *features = line[6:].split("|")
    if not name.strip():
        raise BadValue(f"line {number}: the layer has no name")
    layer = LayerColumns(LAYER_LINES[line[:6]], name, start)
    for feature in features:
        previous = layer.columns[-1].kind if layer.columns else ""
        if layer.kind == "span" and feature.startswith(ROLE):
            host, _, link = feature.removeprefix(ROLE).partition("_")
            layer.columns.append(Column("role", host.rpartition(":")[2], link))
        elif previous == "role":
            layer.columns.append(Column("filler", layer.columns[-1].feature, feature))
        elif layer.kind == "relation" and feature.startswith("BT_"):
            layer.columns.append(Column("end", "", feature.removeprefix("BT_")))
        else:
            layer.columns.append(Column("value", feature))
    if not layer.columns:
        layer.columns.append(Column("value", ""))
    if layer.kind == "relation" and layer.columns[-1].kind != "end":
        raise BadValue(f"line {number}: a relation layer does not end with its BT_ column")
    return layer


@dataclass(frozen=True, slots=True)
class _Header:
    """Lines with ``#`` in front of a sentence's rows; others than we know are passed over."""

    version: int
    repairs: Report
    name: str

    def take(self, line: str, number: int, sentence: Sentence | None, row: int) -> Sentence | None:
        """Return the sentence that a line is about, begun at a row where it is a new one."""
        key, _, value = line.partition("=")
        if not line.startswith(_SENTENCE_LINES):
            self.repairs.add("comment-skipped", Example(self.name, None, line[:200]))
            return sentence
        sentence = sentence or Sentence(number, row)
        value = unescaped_text(value, java=self.version < 2)
        if key == "#Text":
            # Older versions wrote the line breaks of a sentence as form feeds.
            sentence.text.extend(value.split("\f") if self.version < 2 else [value])
        else:
            sentence.id = value
        return sentence


def _add_block(block: list[str], number: int, found: TsvLines) -> bool:
    """Add rows by columns where they are all alike, as most are; else add none.

    ``number`` is the line of the first. Row by row it takes several times as long.
    """
    width, rows = found.width, len(block)
    wide = block[0].count("\t") + 2
    flat = "\t\n\t".join(block).split("\t")  # a line end is a cell of its own
    if wide < width + 4 or len(flat) != rows * wide - 1:
        return False
    if flat[wide - 1 :: wide] != ["\n"] * (rows - 1):
        return False
    units = flat[::wide]
    sentence = units[0].partition("-")[0]
    if not _is_number(sentence) or units != [sentence + each for each in _tails(len(units))]:
        return False
    edges = _edges(flat[1::wide])
    if edges is None:
        return False
    begins, ends = edges
    if any(map(gt, begins, ends)) or max(ends) >= TOO_FAR:
        return False
    if width:
        cells_of_rows = zip(*[flat[place::wide] for place in range(3, 3 + width)], strict=True)
        blank = (EMPTY,) * width
        found.marked += [
            Row(units[at], begins[at], ends[at], cells, number + at)
            for at, cells in enumerate(cells_of_rows)
            if cells != blank
        ]
    found.units += units
    found.begins += begins
    found.ends += ends
    found.surfaces += flat[2::wide]
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _tails(count: int) -> list[str]:
    """Return ``-1``, ``-2`` and so on, what the ids of a sentence's tokens end in."""
    if count > len(_TAILS):
        return [f"-{number}" for number in range(1, count + 1)]
    return _TAILS[:count]


def _edges(cells: list[str]) -> tuple[list[int], list[int]] | None:
    """Return the begins and ends of cells like ``12-15``; None where one is another."""
    joined = "-\n-".join(cells)
    digits = joined.replace("-\n-", "").replace("-", "")
    found = joined.split("-")
    if len(found) != 3 * len(cells) - 1 or found[2::3] != ["\n"] * (len(cells) - 1):
        return None
    if not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return [*map(int, found[::3])], [*map(int, found[1::3])]
    except ValueError:  # nothing beside a hyphen, or thousands of digits
        return None


def _add_row(line: str, number: int, found: TsvLines) -> None:
    match = _ROW.fullmatch(line)
    if match is None:
        raise BadValue(f"line {number}: does not begin with an id and a begin and end")
    unit, first, last, surface, rest = match.groups()
    begin, end = int(first), int(last)
    if begin > end:
        raise BadValue(f"line {number}: ends before it begins")
    cells = rest.split("\t")[1 : found.width + 1]
    if len(cells) < found.width:
        columns, wanted = len(cells) + 3, found.width + 3
        raise BadValue(f"line {number}: {columns} columns where the header asks for {wanted}")
    if cells.count(EMPTY) < len(cells):
        found.marked.append(Row(unit, begin, end, cells, number))
    found.units.append(unit)
    found.begins.append(begin)
    found.ends.append(end)
    found.surfaces.append(surface)


def _close(sentence: Sentence, found: TsvLines) -> None:
    if len(found.units) == sentence.first:
        raise BadValue(f"line {sentence.line}: a sentence without tokens")
    if not sentence.text:
        raise BadValue(f"line {sentence.line}: rows without a #Text")
    found.sentences.append(sentence)
