"""The one entry point: verbs go to the command line, the rest to the window."""

import gc
import sys
from pathlib import Path


def main() -> int:
    """Run the program with the arguments of the process; return the exit code."""
    arguments = sys.argv[1:]
    if not arguments:
        return _window(None)
    verb, rest = arguments[0], arguments[1:]
    asks_help = any(word in ("-h", "--help") for word in arguments)
    if verb == "open" and not asks_help:
        if len(rest) != 1:
            sys.stderr.write("annotator: Say which project to open: annotator open PROJECT\n")
            return 2
        return _window(Path(rest[0]))
    from annotator.cli.main import main as run_verb

    code = run_verb(arguments)
    if verb == "demo" and code == 0 and not asks_help and "--no-window" not in rest:
        named = [word for word in rest if not word.startswith("-")]
        return _window(Path(named[0] if named else "sample.annotations"))
    return code


def _window(project: Path | None) -> int:
    # A start makes a hundred thousand objects that all stay; looking among them for garbage
    # takes a tenth of its time. The window turns the collector on again once it is usable.
    gc.disable()
    try:
        from annotator.ui.application import run_window
    except ImportError as error:
        sys.stderr.write(
            f"annotator: The window needs Qt, which cannot be loaded ({error}).\n"
            "Install PySide6-Essentials; on Debian and Ubuntu also: sudo apt install"
            " libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1"
            " libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0\n"
        )
        return 2
    return run_window(project)


if __name__ == "__main__":
    sys.exit(main())
