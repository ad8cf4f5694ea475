"""Handing articles out: one project file for each annotator, recorded in the project."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.commands import sharing
from annotator.commands.sharing import Story
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, new_id
from annotator.domain.queries import parse_query
from annotator.formats.file_names import folder_names
from annotator.store import (
    annotators,
    corrections,
    hand_outs,
    listing,
    near_duplicates,
    packing,
)
from annotator.store.hand_outs import Pack
from annotator.store.packing import Parcel
from annotator.store.project import Project, now
from annotator.store.writing import Transaction

Counted = Callable[[int, int], None]

SUFFIX = ".annotations"
_HANDED = ("round", "handed")


@dataclass(frozen=True, slots=True)
class PackOptions:
    """How to hand out.

    ``query`` chooses the articles; with ``sample`` so many of them are drawn, one of each
    story, fixed by ``seed``. Each goes to ``overlap`` of the annotators, all of them where
    it is None. An empty ``round`` gets a name of its own. ``update`` makes files for
    annotators who have packs already, with the schema and nobody's labels: of the articles
    those that came in since the last packs were made, or those that ``query`` and ``sample``
    choose of the ones nobody was given.
    """

    annotators: Sequence[str]
    query: str = ""
    overlap: int | None = None
    sample: int | None = None
    seed: int = 0
    round: str = ""
    update: bool = False


@dataclass(frozen=True, slots=True)
class Packed:
    """One file that was made: where, for whom, and how many articles it hands out."""

    file: Path
    annotator: str
    documents: int


def pack(
    project: Project,
    destination: Path,
    options: PackOptions,
    progress: Counted = lambda done, total: None,
) -> list[Packed]:
    """Write a pack for each annotator into a folder; record it in the project.

    All of them are written, or none: where ``progress`` raises Stopped, or anything goes
    wrong, nothing is left behind. It is told the articles written, over all packs. Raises
    UserError for a call that cannot be and where a file is in the way.
    """
    options = _checked(project, options)
    files = _files(destination, options.annotators)
    destination.mkdir(parents=True, exist_ok=True)
    with project.reading() as link:
        shares = _shares(link, options)
    folder = _folder(project, destination)
    moved: list[Path] = []
    try:
        with project.transaction(f"Hand out {options.round}") as t:
            parcels = [
                _parcel(t, name, files[name].name, shares[name], options)
                for name in options.annotators
            ]
            _build(project, t, folder, parcels, progress)
            packing.remember_packed(t)
            for name in options.annotators:
                (folder / files[name].name).rename(files[name])
                moved.append(files[name])
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [Packed(files[name], name, len(shares[name])) for name in options.annotators]


def _folder(project: Project, destination: Path) -> Path:
    """Return a new hidden folder to build in; take away what a killed call left there.

    Nobody else builds under this project's name: the call holds the project.
    """
    prefix = f".packs-{project.meta('project')[:12]}-"
    for left in destination.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=destination))


def _build(
    project: Project, t: Transaction, folder: Path, parcels: Sequence[Parcel], progress: Counted
) -> None:
    total = sum(len(one.documents) + len(one.carried) for one in parcels)
    before = 0
    for parcel in parcels:

        def counted(done: int, _: int, before: int = before) -> None:
            progress(before + done, total)

        packing.build(project, t, folder / parcel.pack.file, parcel, counted)
        before += len(parcel.documents) + len(parcel.carried)


def _checked(project: Project, options: PackOptions) -> PackOptions:
    """Return the options with what was left open filled in; raise UserError for bad ones."""
    if project.read_only:
        raise UserError(
            "The project is open read-only; what is handed out is recorded in it.",
            where=str(project.path),
            mend="Close it where it is open, or copy it to a place that you may write to.",
        )
    names = [name.strip() for name in options.annotators if name.strip()]
    if not names or len(set(names)) != len(names):
        raise UserError(
            "Name each annotator once.",
            mend="Write --annotators Ada,Ben (names with commas between).",
        )
    overlap = options.overlap if options.overlap is not None else len(names)
    if not 1 <= overlap <= len(names):
        raise UserError(
            f"An overlap of {overlap} cannot be had with {len(names)} annotators.",
            mend=f"Give a number from 1 to {len(names)}.",
        )
    if options.sample is not None and options.sample < 1:
        raise UserError("A sample has at least one article.")
    name = options.round.strip()
    if '"' in name or "\n" in name:
        raise UserError("The name of a round is one line without quotation marks.")
    with project.reading() as link:
        for one in names:
            _require_one_person(link, one)
            if options.update and annotators.named(link, one) is None:
                raise UserError(
                    f'The project has no annotator "{one}"; updates are for those at work.',
                    mend="Look at the name, or leave --update out for a first pack.",
                )
        name = name or _next_round(link)
    return PackOptions(
        names, options.query, overlap, options.sample, options.seed, name, options.update
    )


def _require_one_person(link: sqlite3.Connection, name: str) -> None:
    ids = annotators.with_names(link, [name])
    if len({annotators.standing(link, one) for one in ids}) > 1:
        raise UserError(
            f"Several annotators are called {name}; whose work should go along?",
            mend="Join them if they are one person: annotator merge PROJECT OTHER --join NAME.",
        )


def _next_round(link: sqlite3.Connection) -> str:
    taken = {one.round for one in hand_outs.packs(link)}
    number = 1
    while f"round-{number}" in taken:
        number += 1
    return f"round-{number}"


def _files(destination: Path, names: Sequence[str]) -> Mapping[str, Path]:
    if destination.exists() and not destination.is_dir():
        raise UserError("This is a file, not a folder.", where=str(destination))
    files = {
        name: destination / f"{safe}{SUFFIX}"
        for name, safe in folder_names({name: name for name in names}).items()
    }
    for path in files.values():
        if path.exists():
            raise UserError(
                "There is a file of this name already; packs overwrite nothing.",
                where=str(path),
                mend="Choose another folder, or move the file away.",
            )
    return files


def _shares(link: sqlite3.Connection, options: PackOptions) -> Mapping[str, list[DocumentId]]:
    """Return the documents for each annotator, in list order."""
    query = parse_query(options.query)
    numbers = listing.numbers(link, query)
    if options.update and not query.terms and options.sample is None:
        numbers = [number for number in numbers if number > packing.packed_up_to(link)]
    asked = any(term.field in _HANDED for term in query.terms)
    before = set() if asked else hand_outs.given_to_anybody(link)
    pool = _stories(link, numbers)
    if options.sample is not None:
        told = {key for key, story in _named(link, before).items() if story}
        pool = [story for story in pool if story.key not in told]
        pool = sharing.sampled(pool, options.sample, options.seed)
    elif options.update:
        pool = [_without(story, before) for story in pool]
        pool = [story for story in pool if story.documents]
    if not pool and not options.update:
        raise UserError(
            "There is no article to hand out.",
            where=options.query,
            mend="Widen the query, or take articles in first.",
        )
    assert options.overlap is not None
    shares = sharing.shared_out(pool, options.annotators, options.overlap, options.seed)
    empty = [name for name, share in shares.items() if not share]
    if empty and not options.update:
        raise UserError(
            f"There are too few articles: none would be left for {', '.join(empty)}.",
            mend="Widen the query, raise --overlap, or name fewer annotators.",
        )
    return shares


def _named(link: sqlite3.Connection, wanted: set[DocumentId]) -> dict[DocumentId, list[DocumentId]]:
    """Return documents by what names their story."""
    names = near_duplicates.names(link)
    found: dict[DocumentId, list[DocumentId]] = {}
    for document in sorted(wanted):
        found.setdefault(names.get(document, document), []).append(document)
    return found


def _stories(link: sqlite3.Connection, numbers: Sequence[int]) -> list[Story]:
    lengths = packing.lengths(link)
    named = _named(link, set(corrections.documents_at(link, numbers)))
    return [
        Story(key, documents, sum(lengths[one] for one in documents))
        for key, documents in named.items()
    ]


def _without(story: Story, gone: set[DocumentId]) -> Story:
    kept = [one for one in story.documents if one not in gone]
    return Story(story.key, kept, story.length * len(kept) // len(story.documents))


def _parcel(
    t: Transaction, name: str, file: str, documents: Sequence[DocumentId], options: PackOptions
) -> Parcel:
    """Record one pack in the project and return what goes into it."""
    annotator = annotators.ensure(t, name)
    people = annotators.joined_with(t.connection, annotator.id)
    made = Pack(new_id(), options.round, annotator.id, file, _settings(options), now())
    carried = hand_outs.given_to(t.connection, people) if options.update else []
    hand_outs.add(t, made, documents)
    return Parcel(made, annotator, people, documents, carried, options.update)


def _settings(options: PackOptions) -> dict[str, object]:
    """Return how it was chosen, without colleagues' names: the record goes into the pack."""
    fields = {term.field for term in parse_query(options.query).terms}
    named = fields & {"annotator", "handed"}
    return {
        "query": "(names people)" if named else options.query,
        "annotators": len(options.annotators),
        "overlap": options.overlap,
        "sample": options.sample,
        "seed": options.seed,
        "update": options.update,
    }
