"""Read rows of tokens and tags, of our exports or anybody's, from JSON lines or Parquet."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.conll_tags import decoded, parsed
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.huggingface_columns import plain_entities, plain_relations
from annotator.formats.huggingface_features import (
    FEATURES,
    names_beside,
    names_in,
    tag_of,
)
from annotator.formats.huggingface_lines import COLUMNS, own_row
from annotator.formats.json_line_documents import line_documents
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.parquet_files import parquet_rows
from annotator.formats.token_rows import (
    PlainSpans,
    RowGroups,
    RowRelation,
    RowSpan,
    TokenRow,
    same_name,
    token_words,
)

SUFFIXES = (".jsonl", ".parquet", ".json")
_TOKENS = ("tokens", "words")
_TAGS = ("ner_tags", "tags", "ner", "labels")


def shape_of(row: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the names of the columns of tokens and tags, or None if a row has none."""
    tokens = next((name for name in _TOKENS if isinstance(row.get(name), list)), None)
    if tokens is None:
        return None
    for name in _TAGS:
        tags = row.get(name)
        if (
            isinstance(tags, list)
            and len(tags) == len(row[tokens])  # type: ignore[arg-type]
            and all(type(tag) is int or (isinstance(tag, str) and parsed(tag)) for tag in tags)
        ):
            return tokens, name
    return None


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, row by row as documents are asked for.

    Rows of our own exports come back as documents over exactly the text they were exported
    from, with the spans that tags could not show; other rows are read as documents of up to
    100 rows. Raises UserError where tags are numbers that nothing names.
    """
    files = files_in(path, SUFFIXES, (FEATURES, "dataset_info.json", "dataset_infos.json"))
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        labels = LabelIntake(reading, foreign_names(file))
        rows = RowGroups(labels, reading.repairs, name, "huggingface")
        return _documents(file, name, rows)

    reading.items = items_of(files, path, items)
    return reading


def _documents(path: Path, name: str, groups: RowGroups) -> Items:
    if path.suffix.lower() == ".parquet" or _is_parquet(path):
        columns, rows = parquet_rows(path)
        reader = _Rows(path, groups, columns)
        for number, row in enumerate(rows, 1):
            try:
                yield from reader.take(row, f"{name}:{number}")
            except BadValue as error:
                yield Skipped(f"{name}:{number}", str(error))
    else:
        reader = _Rows(path, groups, {})
        yield from line_documents(path, name, reader.take, reader.take_own)
    yield from groups.end()


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


class _Rows:
    """Turn the rows of one file into documents."""

    def __init__(self, path: Path, groups: RowGroups, columns: Mapping[str, object]) -> None:
        self._path = path
        self._groups = groups
        self._columns = columns
        self._shape: tuple[str, str] | None = None
        self._names: list[str] = []

    def take_own(self, line: bytes, where: str) -> Iterable[AnnotatedDocument | Skipped] | None:
        """Add a row just as our export wrote it, the first aside; None for any other."""
        row = own_row(line, where) if self._shape == COLUMNS else None
        return None if row is None else self._groups.add(row)

    def take(self, values: dict[str, object], where: str) -> Iterable[AnnotatedDocument | Skipped]:
        """Add one row; return the document that it ends."""
        if self._shape is None:
            self._shape = shape_of(values)
            if self._shape is None:
                raise BadValue("the row has no tokens with as many tags")
            column = self._shape[1]
            self._names = names_in(self._columns.get(column)) or names_beside(self._path, column)
        tokens, tags = self._shape
        words = token_words(values.get(tokens), tokens)
        row = TokenRow(where, words)
        document = values.get("doc_id")
        row.document = document if isinstance(document, str) else ""
        ours = bool(row.document) and isinstance(values.get("entities"), list)
        if ours:
            row.text, row.starts = values.get("text"), values.get("start_chars")
            row.facts = _named(values.get("facts"))
            entities, relations = _rows(values, "entities"), _rows(values, "relations")
            plain = plain_entities(entities)
            if plain is not None:
                row.plain = plain
            else:
                row.spans = [_entity(each) for each in entities]
            row.relations = plain_relations(relations) or [*map(_relation, relations)]
        else:
            row.plain = self._tagged(_rows(values, tags), len(words), row.document)
        return self._groups.add(row)

    def _tagged(self, values: list[object], length: int, document: str) -> PlainSpans:
        if len(values) != length:
            raise BadValue(f"there are {length} tokens and {len(values)} tags")
        if not self._names and int in set(map(type, values)):
            raise UserError(
                "The tags of this file are numbers, and nothing says what they stand for.",
                where=str(self._path),
                mend=f"Put a {FEATURES} beside it, or write it with the names of the tags.",
            )
        tags = [parsed(tag_of(value, self._names)) for value in values]
        known = [tag for tag in tags if tag is not None]
        if len(known) != len(tags):
            number = tags.index(None)
            raise BadValue(f"tag {number} ({str(values[number])[:40]!r}) is of no known scheme")
        number = self._groups.number_of(document)
        found = decoded(known, "iob1")
        return PlainSpans(
            [f"{number}-{each.first}" for each in found],
            [each.first for each in found],
            [each.last for each in found],
            [each.label for each in found],
        )


def _rows(values: dict[str, object], key: str) -> list[object]:
    found = values.get(key) or []
    if not isinstance(found, list):
        raise BadValue(f"{key} is not an array")
    return found


def _entity(value: object) -> RowSpan:
    row = _object(value, "entities")
    chain = _number(row, "chain")
    return RowSpan(
        str(_number(row, "id")),
        _number(row, "start"),
        _number(row, "end"),
        same_name(row.get("label")),
        _named(row.get("attributes")),
        _text(row, "note"),
        str(chain) if chain >= 0 else "",
    )


def _relation(value: object) -> RowRelation:
    row = _object(value, "relations")
    return RowRelation(
        str(_number(row, "source")),
        str(_number(row, "target")),
        same_name(row.get("label")),
        attributes=_named(row.get("attributes")),
        note=_text(row, "note"),
    )


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadValue(f"{where} holds something that is no object")
    return value


def _number(row: dict[str, object], key: str) -> int:
    value = row.get(key)
    if type(value) is not int:
        raise BadValue(f"{key} is not a whole number")
    return value


def _text(row: dict[str, object], key: str) -> str:
    value = row.get(key) or ""
    if not isinstance(value, str):
        raise BadValue(f"{key} is not a string")
    return value


def _named(pairs: object) -> dict[str, str]:
    if not pairs:
        return {}
    if not isinstance(pairs, list):
        raise BadValue("attributes are no array of names and values")
    rows = [_object(pair, "attributes") for pair in pairs]
    return {_text(row, "name"): _text(row, "value") for row in rows}
