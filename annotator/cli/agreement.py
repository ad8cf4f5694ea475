"""The verb on agreement between annotators."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, cast

import typer

from annotator.app import agreement as comparing
from annotator.app.agreement import Choice
from annotator.app.agreement_report import Wanted, compare_and_write
from annotator.cli import options, output
from annotator.domain.queries import parse_query


def register(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command()(agreement)


def agreement(
    project: options.Project,
    annotators: Annotated[
        str,
        typer.Option("--annotators", metavar="A,B,...", help="Whom to compare (all if left out)."),
    ] = "",
    documents: options.Documents = "",
    round_name: Annotated[
        str, typer.Option("--round", metavar="NAME", help="Only what was handed out in it.")
    ] = "",
    page: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="Write it as a page too.")
    ] = None,
    tables: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Write its tables as CSV too.")
    ] = None,
    gamma: Annotated[bool, typer.Option("--gamma", help="Compute gamma too; slow.")] = False,
    as_json: options.Json = False,
) -> None:
    """Say how far annotators agree, on what all of them finished."""
    names = [name.strip() for name in annotators.split(",") if name.strip()]
    choice = Choice(names, parse_query(documents), round_name, gamma)
    wanted = Wanted(page, tables, documents)
    with (
        _uncollected(),
        comparing.open_project(project) as opened,
        output.progress("Comparing") as progress,
    ):
        if page is None and tables is None:
            report = comparing.compare(
                opened, names, choice.query, progress, round_name=round_name, gamma=gamma
            )
        else:
            report = compare_and_write(opened, choice, wanted, progress)
    written = [f"Written to {path}." for path in (page, tables) if path is not None]
    output.show(report, as_json=as_json, lines=[*_lines(report), *written])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector still: a comparison makes no cycles.

    Looking for them among a million rows takes a sixth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_SPAN_ROWS = (
    ("exact", "exact_f1"),
    ("boundary", "boundary_f1"),
    ("overlap", "overlap_f1"),
    ("overlap, any label", "overlap_f1_untyped"),
    ("token", "token_f1"),
    ("without shared suggestions", "independent_f1"),
)
_RELATION_ROWS = (
    ("strict", "strict_f1"),
    ("boundary", "boundary_f1"),
    ("relaxed", "relaxed_f1"),
    ("between equal spans", "conditional_f1"),
)


def _lines(report: Mapping[str, object]) -> Iterator[str]:
    """Yield the report for people: the headline figures, pairs, labels, and what is missing."""
    row = _Rows(report)
    yield f"{'':28} {'value':>7}  {'95% interval':>14}  {'n':>9}"
    yield "Spans, F1 pooled over all pairs"
    for title, name in _SPAN_ROWS:
        yield row(title, "spans", name, "pooled")
    yield "Tokens"
    yield row("alpha", "tokens", "alpha")
    yield row("observed agreement", "tokens", "observed")
    yield row("share outside labels (O)", "tokens", "share_of_o")
    if _part(report, "relations", "strict_f1", "pooled")["n"]:
        yield "Relations, F1 pooled over all pairs"
        for title, name in _RELATION_ROWS:
            yield row(title, "relations", name, "pooled")
        lost = ", ".join(f"{n} {why}" for why, n in _part(report, "relations", "lost").items() if n)
        yield f"  lost: {lost or 'none'}"
    yield "Pairs, exact F1"
    shared = _part(report, "documents")
    for pair, shown in comparing.pairs_of(report).items():
        articles = output.counted(cast(int, shared[pair]), "article")
        yield f"{row(shown, 'spans', 'exact_f1', 'pairs', pair)}  {articles}"
    labels = _part(report, "spans", "exact_f1", "labels")
    if labels:
        yield "Labels, exact F1"
    for label in labels:
        yield row(label, "spans", "exact_f1", "labels", label)
    if report["gold"] is not None:
        yield from _against_gold(report, row)
    yield from _remarks(report)


def _against_gold(report: Mapping[str, object], row: "_Rows") -> Iterator[str]:
    """Yield what each annotator reaches; apart, what is left without a rule's own decisions."""
    yield "Against gold, F1"
    for name in _part(report, "gold"):
        yield row(name, "gold", name, "f1")
    if any(_part(report, "gold", name, "by_rule", "f1")["n"] for name in _part(report, "gold")):
        yield "Against gold that people decided, F1 (gold by rule flatters whom the rule follows)"
        for name in _part(report, "gold"):
            yield row(name, "gold", name, "by_people", "f1")


def _remarks(report: Mapping[str, object]) -> Iterator[str]:
    yield (
        f"Tokens are {report['tokens_from']}; {report['masked_characters']:,} characters outside"
        " zones for labelling are masked."
    )
    notes = report["notes"]
    assert isinstance(notes, list)
    shown = comparing.pairs_of(report)
    for note in notes:
        what = note["what"].removeprefix("documents.")
        yield f"{shown.get(what, what)}: {note['why']}."


def _part(tree: Mapping[str, object], *path: str) -> Mapping[str, object]:
    for name in path:
        tree = tree[name]  # type: ignore[assignment]
    return tree


class _Rows:
    """Write figures of a report as rows; one that is undefined says why."""

    def __init__(self, report: Mapping[str, object]) -> None:
        self._report = report
        missing = report["undefined"]
        assert isinstance(missing, list)
        self._reasons = {one["what"]: one["why"] for one in missing}

    def __call__(self, title: str, *path: str) -> str:
        value = _part(self._report, *path)
        figure, interval = value["value"], value["ci95"]
        if figure is None:
            why = self._reasons.get(".".join(path), "")
            return f"  {title:26} {'-':>7}  {why}".rstrip()
        near = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else ""  # type: ignore[index]
        return f"  {title:26} {figure:>7.3f}  {near:>14}  {value['n']:>9,}"
