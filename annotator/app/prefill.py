"""Filling suggestions in the background: the open article first, then the list."""

import json
import os
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.app.session import Session
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.ids import DocumentId, LabelId
from annotator.domain.queries import Query
from annotator.domain.suggestions import SuggestionRun
from annotator.store import corrections, documents, listing, suggestions
from annotator.suggest.mapping import LabelMapping, default_mapping
from annotator.suggest.pipelines import PipelineInfo, find_pipeline
from annotator.suggest.pool import Failure, SuggesterPool

_IN_POOL = 64
"""Documents handed to the pool at once: enough to keep it busy, few to hold in memory."""
_SECONDS_BETWEEN_WRITES = 0.2
_TELLING_WORDS = 5000
"""Words after which the speed of a pipeline on this computer is worth remembering."""


@dataclass(frozen=True, slots=True)
class PrefillProgress:
    """How far a prefill is: documents looked at of all wanted, suggestions, words a second.

    ``words`` are those of the documents looked at; words per second are counted from the
    first document handed out, ``seconds_left`` likewise.
    """

    documents: int
    total: int
    suggestions: int
    words_per_second: float
    seconds_left: float | None
    words: int = 0


class Prefill:
    """Run one pipeline over documents that it has not looked at, storing as it goes.

    The front end calls ``poll`` now and then (a timer, or a loop with a timeout); results
    reach the project in small batches through the session, in the caller's thread.
    """

    def __init__(self, session: Session, info: PipelineInfo, *, jobs: int | None = None) -> None:
        self._session = session
        self.info = info
        self.failures: list[Failure] = []
        known = session.project.meta("use_blis")
        self._pool = SuggesterPool(
            info,
            saved_mapping(session, info),
            jobs or max(1, min(4, (os.cpu_count() or 2))),
            use_blis=json.loads(known) if known else None,
        )
        self._waiting: deque[int] = deque()
        self._words: dict[DocumentId, int] = {}
        self._unstored: list[SuggestionRun] = []
        self._last_write = 0.0
        self._done = self._total = self._found = self._words_done = 0

    @property
    def startup_seconds(self) -> float:
        """Seconds from the start until the first process was ready."""
        return self._pool.startup_seconds or 0.0

    @property
    def seconds(self) -> float:
        """Seconds from the first article handed out to the last suggestion found."""
        return self._pool.seconds

    @property
    def progress(self) -> PrefillProgress:
        """How far the work is."""
        speed = self._words_done / self.seconds if self.seconds else 0.0
        left = None
        if self._done and self.seconds:
            left = (self._total - self._done) * self.seconds / self._done
        return PrefillProgress(self._done, self._total, self._found, speed, left, self._words_done)

    @property
    def running(self) -> bool:
        """Whether documents are waiting or being looked at."""
        return bool(self._waiting or self._words or self._unstored)

    def start(self, query: Query | None = None) -> None:
        """Begin with all documents a query finds (none given: none yet) without a run."""
        self._pool.start()
        if query is not None:
            self.add(query)

    def add(self, query: Query) -> None:
        """Put the documents that a query finds, and that the pipeline has not seen, in line."""
        with self._session.project.reading() as link:
            wanted = set(listing.numbers(link, query, self._session.annotator.id or None))
            missing = suggestions.without_run(link, self.info.source)
        self._queue(number for number in missing if number in wanted)

    def look_at(self, wanted: Sequence[DocumentId]) -> None:
        """Put some documents in line before all that wait, unless they were looked at."""
        with self._session.project.reading() as link:
            unseen = [
                one
                for one in wanted
                if self.info.source not in suggestions.sources_of(link, one)
                and one not in self._words
            ]
            numbers = corrections.numbers_of(link, unseen)
        self._queue(numbers, first=True)

    def missing(self, most: int = -1) -> int:
        """Return how many documents the pipeline has not looked at, counted up to ``most``.

        It reads a snapshot of its own, so that a thread may ask.
        """
        with self._session.project.snapshot() as link:
            return listing.count_without_run(link, self.info.source, most)

    def _queue(self, numbers: Iterable[int], *, first: bool = False) -> None:
        in_hand = [*self._words, *(run.document for run in self._unstored)]
        with self._session.project.reading() as link:
            queued = {*self._waiting, *corrections.numbers_of(link, in_hand)}
        fresh = [number for number in numbers if number not in queued]
        self._total += len(fresh)
        if first:
            self._waiting.extendleft(reversed(fresh))
        else:
            self._waiting.extend(fresh)

    def open_article(self, document: Document) -> None:
        """Look at one document before all others, unless it was looked at already."""
        project = self._session.project
        with project.reading() as link:
            seen = suggestions.sources_of(link, document.id)
            number = listing.number_of(link, document.id)
        if self.info.source not in seen:
            if number is not None and number in self._waiting:
                self._waiting.remove(number)
                self._total -= 1
            self._submit(document, priority=True)

    def poll(self, timeout: float = 0.0) -> int:
        """Hand out work and store what came back; return how many documents did."""
        self._feed()
        outcomes = self._pool.results(timeout)
        for outcome in outcomes:
            words = self._words.pop(outcome.document, 0)
            self._done += 1
            if isinstance(outcome, Failure):
                self.failures.append(outcome)
                continue
            self._words_done += words
            self._found += len(outcome.suggestions)
            self._unstored.append(outcome)
        self._store(force=not self._words or len(self._unstored) >= _IN_POOL)
        return len(outcomes)

    def stop(self) -> None:
        """Drop what waits and end the processes; what was found is stored and kept."""
        self._waiting.clear()
        self._pool.cancel()
        self._words.clear()
        self._store(force=True)
        if self._words_done >= _TELLING_WORDS:
            speed = json.dumps(round(self.progress.words_per_second))
            self._session.project.set_meta(f"pace:{self.info.source}", speed)
        if self._pool.use_blis is not None and not self._session.project.meta("use_blis"):
            self._session.project.set_meta("use_blis", json.dumps(self._pool.use_blis))
        self._pool.stop()

    def _feed(self) -> None:
        free = _IN_POOL - len(self._words)
        if free < _IN_POOL // 2 or not self._waiting:
            return
        portion = [self._waiting.popleft() for _ in range(min(free, len(self._waiting)))]
        project = self._session.project
        with project.reading() as link:
            batch = list(documents.read_many(link, portion))
            seen = {
                document.id
                for document in batch
                if self.info.source in suggestions.sources_of(link, document.id)
            }
        seen |= {run.document for run in self._unstored} | self._words.keys()
        for document in batch:
            # One that was opened meanwhile has been looked at out of turn.
            if document.id in seen:
                self._total -= 1
                continue
            self._submit(document, priority=False)

    def _submit(self, document: Document, *, priority: bool) -> None:
        if priority and document.id not in self._words:
            self._total += 1
        if not self.info.reads(document.facts.get("language", "")):
            # Guesses about a language it never saw are litter: it is done with, empty.
            self._unstored.append(SuggestionRun(document.id, self.info.source, ()))
            self._done += 1
            return
        self._words[document.id] = document.text.count(" ") + 1
        self._pool.submit(document.id, document.text, labelable_extents(document.zones), priority)

    def _store(self, *, force: bool) -> None:
        due = time.monotonic() - self._last_write >= _SECONDS_BETWEEN_WRITES
        if not self._unstored or not (force or due):
            return
        runs, self._unstored = self._unstored, []
        self._session.store_suggestions(runs)
        self._last_write = time.monotonic()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a prefill of all documents has before it; ``seconds`` is None before the first."""

    documents: int
    words: int
    words_per_second: float | None

    @property
    def seconds(self) -> float | None:
        """How long it will take."""
        return self.words / self.words_per_second if self.words_per_second else None


def estimate(session: Session, prefill: Prefill) -> Estimate:
    """Return how much a pipeline has still to look at, and how quick it was here before."""
    missing = prefill.missing()
    with session.project.reading() as link:
        words = round(missing * corrections.mean_words(link))
    kept = session.project.meta(f"pace:{prefill.info.source}")
    return Estimate(missing, words, json.loads(kept) if kept else None)


def chosen_model(session: Session, default: str) -> str:
    """Return the pipeline that the project remembers, else the one of the settings."""
    return session.project.meta("model") or default


def choose_model(session: Session, name_or_path: str) -> None:
    """Remember in the project which pipeline suggests."""
    session.project.set_meta("model", name_or_path)


def pipeline(name_or_path: str | None = None) -> PipelineInfo:
    """Return an installed pipeline, or one on disk; raise UserError where there is none."""
    return find_pipeline(name_or_path)


def saved_mapping(session: Session, info: PipelineInfo) -> LabelMapping:
    """Return the label mapping saved in the project, completed by what the schema gives.

    A saved target that the schema no longer has is not suggested.
    """
    schema = session.schema()
    mapping = default_mapping(info, schema)
    saved = session.project.meta(f"mapping:{info.name}")
    if not saved:
        return mapping
    for name, target in json.loads(saved).items():
        if name in mapping.targets:
            known = LabelId(target) if target and schema.label(LabelId(target)) else None
            mapping = mapping.replaced(name, known)
    return mapping


def save_mapping(session: Session, info: PipelineInfo, mapping: LabelMapping) -> None:
    """Keep a label mapping in the project; runs stored before it are looked at anew.

    They are forgotten, so that the next prefill makes them under the new mapping;
    decisions stay.
    """
    session.project.set_meta(f"mapping:{info.name}", json.dumps(dict(mapping.targets)))
    with session.project.transaction() as t:
        suggestions.forget_source(t, info.source)
    session.events.emit(ChangeSet("Change mapping", frozenset({Facet.SUGGESTIONS})))
