"""Pages read by processes of their own: the same articles, the same order."""

import json
import multiprocessing
import time

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import Stopped
from annotator.ingest import ahead as ahead_module
from annotator.ingest import json_articles, reading, web_archives
from annotator.ingest.ahead import Ahead
from annotator.ingest.reading import Article, read_paths
from tests.news_pages import html_page
from tests.unit.ingest.test_web_archives import archive

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


def name_the_process(job):
    """Tell where a job was done, slowly where that is not the first process."""
    if multiprocessing.parent_process() is not None:
        time.sleep(0.02)
        return job, "there"
    return job, "here"


def test_a_caller_that_would_wait_helps_and_the_order_stays():
    ahead = Ahead(name_the_process, 1, room=20, helping=True)
    try:
        found = [result for _, result in ahead.in_order(range(60), lambda job: True)]
    finally:
        ahead.close()
    assert [job for job, _ in found] == list(range(60))
    assert {where for _, where in found} == {"here", "there"}


def test_heavy_jobs_are_begun_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(ahead_module, "_HEAVY", 30)
    begun = []

    def jobs():
        for job in range(20):
            begun.append(job)
            yield job

    ahead = Ahead(name_the_process, 1, room=100, weight=lambda job: 10)
    try:
        for taken, _ in enumerate(ahead.in_order(jobs(), lambda job: True), start=1):
            assert len(begun) <= taken + 2
    finally:
        ahead.close()


def test_pages_of_a_large_archive_are_read_ahead_with_the_same_result(tmp_path, monkeypatch):
    path = tmp_path / "a.warc.gz"
    pages = [("text/html; charset=utf-8", 200, html_page(n).saved.encode()) for n in range(12)]
    pages[3:3] = [("image/png", 200, b"PNG"), ("text/html", 200, b"")]
    archive(path, pages)
    positions = []
    here = told(read_paths([path], progress=lambda done, total: positions.append(done)))
    assert len(here) == 14
    monkeypatch.setattr(web_archives, "LARGE_ARCHIVE", 0)
    monkeypatch.setattr(web_archives, "usable_cores", lambda: 2)
    there = []
    assert told(read_paths([path], progress=lambda done, total: there.append(done))) == here
    assert there == positions
    assert not multiprocessing.active_children()
