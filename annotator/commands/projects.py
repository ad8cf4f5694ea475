"""Making a project: an empty file with a label schema."""

from pathlib import Path

from annotator.domain.schema import Schema
from annotator.store import schemas
from annotator.store.project import Project


def create(path: Path, schema: Schema) -> Project:
    """Create a project file with a schema and return it, open for writing."""
    project = Project.create(path)
    try:
        with project.transaction("Make project") as t:
            schemas.write(t, schema)
    except BaseException:
        project.close()
        path.unlink(missing_ok=True)
        raise
    return project
