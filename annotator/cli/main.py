"""The command line's entry: verbs, and errors as sentences with the right exit code.

Each verb is imported when it is called: all of them together take longer to import than
most verbs take to run. Help, and words that are no verb, need them all.
"""

import signal
import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType

import typer

from annotator.cli import output
from annotator.domain.errors import Stopped, UserError

VERBS = {
    "projects": ("new", "demo", "info", "check", "formats"),
    "articles": ("ingest", "suggest"),
    "importing": ("import",),
    "exporting": ("export",),
    "hand_off": ("pack", "merge"),
    "agreement": ("agreement",),
    "adjudication": ("adjudicate",),
}
"""The modules of the command line, in the order of the help, with the verbs they register."""


def command_line(verb: str = "") -> typer.Typer:
    """Return the command line with the verbs of the module that has ``verb``, or with all."""
    app = typer.Typer(
        name="annotator",
        help="Label news corpora offline. Without a verb the window opens.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in [name for name, verbs in VERBS.items() if verb in verbs] or VERBS:
        import_module(f"annotator.cli.{module}").register(app)
    # A second command beside the verb, so that typer never takes the one for the whole program.
    app.command("open")(_open_window)
    return app


def _open_window(project: str = "") -> None:
    """Open the window on a project."""
    # __main__ takes this verb before the command line is reached; it is listed for --help.


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit code; no error ends in a traceback."""
    before = signal.signal(signal.SIGINT, _stop)
    try:
        command = typer.main.get_command(command_line(arguments[0] if arguments else ""))
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
