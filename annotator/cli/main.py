"""The command line's entry: verbs, and errors as sentences with the right exit code."""

import signal
import sqlite3
import sys
from collections.abc import Sequence
from types import FrameType

import typer

from annotator.cli import (
    adjudication,
    agreement,
    articles,
    exporting,
    hand_off,
    importing,
    output,
    projects,
)
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
for module in (projects, articles, importing, exporting, hand_off, agreement, adjudication):
    module.register(app)


@app.command("open")
def open_window(project: str = "") -> None:
    """Open the window on a project."""
    # __main__ takes this verb before the command line is reached; it is listed for --help.


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit code; no error ends in a traceback."""
    command = typer.main.get_command(app)
    before = signal.signal(signal.SIGINT, _stop)
    try:
        # Standalone, so that typer itself tells wrong calls, in its own words, with code 2.
        command.main(list(arguments), prog_name="annotator")
        return output.DONE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else output.DONE
    except Stopped:
        output.tell("Stopped.")
        return output.STOPPED
    except UserError as error:
        output.tell(f"annotator: {error}")
    except sqlite3.DatabaseError as error:
        output.tell(
            f"annotator: The project file cannot be read ({error}).\n"
            "Open the newest backup beside it."
        )
    except ImportError as error:
        output.tell(
            f"annotator: A library is missing ({error}).\n"
            'Install the program again: pip install "news-annotator[en]".'
        )
    except MemoryError:
        output.tell("annotator: Not enough memory for this. Nothing was changed.")
    except BrokenPipeError:
        # Whoever read our output has enough ("annotator info x | head").
        sys.stderr.close()
        return output.DONE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        output.tell(f"annotator: {where}{error.strerror or error}.")
    finally:
        signal.signal(signal.SIGINT, before)
    return output.REFUSED


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped
