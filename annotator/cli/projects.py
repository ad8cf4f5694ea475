"""Verbs on a project as a whole: new, demo, info, check, formats."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from annotator.app import overview, resources, sample
from annotator.app.session import Session
from annotator.cli import options, output
from annotator.formats.registry import FORMATS


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command()(new)
    app.command()(demo)
    app.command()(info)
    app.command()(check)
    app.command()(formats)


def new(
    project: options.Project,
    schema: Annotated[
        str, typer.Option("--schema", metavar="NAME_OR_FILE", help="The label schema.")
    ] = resources.DEFAULT_SCHEMA,
    as_json: options.Json = False,
) -> None:
    """Make an empty project."""
    loaded = resources.load_schema(schema)
    Session.create(project, loaded).close()
    output.show(
        {"project": str(project), "schema": loaded.name},
        as_json=as_json,
        lines=[f"Made {project} with the schema {loaded.name}."],
    )


def demo(
    destination: Annotated[
        Path, typer.Argument(metavar="[DEST]", help="Where the sample project goes.")
    ] = Path("sample.annotations"),
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="Open it in the window.")
    ] = True,
    as_json: options.Json = False,
) -> None:
    """Copy the sample corpus into a project of its own and open it."""
    made = sample.ensure_sample(destination)
    output.show(
        {"project": str(destination), "documents": made},
        as_json=as_json,
        lines=[f"The sample corpus ({made} articles) is in {destination}."],
    )


def info(project: options.Project, as_json: options.Json = False) -> None:
    """Say what is in a project."""
    with _reading(project) as session:
        found = overview.of_project(session.project)
    number = found["documents"]
    assert isinstance(number, int)
    lines = [output.counted(number, "article")]
    people = found["annotators"]
    assert isinstance(people, dict)
    for name, counts in people.items():
        lines.append(
            f"{name}: {output.counted(counts['spans'], 'span')},"
            f" {output.counted(counts['relations'], 'relation')},"
            f" {output.counted(counts['finished'], 'article')} finished"
        )
    suggestions = found["suggestions"]
    assert isinstance(suggestions, dict)
    lines.append("Suggestions: " + ", ".join(f"{n} {k}" for k, n in suggestions.items()))
    if found["conflicts"]:
        lines.append(f"{found['conflicts']} edits lost in merges against later ones")
    lines += [*_round_lines(found["rounds"]), *_merge_lines(found["merges"])]
    lines += [f"Digest {found['digest']}", f"State  {found['state']}"]
    output.show(found, as_json=as_json, lines=lines)


def _round_lines(rounds: object) -> Iterator[str]:
    assert isinstance(rounds, list)
    for one in rounds:
        yield (
            f"Round {one['round']}, {one['annotator']}:"
            f" {output.counted(one['documents'], 'article')} handed out,"
            f" {one['finished']:,} finished"
        )


def _merge_lines(merges: object) -> Iterator[str]:
    assert isinstance(merges, list)
    for one in merges:
        said = (
            f"Merged {one['name']} on {one['at'][:16].replace('T', ' ')}:"
            f" {output.counted(one['new'], 'new label')}, {one['changed']:,} changed,"
            f" {one['conflicts']:,} in conflict"
        )
        if "finished" in one:  # Records of earlier versions do not have it.
            said += f", {output.counted(one['finished'], 'article')} newly finished"
        yield said


def check(project: options.Project, as_json: options.Json = False) -> None:
    """Check a project's integrity; exit with 1 where something is wrong."""
    with _reading(project) as session:
        problems = overview.problems(session.project)
    output.show(
        {"ok": not problems, "problems": problems},
        as_json=as_json,
        lines=problems or ["All is well."],
    )
    if problems:
        raise typer.Exit(output.PROBLEMS)


def formats(as_json: options.Json = False) -> None:
    """List what can be read and written, and what each format cannot hold."""
    rows = [
        {
            "name": one.name,
            "reads": one.reads,
            "writes": one.writes,
            "cannot_hold": list(one.cannot_hold),
        }
        for one in FORMATS.values()
    ]
    lines = []
    for one in FORMATS.values():
        ways = " and ".join(
            word for word, can in (("reads", one.reads), ("writes", one.writes)) if can
        )
        lines.append(f"{one.name:12} {ways}. {one.title}")
        lines += [f"{'':12} cannot hold: {what}" for what in one.cannot_hold]
    output.show({"formats": rows}, as_json=as_json, lines=lines)


def _reading(project: Path) -> Session:
    return Session.open(project, read_only=True)
