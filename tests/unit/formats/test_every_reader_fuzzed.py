"""Valid files of every format changed at random: only a UserError may come out of a reader."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.formats.detection import detect
from annotator.formats.registry import FORMATS
from tests.fuzz.valid_files import small_schema

READING = [name for name, each in FORMATS.items() if each.reads]
PIECES = (
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xef\xbb\xbf", b"\r", b"\n\n"),
    *(b'"', b"[", b"]", b"{", b"}", b"<", b">", b"&x;", b"]]>", b"\t", b"\t\t", b"#", b"|", b","),
    *(b"-9", b"1e999", b"NaN", b"null", b"9" * 30, b"9" * 5000, b"[" * 2000, b"PK\x03\x04"),
)
OURS = ("manifest.json", "losses.json", "README.txt", ".cfg", ".py")


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return a copy with up to four things cut out, put in, doubled, flipped or moved."""
    made = bytearray(content)
    for _ in range(chance.randrange(1, 5)):
        at, length = chance.randrange(len(made) + 1), chance.randrange(1, 40)
        what = chance.randrange(6)
        if what == 0:
            del made[at : at + length]
        elif what == 1:
            made[at:at] = chance.choice(PIECES)
        elif what == 2:
            made[at:at] = made[at : at + length]
        elif what == 3 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif what == 4:
            made[at : at + length] = chance.choice(PIECES)
        else:
            other = chance.randrange(len(made) + 1)
            made[at:at] = made[other : other + length]
    return bytes(made)


def read(name: str, path: Path) -> None:
    """Read a file as a format; what comes in is whole, and no text holds half a pair."""
    detect(path, FORMATS.values())
    try:
        reading = FORMATS[name].read(path, small_schema())
        for one in reading:
            if isinstance(one, Skipped):
                assert one.reason
                continue
            text = one.document.text
            text.encode("utf-8")
            assert "\0" not in text
            assert one.document.text.strip()
            for work in one.sets:
                assert work.annotator in one.annotators
                ids = {span.id for span in work.spans}
                for span in work.spans:
                    assert all(0 <= start < end <= len(text) for start, end in span.fragments)
                    assert reading.schema is not None
                    assert reading.schema.label(span.label) is not None
                assert all({each.source, each.target} <= ids for each in work.relations)
        for label in reading.schema.labels if reading.schema else ():
            f"{label.name}{label.title}{label.colour}".encode()
        reading.repairs.as_json()
    except UserError as error:
        assert error.what


@pytest.mark.parametrize("name", READING)
@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_valid_files_changed_at_random(name, seed, valid, tmp_path_factory):
    chance = random.Random(seed)
    path = chance.choice(valid[name])
    room = tmp_path_factory.getbasetemp() / f"changed-{name}"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    place = room / path.name
    if path.is_dir():
        shutil.copytree(path, place)
        files = [each for each in sorted(place.rglob("*")) if each.is_file()]
        place_of_change = chance.choice([one for one in files if not one.name.endswith(OURS)])
    else:
        shutil.copy(path, place)
        place_of_change = place
    place_of_change.write_bytes(changed(place_of_change.read_bytes(), chance))
    read(name, place)
