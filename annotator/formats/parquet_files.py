"""Parquet files with the columns of a dataset; needs the extra ``parquet`` (pyarrow)."""

import json
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.export_job import WHOLE, ExportJob, split_stems
from annotator.formats.splits import Split
from annotator.formats.staging import file_problem

_ROWS = 1000
"""Rows held in memory until they are written as one group."""
_AT_ONCE = 32
"""Rows that are read at once: one value told of many rows is stored once, but read for each.

What the file tells of its parts would be a better measure, but asking for it ends the whole
program where it is damaged.
"""
_FREE = 256 * 2**20
_RATIO = 200
"""Times its size that a file may unpack to, above the free bytes; texts reach 10."""


def pyarrow() -> Any:
    """Return the library; raise UserError that says how to get it."""
    # An extra: by name, so that the program does not seem to need it.
    try:
        found = import_module("pyarrow")
        import_module("pyarrow.parquet")
    except ImportError as error:
        raise UserError(
            "Parquet files need the library pyarrow, which is not installed.",
            mend="Install news-annotator[parquet], or use JSON lines.",
        ) from error
    return found


class ParquetFiles:
    """The Parquet files of one annotator, one for each split, open to write."""

    def __init__(self, folder: Path, job: ExportJob, columns: dict[str, Any]) -> None:
        pa = pyarrow()
        self._pa = pa
        told = json.dumps({"info": {"features": columns}}).encode()
        fields = [pa.field(name, _arrow_type(pa, each)) for name, each in columns.items()]
        self._schema = pa.schema(fields, metadata={b"huggingface": told})
        self._writers = {
            stem: pa.parquet.ParquetWriter(folder / f"{stem}.parquet", self._schema)
            for stem in split_stems(job.options)
        }
        self._rows: dict[str, list[dict[str, Any]]] = {stem: [] for stem in self._writers}

    def write(self, row: dict[str, Any], split: Split | None) -> None:
        """Write one row."""
        stem = split or WHOLE
        self._rows[stem].append(row)
        if len(self._rows[stem]) >= _ROWS:
            self._put(stem)

    def close(self) -> None:
        """Write what is held and complete the files."""
        for stem in self._writers:
            self._put(stem)
        self.release()

    def release(self) -> None:
        """Close the files, complete or not."""
        for writer in self._writers.values():
            if writer.is_open:
                writer.close()

    def _put(self, stem: str) -> None:
        rows, self._rows[stem] = self._rows[stem], []
        if rows:
            self._writers[stem].write_table(self._pa.Table.from_pylist(rows, self._schema))


def _arrow_type(pa: Any, column: Any) -> Any:
    if isinstance(column, list):
        return pa.list_(_arrow_type(pa, column[0]))
    kind = column.get("_type")
    if kind == "Sequence":
        return pa.list_(_arrow_type(pa, column["feature"]))
    if kind == "ClassLabel":
        return pa.int64()
    if kind == "Value":
        return pa.string() if column["dtype"] == "string" else pa.int32()
    return pa.struct([pa.field(name, _arrow_type(pa, each)) for name, each in column.items()])


def parquet_rows(path: Path) -> tuple[dict[str, Any], Iterator[dict[str, object]]]:
    """Return the columns a Parquet file says it has, if it does, and its rows as asked for.

    Raises UserError for a file that is no Parquet, at once or where its damage begins.
    """
    pa = pyarrow()
    try:
        # Opened here: the library ends the whole program at a name that is not UTF-8.
        opened = path.open("rb")
    except OSError as error:
        raise file_problem(error, path) from error
    try:
        file = pa.parquet.ParquetFile(opened)
        told = (file.schema_arrow.metadata or {}).get(b"huggingface", b"{}")
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        opened.close()
        raise _damaged(path, error) from error
    try:
        content = json.loads(told)["info"]["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        content = {}
    return content if isinstance(content, dict) else {}, _rows(opened, file, path, pa)


def _rows(opened: BinaryIO, file: Any, path: Path, pa: Any) -> Iterator[dict[str, object]]:
    try:
        with closing(opened), file:
            size = path.stat().st_size
            unpacked = 0
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                unpacked += batch.nbytes
                _refuse_bomb(unpacked, size, path)
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise _damaged(path, error) from error


def _refuse_bomb(unpacked: int, size: int, path: Path) -> None:
    """Raise UserError for a file that unpacks to far more than its size lets expect."""
    if unpacked > _FREE + _RATIO * size:
        raise UserError(
            "The Parquet file unpacks to far more than texts and labels do.",
            where=str(path),
            mend="Write it again from rows that differ, or leave it out.",
        )


def _damaged(path: Path, error: Exception) -> UserError:
    reason = str(error).split("\n", 1)[0][:200]
    return UserError(
        f"The Parquet file cannot be read: {reason}.",
        where=str(path),
        mend="It may be damaged or cut off; fetch or write it again.",
    )
