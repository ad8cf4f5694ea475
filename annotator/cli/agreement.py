"""The verb on agreement between annotators."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from annotator.app import agreement as comparing
from annotator.app.agreement import Choice
from annotator.app.agreement_report import Wanted, compare_and_write
from annotator.app.session import Session
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
        Session.open(project, read_only=True) as session,
        output.progress("Comparing") as progress,
    ):
        if page is None and tables is None:
            report = comparing.compare(
                session.project, names, choice.query, progress, round_name=round_name, gamma=gamma
            )
        else:
            report = compare_and_write(session.project, choice, wanted, progress)
    written = [f"Written to {path}." for path in (page, tables) if path is not None]
    output.show(report, as_json=as_json, lines=[*_lines(report), *written])


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
    spans, tokens, relations = (_part(report, name) for name in ("spans", "tokens", "relations"))
    yield f"{'':28} {'value':>7}  {'95% interval':>14}  {'n':>9}"
    yield "Spans, F1 over all pairs"
    for title, name in _SPAN_ROWS:
        yield _row(title, _part(spans, name, "pooled"))
    yield "Tokens"
    yield _row("alpha", _part(tokens, "alpha"))
    yield _row("observed agreement", _part(tokens, "observed"))
    yield _row("share outside labels (O)", _part(tokens, "share_of_o"))
    if _part(relations, "strict_f1", "pooled")["n"]:
        yield "Relations, F1 over all pairs"
        for title, name in _RELATION_ROWS:
            yield _row(title, _part(relations, name, "pooled"))
        lost = ", ".join(f"{n} {why}" for why, n in _part(relations, "lost").items() if n)
        yield f"  lost: {lost or 'none'}"
    yield "Pairs, exact F1"
    for pair, count in comparing.pairs_of(report):
        value = _part(spans, "exact_f1", "pairs", pair)
        yield f"{_row(pair.replace('|', ', '), value)}  {count} articles"
    yield "Labels, exact F1"
    labels = _part(spans, "exact_f1", "labels")
    for label in labels:
        yield _row(label, _part(labels, label))
    if report["gold"] is not None:
        yield "Against gold, F1"
        for name in _part(report, "gold"):
            yield _row(name, _part(report, "gold", name, "f1"))
    yield from _remarks(report)


def _remarks(report: Mapping[str, object]) -> Iterator[str]:
    yield (
        f"Tokens are {report['tokens_from']}; {report['masked_characters']} characters outside"
        " zones for labelling are masked."
    )
    notes = report["notes"]
    assert isinstance(notes, list)
    for note in notes:
        yield f"{note['what'].removeprefix('documents.').replace('|', ', ')}: {note['why']}."


def _part(tree: Mapping[str, object], *path: str) -> Mapping[str, object]:
    for name in path:
        tree = tree[name]  # type: ignore[assignment]
    return tree


def _row(title: str, value: Mapping[str, object]) -> str:
    figure, interval = value["value"], value["ci95"]
    written = "-" if figure is None else f"{figure:.3f}"
    near = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else ""  # type: ignore[index]
    return f"  {title:26} {written:>7}  {near:>14}  {value['n']:>9,}"
