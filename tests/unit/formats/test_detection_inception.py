"""Files of WebAnno TSV and UIMA tell what they are; those of other formats are left alone."""

import zipfile
from pathlib import Path

import pytest

from annotator.formats.detection import detect
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS

OURS = ["webanno-tsv", "uima-xmi", "uima-json"]
SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
SUFFIX = {"webanno-tsv": ".tsv", "uima-xmi": ".xmi", "uima-json": ".json"}


def found(path):
    detection = detect(path, FORMATS.values())
    return [one.name for one in detection.candidates] if detection.sure else []


@pytest.mark.parametrize("name", OURS)
def test_files_folders_and_other_endings(name, make, tmp_path):
    text = "Ada met Bo."
    out = tmp_path / "out"
    item = make.annotated(text, [make.on(text, "Ada", make.person)])
    FORMATS[name].write([item], make.schema, out, ExportOptions())
    path = out / f"Ada met Bo{SUFFIX[name]}"
    path = path if path.exists() else out / f"Ada met Bo.{SUFFIX[name]}"
    assert found(path)[:1] == [name]
    assert found(out)[:1] == [name]
    other = path.rename(tmp_path / "renamed.txt")
    assert found(other)[:1] == [name]


def test_archives(make, tmp_path):
    text = "Ada met Bo."
    out = tmp_path / "out"
    FORMATS["uima-xmi"].write([make.annotated(text)], make.schema, out, ExportOptions())
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in out.iterdir():
            archive.write(one, one.name)
    assert found(path)[:1] == ["uima-xmi"]


@pytest.mark.parametrize("name", [one for one in FORMATS if one not in OURS])
def test_files_of_other_formats_are_not_claimed(name, make, tmp_path):
    one = FORMATS[name]
    if not one.writes:
        pytest.skip("the format is only read")
    text = "Ada met Bo."
    item = make.annotated(text, [make.on(text, "Ada", make.person)])
    out = tmp_path / "out"
    one.write([item], make.schema, out, ExportOptions())
    claimed = detect(out, [FORMATS[each] for each in OURS])
    assert claimed.candidates == ()


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_samples():
    for path in (SAMPLES / "webanno-tsv").glob("test*/reference.tsv"):
        assert found(path)[:1] == ["webanno-tsv"]
    for path in (SAMPLES / "webanno-tsv").glob("test*/reference.xmi"):
        assert found(path)[:1] == ["uima-xmi"]
    for path in (SAMPLES / "uima").glob("*/data.json"):
        assert found(path)[:1] == ["uima-json"]
    for path in (SAMPLES / "uima").glob("*/debug.xmi"):
        assert found(path)[:1] == ["uima-xmi"]
    ours = [FORMATS[each] for each in OURS]
    for folder in SAMPLES.iterdir():
        if folder.name in ("webanno-tsv", "uima"):
            continue
        for path in folder.rglob("*"):
            if path.is_file():
                assert detect(path, ours).candidates == (), path
