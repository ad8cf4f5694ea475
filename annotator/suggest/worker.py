"""A suggestion worker: the process that loads the pipeline and runs it.

The module itself imports nothing heavy, as the pool's process imports it too.
"""

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from annotator.suggest import messages
from annotator.suggest.arithmetic import choose_arithmetic
from annotator.suggest.entities import Entity, suggested_entities
from annotator.suggest.inbox import Inbox, Job, Piece, reading_loop

_NICENESS = 10
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker must know before its first job.

    ``load`` is a package name or a folder, ``exclude`` names components not to load,
    ``targets`` maps pipeline labels to schema labels; ``use_blis`` None: to be measured.
    """

    load: str
    exclude: tuple[str, ...]
    targets: dict[str, str]
    use_blis: bool | None


def work(orders: Orders, inlet: "Connection[Any, Any]", outlet: "Connection[Any, Any]") -> None:
    """Load the pipeline and answer jobs until the pool closes its end; never returns early."""
    _keep_out_of_the_way()
    inbox = Inbox()
    threading.Thread(target=_listen, args=(inlet, inbox), daemon=True).start()
    try:
        arithmetic = choose_arithmetic(orders.use_blis)
        nlp = _loaded(orders)
    except Exception as error:
        messages.send(outlet, messages.BROKEN, reason=_described(error))
        return
    messages.send(outlet, messages.READY, arithmetic=asdict(arithmetic))
    answer = partial(messages.send, outlet)
    while True:
        run_batch(nlp, inbox.next_batch(), orders.targets, answer)


def _keep_out_of_the_way() -> None:
    """Be nice, use one core, print nothing on standard output, leave Ctrl+C to the parent."""
    for name in _ONE_THREAD:  # read when numpy is imported, which has not happened yet
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    warnings.simplefilter("ignore")
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(_NICENESS)


def _listen(inlet: "Connection[Any, Any]", inbox: Inbox) -> None:
    reading_loop(partial(messages.receive, inlet), inbox)
    # The pool is gone, perhaps killed: end at once, whatever is being computed.
    os._exit(0)


def _loaded(orders: Orders) -> Any:
    import spacy

    return spacy.load(orders.load, exclude=list(orders.exclude))


def run_batch(
    nlp: Any, batch: Sequence[Piece], targets: dict[str, str], answer: Callable[..., None]
) -> None:
    """Run the pipeline over pieces; answer for each job whose last piece this was.

    ``nlp`` is a spaCy ``Language``. Where a batch fails its pieces are tried one by one,
    so that one bad text fails alone.
    """
    filled = [piece for piece in batch if piece[2] > piece[1]]
    try:
        found = _found(nlp, filled)
    except Exception:
        found = [_found_alone(nlp, piece) for piece in filled]
    for (job, _, _), outcome in zip(filled, found, strict=True):
        job.unfinished -= 1
        if isinstance(outcome, str):
            job.error = outcome
        else:
            job.entities.extend(outcome)
    for job in _finished(batch):
        if job.error:
            answer(messages.FAILED, job=job.number, reason=job.error)
        else:
            kept = suggested_entities(job.text, job.entities, job.extents, targets)
            answer(messages.DONE, job=job.number, entities=kept)


def _found(nlp: Any, pieces: Sequence[Piece]) -> list[list[Entity] | str]:
    texts = [job.text[start:end] for job, start, end in pieces]
    docs = nlp.pipe(texts, batch_size=max(1, len(texts)))
    return [_entities(doc, start) for doc, (_, start, _) in zip(docs, pieces, strict=True)]


def _entities(doc: Any, offset: int) -> list[Entity]:
    return [(ent.start_char + offset, ent.end_char + offset, ent.label_) for ent in doc.ents]


def _found_alone(nlp: Any, piece: Piece) -> list[Entity] | str:
    try:
        return _found(nlp, [piece])[0]
    except Exception as error:
        return _described(error)


def _finished(batch: Iterable[Piece]) -> list[Job]:
    jobs = {job.number: job for job, _, _ in batch}
    return [job for job in jobs.values() if job.unfinished == 0]


def _described(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__
