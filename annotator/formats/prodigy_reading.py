"""Read the tasks of Prodigy; believe nothing they say."""

import re
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.corpus_files import files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_lines import binary_lines
from annotator.formats.json_values import BadValue, parse_flat
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.offset_units import Unit, unit_named
from annotator.formats.prodigy_rows import ACCEPT, IGNORE, REJECT
from annotator.formats.several_sets import foreign_annotator

SUFFIX = ".jsonl"
ANSWERS = (ACCEPT, REJECT, IGNORE)
_BY_TIME = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$")
"""How Prodigy names a session that nobody gave a name to."""
_NAMED = "\0"
_NAME = 100
BINARY_VIEW = "ner"
"""The view in which one span at a time is accepted or rejected."""

Row = Mapping[str, object]
Ends = tuple[int, int]


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a ``.jsonl`` file, or all of them in a folder, task by task in constant memory.

    Accepted tasks are finished, rejected and ignored ones are set aside; what was rejected
    does not come in as a label. Tasks about one span are not finished by that.
    """
    reading = Reading(iter(()), schema)
    tasks = _Tasks(path, reading, options)
    reading.items = items_of(files_in(path, (SUFFIX,)), path, tasks.items)
    return reading


class _Tasks:
    """The tasks of the files of one import."""

    def __init__(self, path: Path, reading: Reading, options: ReadOptions) -> None:
        self._repairs = reading.repairs
        self._labels = LabelIntake(reading, foreign_names(path))
        self._unit = unit_named(options.offsets) if options.offsets else None
        self._passes = reading.schema.passes if reading.schema else ()
        self._owners: dict[int, str] = {}

    def items(self, file: Path, name: str) -> Iterator[AnnotatedDocument | Skipped]:
        """Yield the document of each task, or why it was skipped with file name and line."""
        for number, line in binary_lines(file):
            try:
                if isinstance(line, BadValue):
                    raise line
                yield self._document(parse_flat(line), f"{name}:{number}")
            except BadValue as error:
                yield Skipped(f"{name}:{number}", str(error))

    def _document(self, row: Row, name: str) -> AnnotatedDocument:
        text = row.get("text")
        if not isinstance(text, str):
            raise BadValue("the task has no text")
        facts = _facts(row.get("meta"), self._repairs, name)
        draft = DocumentDraft(text, self._labels, self._repairs, facts=facts)
        labelled = isinstance(row.get("spans"), list) or isinstance(row.get("tokens"), list)
        if not labelled:
            self._repairs.add("task-without-spans", Example(draft.id, None, name))
            return draft.annotated(name=name, reader="prodigy", labelled=False)
        owner = _named(row)
        self._check_owner(draft, row, owner)
        answer = row.get("answer", ACCEPT)
        if answer not in ANSWERS:
            self._repairs.add("answer-not-known", Example(draft.id, None, str(answer)[:40]))
            answer = IGNORE
        task = _Task(row, draft, self._repairs, self._unit(text) if self._unit else None)
        if answer == REJECT:
            task.count_rejected()
        else:
            task.put()
        state = State.SET_ASIDE if answer != ACCEPT else None
        if _is_binary(row):
            state = State.IN_PROGRESS
        if state is not None:
            draft.states = dict.fromkeys(self._passes, state)
        annotator = foreign_annotator(owner) if owner else None
        return draft.annotated(name=name, reader="prodigy", annotator=annotator)

    def _check_owner(self, draft: DocumentDraft, row: Row, name: str) -> None:
        """Refuse another session's work on one text, unless both say whose it is.

        Only a hash of each text is kept.
        """
        owner = f"{_NAMED}{name}" if name else _session(row)
        known = self._owners.setdefault(hash(draft.id), owner)
        if known != owner and not (known.startswith(_NAMED) and name):
            known, owner = known.removeprefix(_NAMED), owner.removeprefix(_NAMED)
            raise BadValue(
                f"this text has the work of {known[:60]!r} already, and this is that of"
                f" {owner[:60]!r}: import each annotator's tasks from a file of their own"
            )


def _session(row: Row) -> str:
    return str(row.get("_annotator_id") or row.get("_session_id") or "")


def _named(row: Row) -> str:
    """Return the name of the annotator; none where a session is only known by its time."""
    name = " ".join(_session(row).split())
    if not name or _BY_TIME.search(name) or len(name) > _NAME or not name.isprintable():
        return ""
    return name


def _is_binary(row: Row) -> bool:
    """Tell a task in which one proposed span is judged, and nothing is said of the others."""
    spans, meta = row.get("spans"), row.get("meta")
    if not isinstance(spans, list) or len(spans) != 1:
        return False
    if "_view_id" in row:
        return row["_view_id"] == BINARY_VIEW
    return isinstance(meta, dict) and "score" in meta


def _facts(meta: object, repairs: Report, name: str) -> dict[str, str]:
    facts: dict[str, str] = {}
    for key, value in meta.items() if isinstance(meta, dict) else ():
        if isinstance(value, str) and value:
            facts[key] = value
        elif isinstance(value, int | float):
            facts[key] = str(value)
        elif value not in (None, ""):
            repairs.add("meta-not-read", Example(name, None, str(key)[:40]))
    return facts


def _plain_columns(spans: list[Any]) -> tuple[Any, Any, Any, list[str] | None] | None:
    """Return starts, ends, labels and strings (None for none) if all spans have no more."""
    if any([True for span in spans if "attributes" in span or "note" in span]):
        return None
    try:
        starts, ends, labels = zip(*map(_plain, spans), strict=True)
    except (KeyError, ValueError):  # ValueError where there are none
        return None
    kinds = [set(map(type, column)) for column in (starts, ends, labels)]
    if kinds != [{int}, {int}, {str}]:  # true is an int to Python, not to us
        return None
    surfaces = [span.get("text") for span in spans]
    told = set(map(type, surfaces))
    if told == {str}:
        return starts, ends, labels, surfaces
    return (starts, ends, labels, None) if told == {type(None)} else None


_plain = itemgetter("start", "end", "label")


class _Task:
    """The labels of one task on their way into a draft.

    A relation that lacks an end is counted as ``relation-without-span``; where several spans
    could be it, as ``relation-end-ambiguous`` too.
    Repair codes: ``span-not-read``, ``relation-not-read``, ``relation-end-ambiguous``,
    ``span-rejected``, ``relation-rejected``, ``label-not-usable``, ``attribute-not-read``.
    """

    def __init__(self, row: Row, draft: DocumentDraft, repairs: Report, unit: Unit | None) -> None:
        self._row = row
        self._draft = draft
        self._repairs = repairs
        self._unit = unit
        self._keys: dict[tuple[object, object, object], str] = {}
        self._added: list[tuple[Ends, object, str]] = []

    def count_rejected(self) -> None:
        """Count the labels of a rejected task: the annotator says they are wrong."""
        for name, code in (("spans", "span-rejected"), ("relations", "relation-rejected")):
            number = len(self._objects(name))
            if number:
                self._repairs.add(code, Example(self._draft.id), number)

    def put(self) -> None:
        """Put all labels into the draft."""
        self._put_spans()
        for number, relation in enumerate(self._objects("relations")):
            self._put_relation(f"r{number}", relation)
        chains = self._objects("chains", list)
        for number, chain in enumerate(chains):
            ends = [self._span_of(end) if isinstance(end, dict) else None for end in chain]
            self._draft.add_chain(f"c{number}", (end or "" for end in ends))
        self._draft.flag = _text(self._row.get("flag"))
        if self._row.get("flagged") is True and not self._draft.flag:
            self._draft.flag = "flagged"
        self._draft.note = _text(self._row.get("note"))

    def _objects(self, name: str, kind: type = dict) -> list[Any]:
        values = self._row.get(name)
        found = [one for one in values if isinstance(one, kind)] if isinstance(values, list) else []
        wrong = len(values) - len(found) if isinstance(values, list) else values is not None
        if wrong:
            code = "span-not-read" if name == "spans" else "relation-not-read"
            self._repairs.add(code, Example(self._draft.id, None, name), int(wrong))
        return found

    def _put_spans(self) -> None:
        """Put the spans into the draft; most of the time of a whole import goes by here."""
        spans = self._objects("spans")
        referred_to = bool(self._row.get("relations") or self._row.get("chains"))
        if not self._put_plain_spans(spans, referred_to):
            self._put_each_span(spans, referred_to)

    def _put_plain_spans(self, spans: list[Any], referred_to: bool) -> bool:
        """Put spans into the draft by columns, if all have places and strings and no more."""
        columns = _plain_columns(spans)
        if columns is None:
            return False
        starts, ends, labels, surfaces = columns
        keys = [f"s{number}" for number in range(len(spans))]
        places = [*zip(starts, ends, strict=True)]
        if self._unit is not None:
            converted = [self._converted(place) for place in places]
            starts, ends = zip(*converted, strict=True)
        self._draft.add_spans(keys, starts, ends, labels, surfaces)
        if referred_to:
            for place, label, span, key in zip(places, labels, spans, keys, strict=True):
                if self._draft.has_span(key):
                    self._keys.setdefault((*place, label), key)
                    self._added.append((place, span.get("token_end"), key))
        return True

    def _put_each_span(self, spans: list[Any], referred_to: bool) -> None:
        add, keys = self._draft.add_span, self._keys
        for number, span in enumerate(spans):
            start, end, label = span.get("start"), span.get("end"), span.get("label")
            plain = type(start) is int and type(end) is int  # true is an int to Python, not to us
            place = (start, end) if plain else self._place(span)
            if place is None or type(label) is not str:
                self._count("span-not-read", span)
                continue
            key = f"s{number}"
            surface = span.get("text")
            if type(surface) is not str:
                surface = None
            extents = (place if self._unit is None else self._converted(place),)
            try:
                if "attributes" in span or "note" in span:
                    own, note = self._extras(span)
                    added = add(key, extents, label, surface=surface, attributes=own, note=note)
                else:
                    added = add(key, extents, label, surface=surface)
            except BadValue:
                self._count("label-not-usable", span)
                continue
            if added and referred_to:
                keys.setdefault((start, end, label) if plain else (*place, label), key)
                self._added.append((place, span.get("token_end"), key))

    def _converted(self, place: Ends) -> Ends:
        unit = self._unit
        assert unit is not None
        return unit.to_code_points(place[0]), unit.to_code_points(place[1])

    def _place(self, span: Row) -> Ends | None:
        """Return where a span stands: by its characters, else by its tokens."""
        start, end = span.get("start"), span.get("end")
        if type(start) is int and type(end) is int:
            return start, end
        first, last = span.get("token_start"), span.get("token_end")
        tokens = self._row.get("tokens")
        if type(first) is not int or type(last) is not int or not isinstance(tokens, list):
            return None
        if not 0 <= first <= last < len(tokens):
            return None
        ends = [tokens[first], tokens[last]]
        if not all(isinstance(one, dict) for one in ends):
            return None
        start, end = ends[0].get("start"), ends[1].get("end")
        return (start, end) if type(start) is int and type(end) is int else None

    def _put_relation(self, key: str, relation: Row) -> None:
        label = relation.get("label")
        if not isinstance(label, str):
            self._count("relation-not-read", relation)
            return
        source = self._end_of(relation, "head", "head_span")
        target = self._end_of(relation, "child", "child_span")
        if source is None or target is None:
            self._count("relation-without-span", relation)
            return
        own, note = self._extras(relation)
        try:
            self._draft.add_relation(key, source, target, label, attributes=own, note=note)
        except BadValue:
            self._count("label-not-usable", relation)

    def _end_of(self, relation: Row, name: str, span_name: str) -> str | None:
        """Return the span a relation names by its place, or by the last token; None for none."""
        span = relation.get(span_name)
        if isinstance(span, dict):
            return self._span_of(span)
        token = relation.get(name)
        found = [key for _, last, key in self._added if type(last) is int and last == token]
        if len(found) > 1:
            self._count("relation-end-ambiguous", relation)
        return found[0] if len(found) == 1 else None

    def _span_of(self, end: Row) -> str | None:
        """Return the span that stands where an end of a relation or a member of a chain does."""
        try:
            known = self._keys.get((end.get("start"), end.get("end"), end.get("label")))
        except TypeError:  # a list or an object where a number or a name should be
            return None
        if known is not None:
            return known
        place = self._place(end)
        found = [key for there, _, key in self._added if there == place]
        return found[0] if len(found) == 1 else None

    def _extras(self, row: Row) -> tuple[dict[str, str] | None, str]:
        """Return the attributes and the note, where an export of ours has put them."""
        note, values = _text(row.get("note")), row.get("attributes")
        if isinstance(values, dict) and all(isinstance(one, str) for one in values.values()):
            return values, note
        if values is not None:
            self._count("attribute-not-read", row)
        return None, note

    def _count(self, code: str, row: Row) -> None:
        start = row.get("start")
        shown = str(row.get("text") or row.get("label") or "")[:200]
        place = start if type(start) is int and start >= 0 else None
        self._repairs.add(code, Example(self._draft.id, place, shown))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
