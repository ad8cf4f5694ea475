"""The agreement report as CSV tables in a folder of their own."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.app.agreement_totals import total_sheets
from annotator.domain.documents import Document
from annotator.domain.ids import DocumentId
from annotator.formats.staging import MANIFEST, staged_folder
from annotator.store import corrections, documents

if TYPE_CHECKING:
    from annotator.agreement.contents import Contents
    from annotator.agreement.figures import Scope
    from annotator.agreement.places import PairPlaces
    from annotator.agreement.sheets import Row, Sheet

FORMAT = "agreement-csv"
"""What the manifest says the folder holds, so that it may be written over."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_TEXTS = 20

Counted = Callable[[], None]


def write_tables(
    link: sqlite3.Connection,
    folder: Path,
    contents: "Contents",
    scope: "Scope",
    pairs: Sequence["PairPlaces"],
    told: Counted,
) -> None:
    """Write all tables and a manifest; the folder appears when all is done.

    Raises UserError for a folder that holds what we did not write, and for a full disk;
    ``told`` is called now and then and may raise to stop: nothing is written then.
    """
    from annotator.agreement.sheets import (
        DIFFERENCES,
        RELATION_DIFFERENCES,
        Sheet,
        figure_sheets,
    )

    titles = {row.id: row.title for row in contents.documents}
    with staged_folder(folder, FORMAT) as temporary:
        rows = _differences(link, pairs, titles, told)
        lost = _relation_differences(link, scope, titles, told)
        names = []
        for sheet in (
            *total_sheets(contents.report),
            *figure_sheets(contents),
            Sheet("differences", DIFFERENCES, rows),
            Sheet("relation_differences", RELATION_DIFFERENCES, lost),
        ):
            _write(temporary / f"{sheet.name}.csv", sheet)
            names.append(f"{sheet.name}.csv")
        manifest = {
            "format": FORMAT,
            "files": [*names, MANIFEST],
            "about": {"Project": contents.about.project, **dict(contents.about.rows)},
            "settings": contents.report["settings"],
            "masked_characters": contents.report["masked_characters"],
            "tokens_from": contents.report["tokens_from"],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (temporary / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _write(path: Path, sheet: "Sheet") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(sheet.columns)
        extents = [column.endswith("fragments") for column in sheet.columns]
        if not any(extents):
            written.writerows([safe(cell) for cell in row] for row in sheet.rows)
            return
        for row in sheet.rows:
            written.writerow(
                _no_day(cell) if extent else safe(cell)
                for cell, extent in zip(row, extents, strict=True)
            )


def _no_day(cell: object) -> object:
    """Return extents as ``3..12 15..18``: a spreadsheet takes ``3-12`` for a day in December."""
    return cell.replace("-", "..") if isinstance(cell, str) else cell


def safe(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: such text gets an apostrophe."""
    if isinstance(cell, str) and cell.startswith(_RISKY):
        return f"'{cell}"
    return cell


def _differences(
    link: sqlite3.Connection,
    pairs: Sequence["PairPlaces"],
    titles: Mapping[str, str],
    told: Counted,
) -> Iterator["Row"]:
    """Yield every difference, by document, then pair, then place in the text."""
    import numpy as np

    from annotator.agreement.quotes import Quoter
    from annotator.agreement.sheets import difference

    if not pairs:
        return
    names = pairs[0].tables.documents
    differing = [pair.differing for pair in pairs]
    of_rows = [pair.document[rows] for pair, rows in zip(pairs, differing, strict=True)]
    wanted = np.unique(np.concatenate(of_rows)).tolist()
    place = {DocumentId(names[at]): at for at in wanted}
    for document in _texts(link, list(place), told):
        quoter = Quoter(document.text)
        for pair, rows, its in zip(pairs, differing, of_rows, strict=True):
            low, high = np.searchsorted(its, [place[document.id], place[document.id] + 1])
            for one in pair.places(rows[low:high]):
                title = titles.get(document.id, "")
                yield difference(one, pair.names, document.id, title, quoter)


def _relation_differences(
    link: sqlite3.Connection, scope: "Scope", titles: Mapping[str, str], told: Counted
) -> Iterator["Row"]:
    """Yield every relation that one of a pair has and the other has not, by document."""
    from annotator.agreement.quotes import Quoter
    from annotator.agreement.relation_places import lost_relations
    from annotator.agreement.sheets import relation_difference

    told()
    lost = lost_relations(scope)
    place = {DocumentId(scope.tables.documents[at]): at for at in lost}
    for document in _texts(link, list(place), told):
        quoter, title = Quoter(document.text), titles.get(document.id, "")
        for one in lost[place[document.id]]:
            yield relation_difference(one, document.id, title, quoter)


def _texts(
    link: sqlite3.Connection, wanted: Sequence[DocumentId], told: Counted
) -> Iterable[Document]:
    numbers = corrections.numbers_of(link, wanted)
    for at in range(0, len(numbers), _TEXTS):
        told()
        yield from documents.read_many(link, numbers[at : at + _TEXTS])
