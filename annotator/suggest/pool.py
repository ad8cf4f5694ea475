"""A pool of suggestion processes: texts in, suggestions out, urgent documents first."""

import atexit
import threading
import time
from collections.abc import Sequence
from multiprocessing import Pipe, connection
from typing import Self

from annotator.domain.ids import DocumentId, LabelId
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion, SuggestionRun
from annotator.suggest import messages
from annotator.suggest.components import unneeded
from annotator.suggest.ledger import Failure, Ledger, Outcome, Task
from annotator.suggest.mapping import LabelMapping
from annotator.suggest.member import Member, shield_from_interrupt
from annotator.suggest.pieces import PIECE_CHARACTERS
from annotator.suggest.pipelines import PipelineInfo
from annotator.suggest.worker import Orders

__all__ = ["Failure", "Outcome", "SuggesterPool"]

_IN_HAND = 2 * PIECE_CHARACTERS  # one batch being computed, the next one waiting
_REPLACEMENTS = 3
_PATIENCE = 2.0  # seconds


class SuggesterPool:
    """Worker processes that run one pipeline; the caller never waits unless it asks to.

    A thread of the pool talks to the processes. ``submit``, ``results``, ``cancel`` and
    ``stop`` may be called from any thread. The texts waiting are held in memory: give
    a large corpus in portions.
    """

    def __init__(
        self,
        info: PipelineInfo,
        mapping: LabelMapping,
        jobs: int = 2,
        *,
        use_blis: bool | None = None,
    ) -> None:
        self.source = info.source
        self.use_blis = use_blis
        """Whether BLIS multiplies; None until measured. Worth storing: it saves measuring."""
        self.startup_seconds: float | None = None
        """From ``start`` until the first process was ready; None before."""
        self._orders = Orders(
            load=info.package or str(info.path),
            exclude=tuple(unneeded(info.components)),
            targets={name: str(target) for name, target in mapping.used.items()},
            use_blis=use_blis,
        )
        self._jobs = max(1, jobs)
        self._ledger = Ledger()
        self._members: list[Member] = []
        self._replacements = _REPLACEMENTS
        self._stopping = False
        self._started = 0.0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()  # of the two that follow
        self._woken = False
        self._wake_reader, self._wake_writer = Pipe(duplex=False)

    def start(self) -> None:
        """Start the processes and return at once; a second call does nothing."""
        if self._thread is not None or self._stopping:
            return
        self._started = time.perf_counter()
        # Registered after multiprocessing's own, hence run before it ends its daemons,
        # which would look like crashes.
        atexit.register(self.stop)
        self._thread = threading.Thread(target=self._run, name="suggester-pool", daemon=True)
        self._thread.start()

    def submit(
        self,
        document_id: DocumentId,
        text: str,
        labelable_extents: Sequence[tuple[int, int]],
        priority: bool = False,
    ) -> None:
        """Queue a document; with ``priority`` before all that have none.

        A document that is waiting or being computed is not doubled: the later call holds.
        """
        self._ledger.put(Task(document_id, text, sorted(labelable_extents), priority))
        self._wake()

    def results(self, timeout: float | None = 0.0) -> list[Outcome]:
        """Return what is done since the last call, waiting up to ``timeout`` seconds for it.

        None waits as long as it takes. Returns at once when nothing is pending.
        """
        return self._ledger.results(timeout)

    @property
    def pending(self) -> int:
        """The documents submitted whose outcome has not been fetched by ``results``."""
        return self._ledger.pending

    @property
    def seconds(self) -> float:
        """From the first document handed to a process until the last outcome so far."""
        return self._ledger.seconds

    @property
    def process_ids(self) -> list[int]:
        """The ids of the running processes."""
        return [member.pid for member in tuple(self._members)]

    def cancel(self) -> None:
        """Drop what waits and what is being computed; what is done can still be fetched."""
        self._ledger.cancel()
        self._wake()

    def stop(self) -> None:
        """Cancel and end the processes; the pool cannot be started again."""
        self._stopping = True
        self.cancel()
        self._ledger.close("The suggestion processes were stopped.")
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():  # it waits for a process that does not listen
                for member in tuple(self._members):
                    member.kill()
                self._thread.join()
            self._thread = None
            atexit.unregister(self.stop)
        with self._lock:
            self._wake_reader.close()
            self._wake_writer.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wake(self) -> None:
        with self._lock:
            if not self._woken and not self._wake_writer.closed:
                self._woken = True
                self._wake_writer.send_bytes(b"w")

    # What follows runs in the pool's own thread.

    def _run(self) -> None:
        shield_from_interrupt()
        try:
            for _ in range(self._jobs):
                self._members.append(Member(self._orders))
            while not self._stopping:
                self._turn()
        except Exception as error:  # such as no process to be had: tell, rather than hang
            self._ledger.close(f"The suggestion processes cannot be run: {error}")
        for member in self._members:
            member.hang_up()
        for member in self._members:
            member.end()
        self._members.clear()

    def _turn(self) -> None:
        """Wait until something happens, and deal with it."""
        by_connection = {member.answers: member for member in self._members}
        arrived = connection.wait([self._wake_reader, *by_connection])
        if self._wake_reader in arrived:
            with self._lock:
                self._wake_reader.recv_bytes()
                self._woken = False
        for answers in arrived:
            if member := by_connection.get(answers):  # type: ignore[call-overload]
                self._listen_to(member)
        if self._ledger.cancel_to_pass_on():
            for member in self._members:
                member.cancel()
        self._hand_out()

    def _listen_to(self, member: Member) -> None:
        heard = member.heard()
        if heard is None:
            self._bury(member)
            return
        for message in heard:
            self._take(member, message)

    def _take(self, member: Member, message: messages.Message) -> None:
        kind = message["kind"]
        if kind == messages.READY:
            member.ready = True
            self.use_blis = message["arithmetic"]["use_blis"]
            if self.startup_seconds is None:
                self.startup_seconds = time.perf_counter() - self._started
        elif kind == messages.BROKEN:
            member.reason = f"The spaCy pipeline cannot be loaded: {message['reason']}"
        elif task := self._ledger.task(message["job"]):
            self._ledger.settle(message["job"], self._outcome(task, message))

    def _outcome(self, task: Task, message: messages.Message) -> Outcome:
        if message["kind"] == messages.FAILED:
            return Failure(task.document, message["reason"])
        suggestions = tuple(
            Suggestion((Extent(start, end),), LabelId(label), self.source)
            for start, end, label in message["entities"]
        )
        return SuggestionRun(task.document, self.source, suggestions)

    def _bury(self, member: Member) -> None:
        """Report what a dead worker had in hand, and put another in its place."""
        self._members.remove(member)
        reason = member.end()
        self._ledger.fail(member.pid, reason)
        if member.ready and self._replacements and not self._stopping:
            self._replacements -= 1
            self._members.append(Member(self._orders))
        if not self._members:
            self._ledger.close(reason)

    def _hand_out(self) -> None:
        """Give waiting tasks to the workers with least in hand."""
        while ready := [member for member in self._members if member.ready]:
            member = min(ready, key=lambda each: self._ledger.characters_in_hand(each.pid))
            handed = self._ledger.hand_out(member.pid, _IN_HAND)
            if handed is None:
                return
            member.send(*handed)
