"""The manual does not lag behind the program."""

import json
import re
import runpy
import shlex
from pathlib import Path

import pytest
import typer

from annotator import __version__
from annotator.cli.main import command_line
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.queries import FIELDS, parse_query
from annotator.domain.schema_files import parse_schema
from annotator.formats.registry import FORMATS
from annotator.ingest.jsonl import MAPPED
from annotator.ingest.reading import READERS

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"
VERBS = typer.main.get_command(command_line()).commands  # type: ignore[attr-defined]
_LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")


def _page(name: str) -> str:
    return (MANUAL / name).read_text(encoding="utf-8")


def _sections(page: str) -> dict[str, str]:
    """Return the sections of the second level by their headings."""
    pieces = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_verb_is_described_with_its_options(verb):
    sections = _sections(_page("command-line.md"))
    assert verb in sections
    for parameter in VERBS[verb].params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--") and verb != "open":
                assert f"`{option}" in sections[verb], option


def test_the_manual_describes_no_verb_that_is_not_there():
    described = [name for name in _sections(_page("command-line.md")) if name.islower()]
    assert sorted(described) == sorted(VERBS)


def test_the_json_keys_are_described(run_python, root, tmp_path):
    sections = _sections(_page("command-line.md"))
    articles = str(root / "seeds" / "articles")
    labels = str(root / "seeds" / "annotations" / "annotator-a.jsonl")
    calls = [
        ("new", "a.annotations"),
        ("ingest", "a.annotations", articles),
        ("import", "a.annotations", labels),
        ("export", "a.annotations", "a.jsonl", "--format", "jsonl"),
        ("demo", "b.annotations", "--no-window"),
        ("pack", "b.annotations", "packs", "--annotators", "Ada,Ben", "--sample", "4"),
        ("merge", "a.annotations", "b.annotations"),
        ("agreement", "a.annotations"),
        ("adjudicate", "a.annotations", "--rule", "unanimous"),
        ("info", "a.annotations"),
        ("check", "a.annotations"),
        ("formats",),
    ]
    for verb, *arguments in calls:
        run = run_python("-m", "annotator", verb, *arguments, "--json", cwd=tmp_path)
        assert run.returncode == 0, run.stderr
        for key, value in json.loads(run.stdout).items():
            rows = value if isinstance(value, list) else []
            for one in (key, *(name for row in rows if isinstance(row, dict) for name in row)):
                assert f"`{one}`" in sections[verb], (verb, one)


def test_the_list_of_keys_is_that_of_the_program(root):
    made = runpy.run_path(str(root / "docs" / "build_keys.py"))["keys_page"]()
    assert _page("keys.md") == made, "Run: python docs/build_keys.py"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_format_is_described_with_what_it_cannot_hold(name):
    sections: dict[str, str] = {}
    for page in sorted(MANUAL.glob("formats*.md")):
        sections |= _sections(_page(page.name))
    section = _squeezed(sections[name])
    missing = [what for what in FORMATS[name].cannot_hold if _squeezed(what) not in section]
    assert not missing


def test_each_file_type_is_described():
    page = _page("ingest.md")
    assert not [suffix for suffix in READERS if suffix and f"`{suffix}`" not in page]


def test_each_zone_is_described():
    page = _page("ingest.md")
    assert not [zone for zone in ZoneKind if f"| {zone} |" not in page]


def test_each_field_of_a_query_is_described():
    page = _page("query.md")
    assert not [field for field in FIELDS if f"`{field}:" not in page]
    assert not [state for state in State if f"`{state}`" not in page]


def test_each_schema_is_described(root):
    page = _page("schemas.md")
    names = [path.stem for path in (root / "resources" / "schemas").glob("*.toml")]
    assert names
    assert not [name for name in names if f"`{name}`" not in page]


def test_the_example_of_a_schema_is_one():
    example = re.search(r"```toml\n(.+?)```", _page("schemas.md"), re.DOTALL)
    assert example
    assert [label.name for label in parse_schema(example[1]).labels][-1] == "plays_for"


def test_the_examples_of_queries_are_queries():
    examples = re.findall(r"^(?:- |\| )`([^`]+)`", _page("query.md"), re.MULTILINE)
    assert len(examples) > 10
    assert all(parse_query(example).terms for example in examples)


def test_what_can_be_mapped_is_described():
    page = _page("ingest.md")
    assert not [name for name in MAPPED if f"`{name}`" not in page]


def test_the_commands_of_the_manual_exist():
    wrong, seen = [], 0
    for page in MANUAL.glob("*.md"):
        for block in re.findall(r"```sh\n(.+?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                words = shlex.split(line)
                if not words or Path(words[0]).name != "annotator":
                    continue
                seen += 1
                verb = VERBS.get(words[1])
                known = {o for parameter in verb.params for o in parameter.opts} if verb else set()
                if not {word for word in words if word.startswith("--")} <= known or not verb:
                    wrong.append(f"{page.name}: {line}")
    assert seen > 10
    assert not wrong


def _markdown_files(root: Path) -> list[Path]:
    inside = [path for folder in ("docs", "seeds") for path in (root / folder).rglob("*.md")]
    articles = root / "seeds" / "articles"
    return [*root.glob("*.md"), *(path for path in inside if articles not in path.parents)]


def test_links_lead_somewhere(root):
    broken = []
    for page in _markdown_files(root):
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, heading = target.partition("#")
            place = (page.parent / file).resolve() if file else page
            if not place.exists() or (heading and heading not in _anchors(place)):
                broken.append(f"{page.relative_to(root)}: {target}")
    assert not broken


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w -]", "", heading).strip().lower() for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def test_every_page_of_the_manual_is_in_its_index():
    linked = set(_LINK.findall(_page("index.md")))
    assert not {path.name for path in MANUAL.glob("*.md")} - linked - {"index.md"}


def _block(readme: str, marker: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```sh\n(.+)\n```", readme)
    assert found, marker
    return found[1]


def test_the_readme_gives_commands_that_exist(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    run, test = _block(readme, "run-command"), _block(readme, "test-command")
    assert run.endswith("annotator demo")
    assert "demo" in VERBS
    assert test.split(" && ")[-1].startswith(".venv/bin/python -m pytest")
    for extra in re.findall(r"\[([\w,]+)\]\"", run + test):
        for name in extra.split(","):
            assert re.search(rf"^{name} = \[", project, re.MULTILINE), name


def test_the_program_names_the_packages_of_the_readme(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    entry = (root / "annotator" / "__main__.py").read_text(encoding="utf-8")
    packages = [word for word in _block(readme, "debian-packages").split() if word[:3] == "lib"]
    assert packages
    assert not [package for package in packages if package not in entry]


def test_the_changelog_has_the_version(root):
    assert f"## {__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
