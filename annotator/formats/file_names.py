"""File names made from names people gave, safe on every system and never colliding."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=str)

_UNSAFE = re.compile(r"[^\w .-]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_name(name: str) -> str:
    """Return the name with every character that some file system refuses as ``_``."""
    safe = _UNSAFE.sub("_", name).strip(" .")[:60].rstrip(" .")
    return f"_{safe}" if not safe or _RESERVED.fullmatch(safe) else safe


def folder_names(names: Mapping[Key, str], reserved: Iterable[str] = ()) -> dict[Key, str]:
    """Return a folder name for each key; names alike but for case get a number.

    ``reserved`` are names that something else has in the same place.
    """
    found: dict[Key, str] = {}
    taken = {name.casefold() for name in reserved}
    for key in sorted(names, key=lambda key: (names[key], key)):
        wanted = name = safe_name(names[key])
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name.casefold())
        found[key] = name
    return found
