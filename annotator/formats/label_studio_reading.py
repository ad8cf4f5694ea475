"""Tasks of Label Studio as annotated documents."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.label_studio_config import Config
from annotator.formats.label_studio_tasks import (
    Link,
    PlainRegions,
    Region,
    Task,
    Work,
    task_from_json,
)
from annotator.formats.offset_units import UNITS, UnitVotes, Utf16Units
from annotator.formats.several_sets import foreign_annotator, joined

NO_LABEL = "relation"
"""The label a relation without one gets."""

Place = tuple[int, int, str | None]
_UNITS = ("code-points", "utf-16")


class TaskReader:
    """Turn tasks of one file into annotated documents; repairs go to the reading."""

    def __init__(
        self, path: Path, name: str, reading: Reading, config: Config, offsets: str
    ) -> None:
        self._path = path
        self._name = name
        self._reading = reading
        self._texts = config.texts
        self._offsets = offsets
        self._last_unit = _UNITS[0]
        names = foreign_names(path)
        self._labels = LabelIntake(reading, names)
        for label in config.labels:
            known = names.relations if label.kind == "relation" else names.spans
            if label.name not in known:
                self._labels.add(label)

    def documents(self, values: Mapping[str, object], where: str) -> Iterator[AnnotatedDocument]:
        """Yield the document of a task; raise BadValue where it cannot be one."""
        task = task_from_json(values, self._texts)
        repairs = self._reading.repairs
        draft = DocumentDraft(task.text, self._labels, repairs, facts=task.facts)
        for code, number in (
            ("predictions-not-read", task.suggested),
            ("drafts-not-read", task.drafts),
        ):
            if number:
                repairs.add(code, Example(draft.id, None, where), number)
        for key in task.unread:
            self._count("unknown-field", draft, None, key)
        parts = [
            self._set(draft.again() if number else draft, task, work, where)
            for number, work in enumerate(self._last_of_each(task.works, draft, where))
        ]
        if not parts:
            parts = [draft.annotated(name=self._path.name, reader=self._name, labelled=False)]
        yield joined(parts)

    def _last_of_each(self, works: Sequence[Work], draft: DocumentDraft, where: str) -> list[Work]:
        """Return the last work of each annotator; a set is one annotator's work."""
        latest: dict[str, Work] = {}
        for work in works:
            known = latest.get(work.annotator)
            if known is not None:
                older = known if known.cancelled or not work.cancelled else work
                self._count("older-work-not-read", draft, None, where)
                latest[work.annotator] = work if older is known else known
            else:
                latest[work.annotator] = work
        return list(latest.values())

    def _set(self, draft: DocumentDraft, task: Task, work: Work, where: str) -> AnnotatedDocument:
        if work.plain is not None:
            self._add_plain(draft, work.plain, task)
        else:
            self._add_regions(draft, work, task)
        for number, link in enumerate(work.links):
            self._add_link(draft, link, f"relation {number}")
        for kind in work.unread:
            self._count("result-not-read", draft, None, kind)
        if work.cancelled:
            schema = self._reading.schema or Schema("")
            draft.states = dict.fromkeys(schema.passes, State.SET_ASIDE)
        return draft.annotated(
            name=self._path.name,
            reader=self._name,
            annotator=foreign_annotator(work.annotator) if work.annotator else None,
        )

    def _add_plain(self, draft: DocumentDraft, plain: PlainRegions, task: Task) -> None:
        if plain.to_name != task.text_name:
            for surface in plain.surfaces:
                self._count("span-of-other-text", draft, None, f"{plain.to_name}: {surface}")
            return
        starts, ends, surfaces = plain.starts, plain.ends, plain.surfaces
        if self._offsets or Utf16Units(task.text).length != len(task.text):
            places = [*zip(starts, ends, surfaces, strict=True)]
            unit = UNITS[self._unit(task.text, places, draft)](task.text)
            if unit.length != len(task.text):
                starts = [*map(unit.to_code_points, starts)]
                ends = [*map(unit.to_code_points, ends)]
        if "\\n" in "".join(surfaces):
            surfaces = [_with_line_breaks(each, draft.text) for each in surfaces]
        draft.add_spans(plain.keys, starts, ends, plain.labels, surfaces)

    def _add_regions(self, draft: DocumentDraft, work: Work, task: Task) -> None:
        regions = [one for one in work.regions.values() if self._usable(one, task, draft)]
        places = [
            (one.start, one.end, one.surface)
            for one in regions
            if one.start is not None and one.end is not None
        ]
        convert = UNITS[self._unit(task.text, places, draft)](task.text).to_code_points
        for region, (start, end, _) in zip(regions, places, strict=True):
            self._add_region(draft, region, (convert(start), convert(end)))

    def _usable(self, region: Region, task: Task, draft: DocumentDraft) -> bool:
        place = f"{region.to_name}: {region.surface or region.key}"
        if region.to_name != task.text_name:
            self._count("span-of-other-text", draft, None, place)
        elif region.start is None or region.end is None:
            self._count("span-without-offsets", draft, None, place)
        elif not region.labels:
            self._count("span-without-label", draft, None, place)
        else:
            return True
        return False

    def _unit(self, text: str, places: Sequence[Place], draft: DocumentDraft) -> str:
        """Return the unit in which most strings stand where they should."""
        if self._offsets:
            return self._offsets
        votes = UnitVotes(_UNITS)
        votes.add(text, places)
        if not votes.told_apart:
            return _UNITS[0]
        winner = votes.winner()
        if winner is None:
            self._count("offsets-in-doubt", draft, None, self._last_unit)
            return self._last_unit
        self._last_unit = winner
        return winner

    def _add_region(self, draft: DocumentDraft, region: Region, extent: tuple[int, int]) -> None:
        surface = region.surface
        if surface is not None:
            surface = _with_line_breaks(surface, draft.text)
        for number, label in enumerate(region.labels):
            key = region.key if number == 0 else f"{region.key}/{number + 1}"
            try:
                draft.add_span(
                    key,
                    [extent],
                    label,
                    surface=surface,
                    attributes=region.attributes,
                    note="\n".join(region.notes),
                )
            except BadValue:
                self._count("label-not-usable", draft, extent[0], label)

    def _add_link(self, draft: DocumentDraft, link: Link, key: str) -> None:
        source, target = link.source, link.target
        if link.direction == "left":
            source, target = target, source
        if not link.labels:
            self._count("relation-without-label", draft, None, f"{source} {target}")
        for label in link.labels or (NO_LABEL,):
            try:
                self._add_relation(draft, (key, source, target, label), link.direction == "bi")
            except BadValue:
                self._count("label-not-usable", draft, None, label)

    def _add_relation(
        self, draft: DocumentDraft, row: tuple[str, str, str, str], both: bool
    ) -> None:
        key, source, target, label = row
        draft.add_relation(f"{key} {label}", source, target, label, symmetric=both)
        schema = self._reading.schema
        known = schema.label(self._labels.relation(label)) if both and schema else None
        if known is not None and not known.symmetric:
            draft.add_relation(f"{key} {label} back", target, source, label)

    def _count(self, code: str, draft: DocumentDraft, offset: int | None, text: str) -> None:
        self._reading.repairs.add(code, Example(draft.id, offset, text[:200]))


def _with_line_breaks(surface: str, text: str) -> str:
    """Return a string with its line breaks, which older editors wrote with a backslash."""
    return surface if "\\n" in text else surface.replace("\\n", "\n")
