"""How fast raw articles are taken in, against the bare libraries in one and the same run."""

import json
import random
import sqlite3
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from annotator.app.exchange import ingest_paths
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.ingest import reading
from annotator.ingest.reading import Article, read_paths
from annotator.store import tables
from tests.benchmarks.syllables import SYLLABLES
from tests.projects import make_schema

ARTICLES = 10_000
PAGES = 240
ROUNDS = 3
ROWS_AT_LEAST = 0.5
PAGES_AT_LEAST = 0.8

_SYLLABLES = [*SYLLABLES, "ö"]
STORED = {
    "documents": ("number", *tables.TABLE["documents"].stored),
    "texts": ("number", "text"),
    "provenance": tables.TABLE["provenance"].stored,
    "raws": ("hash", "bytes"),
    "minhash_bands": ("band", "number"),
    "clusters": ("number", "cluster"),
}
"""What an ingest writes beside the search index."""
SEARCH = next(sql for sql in tables.LOCAL_DDL if "TABLE search " in sql)


def vocabulary(draw: random.Random, size: int = 40_000) -> tuple[list[str], list[float]]:
    """Return invented words with weights as a language has them: the n-th is used 1/n times."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(draw.choices(_SYLLABLES, k=draw.randrange(1, 6)))] = None
    total, weights = 0.0, []
    for rank in range(1, size + 1):
        total += 1 / rank
        weights.append(total)
    return list(words), weights


_WORDS, _WEIGHTS = vocabulary(random.Random(7))


def sentence(draw: random.Random) -> str:
    """Return an invented sentence of 8 to 28 words, one in four of them a quotation."""
    words = draw.choices(_WORDS, cum_weights=_WEIGHTS, k=draw.randrange(8, 29))
    words[0] = words[0].capitalize()
    for place in draw.sample(range(1, len(words)), 2):
        words[place] = words[place].capitalize()
    text = " ".join(words)
    return f"“{text},” he said." if draw.random() < 0.25 else f"{text}."


def paragraphs(seed: int, words: int = 360) -> list[str]:
    """Return the paragraphs of one invented article."""
    draw = random.Random(seed)
    made: list[str] = []
    while sum(len(paragraph.split()) for paragraph in made) < words:
        made.append(" ".join(sentence(draw) for _ in range(draw.randrange(1, 4))))
    return made


def row(seed: int) -> dict[str, str]:
    """Return one article as a JSON line has it."""
    head = sentence(random.Random(-seed))[:80].rstrip(".,” ")
    text = "\n\n".join([head, "By Lena Ostrow", *paragraphs(seed)])
    facts = {"published": "2022-07-29", "source": "The Example Post", "language": "en"}
    return {"title": head, "text": text, **facts}


Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
"""Rows by table, each with the names of their columns."""


def prepared(project: Path) -> Rows:
    """Return every row that an ingest wrote into a project, by table, with its columns."""
    connection = sqlite3.connect(project)
    found = {}
    for table, columns in STORED.items():
        names = ", ".join(map(tables.quoted, columns))
        found[table] = (columns, connection.execute(f"SELECT {names} FROM {table}").fetchall())
    entries = connection.execute(
        "SELECT number, title, text FROM documents JOIN texts USING (number)"
    )
    found["search"] = (("rowid", "title", "text"), entries.fetchall())
    connection.close()
    return found


def bare_seconds(
    path: Path, rows: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
) -> float:
    """Return the time of plain inserts of the same rows into the same tables and indexes."""
    Session.create(path, make_schema()).close()
    connection = sqlite3.connect(path)
    start = time.perf_counter()
    with connection:
        for table, (columns, values) in rows.items():
            names = ", ".join(map(tables.quoted, columns))
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def texts_alone_seconds(path: Path, rows: list[dict[str, str]]) -> float:
    """Return the time of plain inserts of the articles as they are read, one row for each.

    And of their texts in the same search index: no ids, no zones, no provenance, no bytes.
    """
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE documents (number INTEGER PRIMARY KEY, title, text, facts)")
    connection.execute(SEARCH)
    start = time.perf_counter()
    with connection:
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?)",
            (
                (number, row["title"], row["text"], json.dumps(row))
                for number, row in enumerate(rows)
            ),
        )
        connection.executemany(
            "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)",
            ((number, row["title"], row["text"]) for number, row in enumerate(rows)),
        )
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def ingest_seconds(project: Path, corpus: Path) -> float:
    """Return the time that taking in a corpus takes, from the file to the project."""
    with Session.create(project, make_schema()) as session:
        start = time.perf_counter()
        report = ingest_paths(session.project, [corpus], Progress())
        seconds = time.perf_counter() - start
    assert report.documents == ARTICLES
    assert not report.skipped
    return seconds


def test_ten_thousand_rows_against_bare_inserts(tmp_path, capsys):
    """Hold the whole ingest, file to project, against bare inserts of the rows it makes.

    The measure is the issue's: the same rows (documents, texts, provenance, packed bytes,
    near-duplicate bands), worked out beforehand and held in memory, put by ``sqlite3`` into
    the same tables with the same indexes and search index, in one transaction. Printed
    beside it is a harder one: the articles as read, in one plain table, and the index.
    """
    rows = [row(seed) for seed in range(ARTICLES)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    project = tmp_path / "first.annotations"
    ingest_seconds(project, corpus)
    same = prepared(project)
    bares, all_ours = [], []
    for number in range(ROUNDS):
        bare = bare_seconds(tmp_path / f"bare-{number}.annotations", same)
        alone = texts_alone_seconds(tmp_path / f"texts-{number}.db", rows)
        ours = ingest_seconds(tmp_path / f"{number}.annotations", corpus)
        bares.append(bare)
        all_ours.append(ours)
        with capsys.disabled():
            print(
                f"\nbare {bare:.2f} s, ours {ours:.2f} s, ratio {bare / ours:.2f};"
                f" texts alone {alone:.2f} s, ratio {alone / ours:.2f}"
            )
    # The best round of either, so that a busy moment of the machine is unfair to neither.
    assert min(bares) / min(all_ours) >= ROWS_AT_LEAST


def page(seed: int) -> str:
    """Return an invented page with the weight of a real one: menus, teasers, scripts."""
    draw = random.Random(seed)
    links = "".join(
        f'<li class="item"><a href="/{n}">{sentence(draw)[:30]}</a></li>' for n in range(120)
    )
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/t{n}">{sentence(draw)[:70]}</a></h3>'
        f"<p>{sentence(draw)}</p></div>"
        for n in range(40)
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(seed, 600))
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>A page</title>"
        f"<script>{'var a = 1; ' * 2000}</script></head><body><header><nav><ul>{links}</ul></nav>"
        f"</header><main><article><h1>{sentence(draw)[:80]}</h1><p class='byline'>By Lena Ostrow"
        f"</p><time datetime='2022-07-29'>29 July 2022</time>{body}</article>"
        f"<aside>{teasers}</aside></main><footer><ul>{links}</ul></footer></body></html>"
    )


def bare_extraction(path: str) -> int:
    """Extract one page with trafilatura as it comes; return the length of the text."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        Path(path).read_bytes(), with_metadata=True, include_comments=False
    )
    return len(found.text)


def bare_pages_seconds(paths: list[Path], cores: int) -> float:
    """Return the time of trafilatura alone in a pool of processes, their start included."""
    start = time.perf_counter()
    with get_context("spawn").Pool(cores) as pool:
        lengths = pool.map(bare_extraction, map(str, paths), chunksize=4)
    seconds = time.perf_counter() - start
    assert min(lengths) > 1000
    return seconds


def test_pages_on_two_cores_against_bare_trafilatura(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(reading, "usable_cores", lambda: 2)
    paths = [tmp_path / f"{seed:04}.html" for seed in range(PAGES)]
    for seed, path in enumerate(paths):
        path.write_text(page(seed), encoding="utf-8")
    bares, all_ours = [], []
    for _ in range(ROUNDS):
        bare = bare_pages_seconds(paths, 2)
        start = time.perf_counter()
        articles = list(read_paths([tmp_path]))
        ours = time.perf_counter() - start
        assert all(isinstance(article, Article) for article in articles)
        bares.append(bare)
        all_ours.append(ours)
        with capsys.disabled():
            print(f"\nbare {bare:.2f} s, ours {ours:.2f} s, ratio {bare / ours:.2f}")
    assert min(bares) / min(all_ours) >= PAGES_AT_LEAST
