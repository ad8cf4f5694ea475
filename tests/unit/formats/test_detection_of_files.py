"""Each valid file and folder of samples is known; nonsense takes no time and raises nothing."""

import time

import pytest

from annotator.formats.detection import detect
from annotator.formats.registry import FORMATS
from annotator.formats.samples import HEAD, Sample
from tests.hostile import (
    NONSENSE,
    READING,
    SAMPLES,
    put,
)

RUNS = [
    b"a",
    b"(",
    b"[",
    b"{",
    b'"',
    b"<",
    b"\t",
    b" ",
    b"\n",
    b"0",
    b"\\",
    b"T1\t",
    b"\xff",
    b"#",
    b"-",
]


@pytest.mark.parametrize("run", [*RUNS, *[each * 2 + b" " for each in RUNS]])
@pytest.mark.parametrize(
    "head", [b"", b"<?xml ", b'{"a": "', b"#FORMAT=WebAnno TSV ", b"PK\x03\x04"]
)
def test_recognising_nonsense_is_quick(tmp_path, run, head):
    content = (head + run * HEAD)[:HEAD]
    path = put(tmp_path / "x", content)
    for each in FORMATS.values():
        if each.recognise is not None:
            for ending in each.suffixes:
                began = time.perf_counter()
                each.recognise(Sample(path.with_suffix(ending), content))
                assert time.perf_counter() - began < 0.5, each.name


def test_detection_never_raises_on_nonsense(tmp_path):
    for kind, content in NONSENSE.items():
        for ending in {end for each in FORMATS.values() for end in each.suffixes}:
            found = detect(put(tmp_path / f"{kind}{ending}", content), FORMATS.values())
            assert isinstance(found.sure, bool)
    assert isinstance(detect(tmp_path, FORMATS.values()).sure, bool)


@pytest.mark.parametrize("name", READING)
def test_detection_knows_a_valid_file(valid, name):
    for path in valid[name]:
        found = detect(path, FORMATS.values())
        assert ([each.name for each in found.candidates[:1]], found.sure) == ([name], True), path


FOLDERS = {
    "bioc": "bioc",
    "brat-news": "brat",
    "conll": "conll",
    "conllu": "conllu",
    "gate": "gate",
    "gliner": "gliner",
    "label-studio": "label-studio",
    "prodigy": "prodigy",
    "pubannotation": "pubannotation",
    "scierc": "scierc",
    "doccano/relation_extraction": "doccano",
}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize("folder", FOLDERS)
def test_detection_knows_the_folders_of_samples(folder):
    found = detect(SAMPLES / folder, FORMATS.values())
    names = [each.name for each in found.candidates]
    assert (names[:1], found.sure) == ([FOLDERS[folder]], True), names


MIXED = {
    "doccano/sequence_labeling": {"conll": 3, "doccano": 2},
    "uima/casWithTextAndAnnotations": {"uima-json": 1, "uima-xmi": 1},
    "webanno-tsv": {"webanno-tsv": 25, "uima-xmi": 25},
}
"""Folders that hold files of several formats, as many of each."""


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize("folder", MIXED)
def test_detection_tells_what_mixed_folders_of_samples_hold(folder):
    found = detect(SAMPLES / folder, FORMATS.values())
    assert not found.sure
    assert {one.format.name: one.count for one in found.files} == MIXED[folder]
    assert [one.name for one in found.candidates] == list(MIXED[folder])


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize("folder", ["article", "newsml-g2", "ninjs"])
def test_detection_claims_no_raw_articles(folder):
    assert detect(SAMPLES / folder, FORMATS.values()).candidates == ()
