"""Feed broken files to every reader: anything but a UserError that comes out is kept.

Run it with the atheris of an environment of its own (see CONTRIBUTING.md). The first byte of
an input chooses a valid file (of ``valid_files``), the rest takes its place. Findings go to
the folder ``FUZZ_FOUND`` (default ``fuzz-found``), one file and one traceback for each place
in the code; the run goes on behind them. ``counts.json`` there tells the runs and the seconds
of processor time by format.
"""

import json
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import atheris  # type: ignore[import-not-found, unused-ignore]  # noqa: E402

with atheris.instrument_imports(include=["annotator.formats"]):
    from annotator.domain.errors import UserError
    from annotator.formats.detection import detect
    from annotator.formats.registry import FORMATS
from tests.fuzz.valid_files import small_schema, write_valid_files  # noqa: E402

SLOW = 5.0
"""Seconds of processor time that reading a small file may take."""
FOUND = Path(os.environ.get("FUZZ_FOUND", "fuzz-found"))
_IGNORED = ("manifest.json", "losses.json", "README.txt", ".cfg", ".py")


class Target:
    """The valid files, one folder to break them in, and what was found so far."""

    def __init__(self, room: Path) -> None:
        self._room = room / "read"
        self._seeds: list[tuple[str, Path, Path]] = []
        for name, paths in write_valid_files(room / "valid").items():
            for path in paths:
                files = sorted(path.rglob("*")) if path.is_dir() else [path]
                self._seeds += [(name, path, one) for one in files if _is_read(one)]
        self._runs: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._places: set[str] = set()
        self._told = time.monotonic()

    def write_corpus(self, folder: Path) -> None:
        """Write an input for each valid file, from which the fuzzer starts."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, (name, _, file) in enumerate(self._seeds):
            content = bytes([number]) + file.read_bytes()
            (folder / f"{number}-{name}-{file.name}").write_bytes(content)

    def run(self, data: bytes) -> None:
        """Put an input in the place of a valid file and read it."""
        if not data:
            return
        name, path, file = self._seeds[data[0] % len(self._seeds)]
        shutil.rmtree(self._room, ignore_errors=True)
        self._room.mkdir()
        place = self._room / path.name
        if path.is_dir():
            shutil.copytree(path, place)
            (place / file.relative_to(path)).write_bytes(data[1:])
        else:
            place.write_bytes(data[1:])
        worked = time.process_time()
        try:
            _read(name, place)
        except UserError:
            pass
        except Exception as error:
            self._keep(error, name, data)
        worked = time.process_time() - worked
        if worked > SLOW:
            self._keep(TimeoutError("slow"), name, data)
        self._count(name, worked)

    def _keep(self, error: Exception, name: str, data: bytes) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        last = frames[-1] if frames else None
        key = (
            f"{name}-{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
            if last
            else name
        )
        if key in self._places:
            return
        self._places.add(key)
        FOUND.mkdir(parents=True, exist_ok=True)
        (FOUND / key).write_bytes(data)
        (FOUND / f"{key}.txt").write_text("".join(traceback.format_exception(error)))

    def _count(self, name: str, seconds: float) -> None:
        self._runs[name] += 1
        self._seconds[name] += seconds
        if time.monotonic() - self._told > 10:
            self._told = time.monotonic()
            FOUND.mkdir(parents=True, exist_ok=True)
            told = {
                each: {"runs": runs, "seconds": round(self._seconds[each], 1)}
                for each, runs in sorted(self._runs.items())
            }
            (FOUND / "counts.json").write_text(json.dumps(told, indent=2))


def _is_read(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(_IGNORED)


def _read(name: str, path: Path) -> None:
    detect(path, FORMATS.values())
    reading = FORMATS[name].read(path, small_schema())
    for one in reading:
        document = getattr(one, "document", None)
        if document is not None:
            document.text.encode("utf-8")
    reading.repairs.as_json()


def main() -> None:
    """Fuzz until stopped; arguments are those of libFuzzer."""
    room = Path(tempfile.mkdtemp(prefix="fuzz-readers-"))
    (room / "valid").mkdir()
    target = Target(room)
    corpus = room / "corpus"
    target.write_corpus(corpus)
    try:
        atheris.Setup([*sys.argv, str(corpus)], target.run)
        atheris.Fuzz()
    finally:
        shutil.rmtree(room, ignore_errors=True)


if __name__ == "__main__":
    main()
