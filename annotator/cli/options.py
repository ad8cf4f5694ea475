"""Arguments and options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

Project = Annotated[Path, typer.Argument(help="The project file.", show_default=False)]
Paths = Annotated[list[Path], typer.Argument(help="Files or folders.", show_default=False)]
Format = Annotated[str, typer.Option("--format", metavar="F", help="See annotator formats.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 on losses, repairs or skipped files.")
]
Documents = Annotated[
    str, typer.Option("--documents", metavar="QUERY", help="Only what this query finds.")
]
