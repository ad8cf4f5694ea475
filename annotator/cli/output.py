"""What the command line prints: one JSON object or a few plain lines; errors in a sentence."""

import json
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import typer

from annotator.app.report_wording import sentence_of
from annotator.app.tasks import Progress
from annotator.domain.corpora import Skipped
from annotator.domain.reports import Report

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

DONE, PROBLEMS, REFUSED, STOPPED = 0, 1, 2, 130
"""The exit codes of cli.md."""
_EXAMPLES = 3
"""Places that are shown of each row; the JSON and the file beside an export have more."""
_TITLE = 60
"""Characters of the title of an article that are shown."""


def show(result: dict[str, object], *, as_json: bool, lines: Iterable[str]) -> None:
    """Print a verb's result: as JSON on standard output, or as lines for people."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        for line in lines:
            sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Print a message for people on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def report_lines(
    title: str, report: Report, titles: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield a report's rows with their first examples; ``titles`` are those of documents."""
    for row in report:
        yield f"{title}: {row.count:,} x {row.code}: {sentence_of(row.code)}"
        for example in row.examples[:_EXAMPLES]:
            place = _short((titles or {}).get(example.document, example.document))
            if example.offset is not None:
                place = f"{place} at {example.offset}"
            words = " ".join(example.text.split())
            yield f"    {place}: {words}" if words else f"    {place}"


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def skipped_json(skipped: Iterable[Skipped]) -> list[dict[str, str]]:
    """Return skipped files as the command line prints them."""
    return [{"path": one.path, "reason": one.reason} for one in skipped]


def skipped_lines(skipped: Iterable[Skipped]) -> Iterator[str]:
    """Yield a line for each skipped file."""
    for one in skipped:
        yield f"Skipped {one.path}: {one.reason}"


def finish(*, strict: bool, trouble: bool) -> None:
    """Exit with 1 where --strict was given and something was lost, repaired or skipped."""
    if strict and trouble:
        raise typer.Exit(PROBLEMS)


class _BarProgress(Progress):
    """Progress that moves a bar on standard error."""

    def __init__(self, bar: "Bar", title: str) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task(title, total=None)

    def report(self, done: int, total: int = 0) -> None:
        """Move the bar; raise Stopped once Ctrl+C was pressed."""
        self._bar.update(self._task, completed=done, total=total or None)
        super().report(done, total)


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Show a bar while a verb works; the first Ctrl+C stops it, the second one kills it.

    The bar is for terminals; elsewhere nothing is shown.
    """
    if not sys.stderr.isatty():
        with _stopped_by_signal(Progress()) as unseen:
            yield unseen
        return
    # Here, not at the top: it would cost each verb the twentieth part of a second.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, highlight=False),
        transient=True,
    )
    with bar, _stopped_by_signal(_BarProgress(bar, title)) as shown:
        yield shown


@contextmanager
def _stopped_by_signal(shown: Progress) -> Iterator[Progress]:
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        shown.stop()

    signal.signal(signal.SIGINT, stop)
    try:
        yield shown
    finally:
        signal.signal(signal.SIGINT, before)
