"""What one task of Label Studio holds: its text, and each annotator's regions and relations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from annotator.formats.hypertext import text_nodes
from annotator.formats.json_values import BadValue

_NUMBER = re.compile(r"[0-9]{1,15}")
_SPAN_TYPES = {"labels": "labels", "hypertextlabels": "hypertextlabels"}


@dataclass(slots=True)
class Region:
    """A stretch of text with its labels; ``label`` may be several, or none.

    ``attributes`` are choices made for the region, ``notes`` what was written about it.
    ``start`` is None where the region has no place in the whole text.
    """

    key: str
    to_name: str
    labels: list[str]
    start: int | None
    end: int | None
    surface: str | None
    attributes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PlainRegions:
    """Regions with one label each and nothing else, all of one text, by columns."""

    to_name: str
    keys: list[str]
    starts: list[int]
    ends: list[int]
    surfaces: list[str]
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Link:
    """A relation; ``direction`` is right, left or bi."""

    source: str
    target: str
    direction: str
    labels: tuple[str, ...]


@dataclass(slots=True)
class Work:
    """One annotation of a task: whose, whether it was skipped, and what is in it.

    ``plain`` are the regions where all are such, else they are in ``regions``.
    ``unread`` names the types of results that have no place here.
    """

    annotator: str
    cancelled: bool
    plain: PlainRegions | None = None
    regions: dict[str, Region] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Task:
    """One task: the text that was labelled, other data as facts, and the work on it."""

    text: str
    text_name: str
    facts: dict[str, str]
    works: list[Work]
    unread: list[str]
    suggested: int
    drafts: int


def task_from_json(values: Mapping[str, object], texts: Mapping[str, str]) -> Task:
    """Return what a task holds; raise BadValue where it has no text.

    ``texts`` maps names of text controls to keys of the task's data, from a configuration.
    """
    data = values.get("data")
    if not isinstance(data, dict):
        raise BadValue("the task has no data")
    rows = values.get("annotations", values.get("completions", []))
    if not isinstance(rows, list):
        raise BadValue("the annotations are not an array")
    works = [_work(row, number) for number, row in enumerate(rows)]
    name, key = _text_key(data, works, texts)
    text = data[key]
    assert isinstance(text, str)
    if any(work.plain is None and _is_html(row) for work, row in zip(works, rows, strict=True)):
        text = text_nodes(text)
    facts, unread = _facts(data, key)
    return Task(
        text,
        name,
        facts,
        works,
        unread,
        _length(values.get("predictions")),
        _length(values.get("drafts")),
    )


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _text_key(
    data: Mapping[str, object], works: Sequence[Work], texts: Mapping[str, str]
) -> tuple[str, str]:
    """Return the name of the text control that was labelled, and the key of its text."""
    strings = {key: value for key, value in data.items() if isinstance(value, str) and value}
    names = [region.to_name for work in works for region in work.regions.values()]
    for work in works:
        names += [work.plain.to_name] * len(work.plain.keys) if work.plain else []
    kinds = set(names)
    name = max(kinds, key=lambda each: (names.count(each), each)) if kinds else ""
    for wanted in (texts.get(name), *texts.values(), "text", name):
        if wanted in strings:
            return name, str(wanted)
    surfaces = [r.surface for work in works for r in work.regions.values() if r.surface]
    surfaces += [each for work in works if work.plain for each in work.plain.surfaces if each]
    holding = [key for key in strings if all(each in strings[key] for each in surfaces)]
    if surfaces and len(holding) == 1:
        return name, holding[0]
    if len(strings) == 1 and surfaces:
        return name, next(iter(strings))
    raise BadValue("the task has no text (data.text)")


def _facts(data: Mapping[str, object], text_key: str) -> tuple[dict[str, str], list[str]]:
    facts, unread = {}, []
    for key, value in data.items():
        if key == text_key or value is None:
            continue
        if isinstance(value, str):
            facts[key] = value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            facts[key] = str(value)
        else:
            unread.append(f"data.{key}")
    return facts, unread


def _is_html(row: object) -> bool:
    results = row.get("result") if isinstance(row, dict) else None
    return isinstance(results, list) and any(
        isinstance(one, dict)
        and (
            one.get("type") == "hypertextlabels"
            or (isinstance(one.get("value"), dict) and "globalOffsets" in one["value"])
        )
        for one in results
    )


def _work(row: object, number: int) -> Work:
    if not isinstance(row, dict):
        raise BadValue(f"annotations[{number}] is not a JSON object")
    results = row.get("result")
    cancelled = row.get("was_cancelled") is True or row.get("skipped") is True
    work = Work(_annotator(row.get("completed_by")), cancelled)
    rows = [one for one in results if isinstance(one, dict)] if isinstance(results, list) else []
    others = [one for one in rows if one.get("type") != "labels"]
    if all(one.get("type") == "relation" for one in others):
        found = [one for one in rows if one.get("type") == "labels"] if others else rows
        work.plain = _plain(found)
    if work.plain is not None:
        for one in others:
            _add_link(one, work)
        return work
    for one in rows:
        if _string(one.get("type")) in _SPAN_TYPES:
            _add_region(one, work)
    for one in rows:
        if one.get("type") == "relation":
            _add_link(one, work)
        elif _string(one.get("type")) not in _SPAN_TYPES and not _add_choice(one, work):
            work.unread.append(str(one.get("type"))[:40])
    return work


_region = itemgetter("id", "from_name", "to_name", "value")
_value = itemgetter("start", "end", "text", "labels")


def _plain(rows: Sequence[Mapping[str, object]]) -> PlainRegions | None:
    """Return regions of type ``labels`` as Label Studio writes most of them; None for others.

    Each test looks at all of them at once, which takes a fraction of the time.
    """
    more = {"origin"} if rows and "origin" in rows[0] else set()
    if set(map(len, rows)) != {5 + len(more)} or not all(more <= row.keys() for row in rows):
        return None
    try:
        keys, _, names, values = zip(*map(_region, rows), strict=True)
        if set(map(type, values)) != {dict} or set(map(len, values)) != {4}:
            return None
        starts, ends, surfaces, labels = zip(*map(_value, values), strict=True)
    except KeyError:
        return None
    kinds = [set(map(type, column)) for column in (keys, names, starts, ends, surfaces, labels)]
    if kinds != [{str}, {str}, {int}, {int}, {str}, {list}] or set(map(len, labels)) != {1}:
        return None
    written = [label for (label,) in labels]
    if set(map(type, written)) != {str} or "" in keys or len(set(names)) > 1:
        return None
    if len(set(keys)) < len(keys):
        return None
    return PlainRegions(names[0], [*keys], [*starts], [*ends], [*surfaces], written)


def _annotator(value: object) -> str:
    if isinstance(value, dict):
        names = [value.get("first_name"), value.get("last_name")]
        name = " ".join(each for each in names if isinstance(each, str) and each)
        mail = value.get("email")
        return mail if isinstance(mail, str) and mail else name or _annotator(value.get("id"))
    if type(value) is int:
        return f"annotator {value}"
    return value if isinstance(value, str) else ""


def _add_region(one: Mapping[str, object], work: Work) -> None:
    value = one.get("value")
    value = value if isinstance(value, dict) else {}
    labels = value.get(_SPAN_TYPES[str(one["type"])])
    places = value.get("globalOffsets", value)
    start, end = _place(places)
    surface = value.get("text")
    key = one.get("id")
    region = Region(
        key if isinstance(key, str) and key else f"region {len(work.regions)}",
        _string(one.get("to_name")),
        [each for each in labels if isinstance(each, str)] if isinstance(labels, list) else [],
        start,
        end,
        surface if isinstance(surface, str) else None,
        notes=_notes(one.get("meta")),
    )
    known = work.regions.get(region.key)
    if known is not None and (known.start, known.end) == (start, end):
        known.labels += region.labels  # the same stretch under a second set of labels
        return
    key = region.key
    while region.key in work.regions:
        region.key = f"{key}#{len(work.regions)}"
    work.regions[region.key] = region


def _place(value: object) -> tuple[int | None, int | None]:
    if not isinstance(value, dict):
        return None, None
    start, end = value.get("start"), value.get("end")
    if type(start) is int and type(end) is int:
        return start, end
    # Files from before 2019 have numbers in strings; XPaths of HTML are strings as well.
    found = [
        int(each) if isinstance(each, str) and _NUMBER.fullmatch(each) else each
        for each in (start, end)
    ]
    return (found[0], found[1]) if all(type(each) is int for each in found) else (None, None)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _notes(meta: object) -> list[str]:
    texts = meta.get("text") if isinstance(meta, dict) else None
    return list(_strings(texts))


def _strings(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each:
            yield each


def _add_link(one: Mapping[str, object], work: Work) -> None:
    labels = one.get("labels")
    direction = one.get("direction")
    work.links.append(
        Link(
            _string(one.get("from_id")),
            _string(one.get("to_id")),
            direction if direction in ("left", "bi") and isinstance(direction, str) else "right",
            tuple(_strings(labels)) if isinstance(labels, list) else (),
        )
    )


def _add_choice(one: Mapping[str, object], work: Work) -> bool:
    """Add a choice or a text about a region; False where it is about none."""
    key, value = one.get("id"), one.get("value")
    region = work.regions.get(key) if isinstance(key, str) else None
    if region is None or not isinstance(value, dict):
        return False
    name = _string(one.get("from_name"))
    if one.get("type") == "choices" and name:
        chosen = list(_strings(value.get("choices")))
        if chosen:
            region.attributes[name] = "; ".join(chosen)
        return bool(chosen)
    if one.get("type") in ("number", "rating") and name:
        number = value.get(str(one["type"]))
        if type(number) in (int, float):
            region.attributes[name] = str(number)
            return True
        return False
    if one.get("type") == "textarea":
        texts = list(_strings(value.get("text")))
        region.notes += texts
        return bool(texts)
    return False
