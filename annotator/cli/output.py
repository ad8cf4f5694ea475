"""What the command line prints: one JSON object or a few plain lines; errors in a sentence."""

import json
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from annotator.app.tasks import Progress
from annotator.domain.corpora import Skipped
from annotator.domain.reports import Report

DONE, PROBLEMS, REFUSED, STOPPED = 0, 1, 2, 130
"""The exit codes of cli.md."""

messages = Console(stderr=True, highlight=False)


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
    messages.print(text, markup=False, soft_wrap=True)


def report_lines(title: str, report: Report) -> Iterator[str]:
    """Yield a report's rows with their first examples."""
    for row in report:
        yield f"{title}: {row.count} x {row.code}"
        for example in row.examples[:3]:
            place = (
                example.document
                if example.offset is None
                else (f"{example.document} at {example.offset}")
            )
            yield f"    {place}: {example.text}" if example.text else f"    {place}"


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
    """Progress that moves a bar on standard error, where that is a terminal."""

    def __init__(self, bar: Bar, title: str) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task(title, total=None)

    def report(self, done: int, total: int = 0) -> None:
        """Move the bar; raise Stopped once Ctrl+C was pressed."""
        self._bar.update(self._task, completed=done, total=total or None)
        super().report(done, total)


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Show a bar while a verb works; the first Ctrl+C stops it, the second one kills it."""
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
        disable=not messages.is_terminal,
    )
    with bar:
        shown = _BarProgress(bar, title)
        before = signal.getsignal(signal.SIGINT)

        def stop(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, before)
            shown.stop()

        signal.signal(signal.SIGINT, stop)
        try:
            yield shown
        finally:
            signal.signal(signal.SIGINT, before)
