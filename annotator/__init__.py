"""Annotator: label news corpora offline, one SQLite project file, nothing lost."""

__version__ = "0.1.0"
