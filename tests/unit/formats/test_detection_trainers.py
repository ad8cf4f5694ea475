"""The trainers' formats know their own files, by content, and nobody else's."""

from pathlib import Path

import pytest

from annotator.formats.detection import detect
from annotator.formats.registry import FORMATS

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
NAMES = ("conll", "conllu", "huggingface", "docred", "scierc", "spert", "gliner", "llm-chat")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("single", [False, True])
def test_our_own_export_is_known(tmp_path, make, name, single):
    text = "Bo works for AG. AG is big."
    spans = [make.on(text, "Bo", make.person), make.span("ag", make.org, (13, 15))]
    relations = [make.relation("r", make.works, "Bo", "ag")]
    dest = tmp_path / "out"
    if single:
        first = next(path for path in FORMATS[name].suffixes)
        dest = tmp_path / f"out{'.json' if name in ('gliner', 'docred') else first}"
        dest = dest.with_suffix(".jsonl") if name == "scierc" else dest
    FORMATS[name].write(iter([make.annotated(text, spans, relations)]), make.schema, dest)
    found = detect(dest, FORMATS.values())
    assert ([each.name for each in found.candidates[:1]], found.sure) == ([name], True)
    if dest.is_file():
        # The ending says nothing: the content does.
        other = dest.rename(tmp_path / "plain")
        assert detect(other, FORMATS.values()).candidates[0].name == name


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("conll/emerging.dev.conll", "conll"),
        ("conllu/GUM_news_afghan.conllu", "conllu"),
        ("scierc/scierc_article.json", "scierc"),
        ("gliner/sample_data.json", "gliner"),
    ],
)
def test_the_samples_are_known(path, name):
    found = detect(SAMPLES / path, FORMATS.values())
    assert ([each.name for each in found.candidates], found.sure) == ([name], True)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize(
    "folder", ["brat-news", "prodigy", "label-studio", "ninjs", "bioc", "gate"]
)
def test_other_samples_are_not_claimed(folder):
    for path in sorted((SAMPLES / folder).iterdir()):
        found = detect(path, [FORMATS[name] for name in NAMES])
        assert not found.candidates, path
