"""Pairs of brat files to read: a text, and its annotations."""

from pathlib import Path

TEXT = "Anna met Acme in New\nYork. Acme merged with Ajax.\n"


def put(folder: Path, text: str | bytes, annotations: str | bytes, stem: str = "x") -> Path:
    """Write a pair of files, in a folder that is made; return the folder."""
    for suffix, content in ((".txt", text), (".ann", annotations)):
        path = folder / f"{stem}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder
