"""The sample corpus as a project of its own, to try the program on."""

from pathlib import Path

from annotator.app import exchange
from annotator.app.resources import DEFAULT_SCHEMA, load_schema, resource_folder
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.importing import ImportOptions


def ensure_sample(path: Path) -> int:
    """Make the sample project where there is none; return how many articles it has.

    A project that is there already is left as it is, so that work on it is never lost.
    """
    if path.exists():
        with Session.open(path, read_only=True) as session:
            return len(session.listing())
    seeds = resource_folder("seeds")
    try:
        with Session.create(path, load_schema(DEFAULT_SCHEMA)) as session:
            exchange.ingest_paths(session.project, [seeds / "articles"], Progress())
            annotated = sorted((seeds / "annotations").glob("*.jsonl"))
            exchange.import_paths(session.project, annotated, ImportOptions(), Progress())
            return len(session.listing())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
