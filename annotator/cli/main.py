"""The command line's entry: verbs, and errors as sentences with the right exit code."""

import sqlite3
import sys
from collections.abc import Sequence

import click
import typer

from annotator.cli import articles, exchange, output, projects
from annotator.domain.errors import Stopped, UserError

app = typer.Typer(
    name="annotator",
    help="Label news corpora offline. Without a verb the window opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (projects, articles, exchange):
    module.register(app)


@app.command("open")
def open_window(project: str = "") -> None:
    """Open the window on a project."""
    # __main__ takes this verb before the command line is reached; it is listed for --help.


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit code; no error ends in a traceback."""
    command = typer.main.get_command(app)
    try:
        result = command.main(list(arguments), prog_name="annotator", standalone_mode=False)
        return int(result or 0)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return output.REFUSED
    except (Stopped, KeyboardInterrupt, click.Abort):
        output.tell("Stopped.")
        return output.STOPPED
    except UserError as error:
        output.tell(f"annotator: {error}")
        return output.REFUSED
    except sqlite3.DatabaseError as error:
        output.tell(
            f"annotator: The project file cannot be read ({error}).\n"
            "Open the newest backup beside it."
        )
        return output.REFUSED
    except MemoryError:
        output.tell("annotator: Not enough memory for this. Nothing was changed.")
        return output.REFUSED
    except BrokenPipeError:
        # Whoever read our output has enough ("annotator info x | head").
        sys.stderr.close()
        return output.DONE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        output.tell(f"annotator: {where}{error.strerror or error}.")
        return output.REFUSED
