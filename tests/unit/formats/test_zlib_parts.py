"""Parts compressed apart and joined are one plain zlib stream."""

import io
import zlib
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.zlib_parts import ZlibFile, ZlibPart, joined_check

pieces = st.lists(st.binary(max_size=40) | st.builds(bytes, st.integers(0, 200_000)), max_size=5)


def joined(parts: list[list[bytes]], folder: Path) -> bytes:
    """Return a file with the parts in it, every second one compressed at the end."""
    plain = io.BytesIO()
    file = ZlibFile(plain)
    for number, each in enumerate(parts):
        if number % 2:
            file.write(each)
            continue
        with closing(ZlibPart(folder)) as part:
            for piece in each:
                part.write(piece)
            assert part.length == sum(map(len, each))
            file.join(part)
    file.end()
    return plain.getvalue()


@given(parts=st.lists(pieces, max_size=5))
@settings(deadline=None, max_examples=60)
def test_any_parts_unpack_to_their_content(parts, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    content = b"".join(b"".join(each) for each in parts)
    unpacker = zlib.decompressobj()
    assert unpacker.decompress(joined(parts, folder)) == content
    assert unpacker.eof
    assert not unpacker.unused_data


@given(first=st.binary(), second=st.binary())
def test_the_checksum_of_two_stretches_is_that_of_both(first, second):
    check = joined_check(zlib.adler32(first), zlib.adler32(second), len(second))
    assert check == zlib.adler32(first + second)


def test_a_part_leaves_no_file_behind(tmp_path):
    assert zlib.decompress(joined([[b"a" * 100_000, b"b"], [b"c"]], tmp_path)).endswith(b"abc")
    assert list(tmp_path.iterdir()) == []
