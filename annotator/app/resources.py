"""Files that come with the program: schemas, icons, themes and the sample corpus."""

from pathlib import Path

from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.domain.schema_files import parse_schema

_PACKAGE = Path(__file__).resolve().parent.parent
DEFAULT_SCHEMA = "news"


def resource_folder(name: str) -> Path:
    """Return a folder of shipped files (``resources``, ``seeds``).

    In a wheel they lie inside the package, in a checkout beside it.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise UserError(
        f'The program\'s own folder "{name}" is missing.', mend="Install Annotator again."
    )


def schema_names() -> list[str]:
    """Return the names of the ready-made schemas."""
    folder = resource_folder("resources") / "schemas"
    return sorted(path.stem for path in folder.glob("*.toml"))


def load_schema(name_or_file: str) -> Schema:
    """Return a ready-made schema by name, or one from a file."""
    if name_or_file in schema_names():
        path = resource_folder("resources") / "schemas" / f"{name_or_file}.toml"
    else:
        path = Path(name_or_file)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(
            f'There is no schema "{name_or_file}".',
            mend=f"Ready-made are {', '.join(schema_names())}; or name a schema file.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The schema cannot be read ({error}).", where=str(path)) from error
    return parse_schema(text, name_hint=path.stem)
