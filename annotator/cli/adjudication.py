"""The verb that settles differences by rule."""

from collections.abc import Iterator
from typing import Annotated

import typer

from annotator.adjudication.rules import rule_named
from annotator.app.session import Session
from annotator.cli import options, output
from annotator.commands import adjudicating, command
from annotator.commands.adjudicating import AdjudicateByRule, RuleReport
from annotator.domain.annotation_sets import GOLD
from annotator.domain.queries import parse_query

_WHY = {
    "too-few-annotators": "too few annotators finished the article",
    "too-few-votes": "too few agree",
    "labels-tie": "as many for one label as for another",
    "boundaries-tie": "as many for one boundary as for another",
    "boundaries-differ": "the boundaries differ",
    "attributes-differ": "the attributes differ",
    "one-against-several": "one span of one annotator stands against several of another",
    "end-not-settled": "a span of the relation or chain is not settled",
}
"""What the codes of a place that stays open mean."""


def register(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command()(adjudicate)


def adjudicate(
    project: options.Project,
    rule: Annotated[
        str, typer.Option("--rule", metavar="unanimous|majority|single", help="What settles.")
    ],
    min_votes: Annotated[
        int | None, typer.Option("--min-votes", metavar="N", help="At least so many must agree.")
    ] = None,
    documents: options.Documents = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    as_json: options.Json = False,
) -> None:
    """Settle by rule what the rule allows; the result is gold, one step to undo."""
    wanted, query = rule_named(rule, min_votes), parse_query(documents)
    with Session.open(project, read_only=dry_run) as session, output.progress("Settling") as bar:
        if dry_run:
            report = adjudicating.foresee(session.project, wanted, query, bar.report)
        else:
            report = RuleReport()
            step = AdjudicateByRule(wanted, query, report, bar.report)
            command.run(session.project, step, GOLD)
    output.show(_json(report), as_json=as_json, lines=_lines(report, dry_run))


def _json(report: RuleReport) -> dict[str, object]:
    return {
        "settled": sum(report.settled.values()),
        "open": sum(report.open.values()),
        "settled_by_kind": report.settled,
        "open_by_kind": report.open,
        "kept": report.kept,
        "manual": report.manual,
        "stale": report.stale,
        "documents": report.documents,
        "reasons": report.reasons.as_json(),
    }


def _lines(report: RuleReport, dry_run: bool) -> Iterator[str]:
    if report.documents:
        yield f"Looked at {output.counted(report.documents, 'article')} with finished work."
    else:
        yield "Nobody has finished any of the articles chosen."
    for title, counts in (("Settled", report.settled), ("Open", report.open)):
        kinds = ", ".join(
            output.counted(number, kind.removesuffix("s")) for kind, number in counts.items()
        )
        yield f"{title}: {output.counted(sum(counts.values()), 'place')} ({kinds})"
    for row in report.reasons:
        first = row.examples[0].text if row.examples else ""
        yield f"  {row.count:,}: {_WHY.get(row.code, row.code)}, such as “{first}”"
    if any(report.open.values()):
        yield (
            "Articles with open places are not finished in gold:"
            " export leaves them out unless --all is given."
        )
    if report.kept or report.manual or report.stale:
        yield (
            f"Settled before: {report.kept:,}; decided by a person and left alone:"
            f" {report.manual:,}; decided anew because the labels changed: {report.stale:,}"
        )
    if dry_run:
        yield "Nothing was changed (dry run)."
