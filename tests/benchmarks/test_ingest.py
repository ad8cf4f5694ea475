"""How fast raw articles are taken in, against the bare libraries in one and the same run."""

import json
import random
import sqlite3
import time
from pathlib import Path

from annotator.app.exchange import ingest_paths
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.store import tables
from tests.projects import make_schema

ARTICLES = 10_000
PAGES = 240
ROUNDS = 3
ROWS_AT_LEAST = 0.5
PAGES_AT_LEAST = 0.8

_SYLLABLES = [
    "ba",
    "den",
    "kor",
    "li",
    "mar",
    "no",
    "pel",
    "ros",
    "sa",
    "ten",
    "ul",
    "vi",
    "wen",
    "yar",
    "zo",
    "gra",
    "shi",
    "tun",
    "hel",
    "ö",
]
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


def bare_seconds(path: Path, rows: list[dict[str, str]]) -> float:
    """Return the time of plain inserts of rows, and of their texts in the same search index."""
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
    rows = [row(seed) for seed in range(ARTICLES)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    ratios = []
    for number in range(ROUNDS):
        bare = bare_seconds(tmp_path / f"bare-{number}.db", rows)
        ours = ingest_seconds(tmp_path / f"{number}.annotations", corpus)
        ratios.append(bare / ours)
        with capsys.disabled():
            print(f"\nbare {bare:.2f} s, ours {ours:.2f} s, ratio {bare / ours:.2f}")
    assert max(ratios) >= ROWS_AT_LEAST
