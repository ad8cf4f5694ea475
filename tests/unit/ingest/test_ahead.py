"""Pages read by processes of their own: the same articles, the same order."""

import json
import multiprocessing

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import Stopped
from annotator.ingest import json_articles, reading
from annotator.ingest.ahead import Ahead
from annotator.ingest.reading import Article, read_paths
from tests.news_pages import html_page

PAGES = 20


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder of pages, texts and an empty page, few of which count as many."""
    monkeypatch.setattr(reading, "MANY_PAGES", 4)
    monkeypatch.setattr(reading, "usable_cores", lambda: 2)
    for number in range(PAGES):
        page = tmp_path / f"{number:02}.html"
        page.write_text(html_page(number).saved, encoding="utf-8")
        if number % 5 == 0:
            (tmp_path / f"{number:02}.txt").write_text(f"It rained {number}.", encoding="utf-8")
    (tmp_path / "07b.html").write_text("", encoding="utf-8")
    return tmp_path


def told(results):
    return [
        (r.path, r.reason) if isinstance(r, Skipped) else (r.provenance, r.document, r.raw)
        for r in results
    ]


def test_the_same_in_the_same_order_with_and_without(folder, monkeypatch):
    done = []
    ahead = told(read_paths([folder], progress=lambda now, total: done.append((now, total))))
    assert len(ahead) == PAGES + PAGES // 5 + 1
    assert done == sorted(done)
    assert done[-1][0] == done[-1][1]
    monkeypatch.setattr(reading, "MANY_PAGES", 1000)
    assert told(read_paths([folder])) == ahead
    assert not multiprocessing.active_children()


def test_stopping_and_leaving_end_the_processes(folder):
    def stop(done, total):
        raise Stopped

    with pytest.raises(Stopped):
        list(read_paths([folder], progress=stop))
    assert not multiprocessing.active_children()
    articles = read_paths([folder])
    assert isinstance(next(articles), Article)
    articles.close()
    assert not multiprocessing.active_children()


def test_large_json_lines_are_read_ahead_with_the_same_result(tmp_path, monkeypatch):
    lines = [
        json.dumps({"text": f"It rained {n} times.", "date": "2021-03-03"}) for n in range(300)
    ]
    lines[100], lines[200], lines[299] = "no json", "", '{"uri": "urn:x", "type": "event"}'
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    here = told(read_paths([path], columns={"published": "date"}))
    assert len(here) == 299
    monkeypatch.setattr(json_articles, "LARGE_FILE", 1000)
    monkeypatch.setattr(json_articles, "usable_cores", lambda: 2)
    assert told(read_paths([path], columns={"published": "date"})) == here
    articles = read_paths([path])
    next(articles)
    articles.close()
    assert not multiprocessing.active_children()


def fail_in_a_worker(job):
    """Die in a worker process; double the number in this one."""
    if multiprocessing.parent_process() is not None:
        multiprocessing.process.os._exit(3)
    return 2 * job


def test_dead_workers_do_not_end_the_work():
    ahead = Ahead(fail_in_a_worker, 2)
    try:
        found = list(ahead.in_order(range(30), lambda job: job % 3 > 0))
    finally:
        ahead.close()
    assert found == [(job, 2 * job if job % 3 else None) for job in range(30)]
