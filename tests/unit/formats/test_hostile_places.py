"""Pipes, devices, circles of links, closed files, odd names: a sentence, and an end."""

import os
import shutil
import socket
import time
from pathlib import Path

import pytest

from tests.hostile import (
    NONSENSE,
    READING,
    imported,
    put,
    refused,
    suffix,
)


@pytest.mark.parametrize("name", [None, *READING])
def test_pipes_and_devices_are_not_read(project, tmp_path, name):
    pipe = tmp_path / f"pipe{suffix(name or 'jsonl')}"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), Path("/dev/null")):
        assert "pipe, socket or device" in refused(project, path, name)
    bound = socket.socket(socket.AF_UNIX)
    with bound:
        place = tmp_path / "s.jsonl"
        bound.bind(str(place)[-100:] if len(str(place)) < 100 else "\0annotator-test")
        if place.exists():
            assert "pipe, socket or device" in refused(project, place, name)


@pytest.mark.parametrize("name", READING)
def test_folders_full_of_nonsense(project, tmp_path, name):
    """Links in a circle, pipes, links to nowhere, empty files: a sentence, and an end."""
    folder = tmp_path / "folder"
    (folder / "empty").mkdir(parents=True)
    (folder / "circle").symlink_to(folder)
    (folder / f"self{suffix(name)}").symlink_to(folder / f"self{suffix(name)}")
    (folder / f"nowhere{suffix(name)}").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / f"pipe{suffix(name)}")
    (folder / f"folder{suffix(name)}").mkdir()
    for kind, content in NONSENSE.items():
        put(folder / f"{kind}{suffix(name)}", content)
        if name != "brat":
            put(folder / f"{kind}.txt", content)
    began = time.monotonic()
    assert refused(project, folder, name)
    assert time.monotonic() - began < 20
    refused(project, folder / f"self{suffix(name)}", name)
    refused(project, folder / "empty", name)


def test_a_folder_of_nonsense_of_no_format(project, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for kind, content in NONSENSE.items():
        put(folder / f"{kind}.dat", content)
    os.mkfifo(folder / "pipe.xml")
    assert "no format" in refused(project, folder, None)


def test_folders_in_folders_beyond_measure(project, tmp_path):
    top = tmp_path / "top"
    top.mkdir()
    before = os.getcwd()
    try:
        os.chdir(top)
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(before)
    try:
        for name in (None, *READING):
            assert refused(project, top, name)
    finally:
        _take_away(top)


def _take_away(top: Path) -> None:
    """Remove a tree that is too deep for ``shutil.rmtree``."""
    inner = top / "d"
    while inner.exists():
        moved = top.parent / "moved"
        (inner / "d").rename(moved) if (inner / "d").exists() else None
        inner.rmdir()
        if moved.exists():
            moved.rename(inner)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", [None, *READING])
def test_what_may_not_be_read(project, tmp_path, name):
    path = put(tmp_path / f"closed{suffix(name or 'jsonl')}", b"{}")
    path.chmod(0)
    assert "cannot be used" in refused(project, path, name)


@pytest.mark.parametrize("name", READING)
def test_names_that_are_no_text(project, valid, tmp_path, name):
    for path in valid[name]:
        place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9" + path.suffix.encode()))
        (shutil.copytree if path.is_dir() else shutil.copy)(path, place)
        assert imported(project, place, name).documents
        files = sorted(place.rglob("*")) if place.is_dir() else []
        for each in [one for one in files if one.is_file() and one.suffix == suffix(name)]:
            twin = each.with_name(os.fsdecode(b"caf\xe9" + each.name.encode()))
            each.rename(twin)
            if name == "brat":
                each.with_suffix(".txt").rename(twin.with_suffix(".txt"))
        assert imported(project, place, name).documents
    with project.reading() as link:
        for row in link.execute("SELECT name FROM provenance"):
            row[0].encode("utf-8")
