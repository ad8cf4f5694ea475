"""CoNLL-U read sentence by sentence: the words with their places in the sentence's own text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.bounds import MAX_BYTES
from annotator.formats.json_values import BadValue

_MAX_LINE = 1 << 22
_MAX_LINES = 200_000
"""Lines of one sentence; a file with more of them has lost its empty lines."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its place in the sentence's text (None for a word that is not written there).

    ``whole`` says that the place is that of a token of several words, which could not be cut.
    """

    place: tuple[int, int] | None
    misc: Mapping[str, str | None]
    columns: Mapping[str, object]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its text, its words, its comments, and whether a space follows it."""

    text: str
    words: list[Word]
    comments: dict[str, str]
    space: bool
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one sentence as they stand in the file, with the number of the first."""

    line: int
    content: bytes
    lines: list[str]


def blocks(file: BinaryIO, name: str) -> Iterator[Block]:
    """Yield the sentences of a file, each with the empty lines behind it; constant memory."""
    number, first, size = 0, 1, 0
    kept: list[bytes] = []
    texts: list[str] = []
    ended = False
    while line := file.readline(_MAX_LINE + 1):
        number += 1
        size += len(line)
        if len(line) > _MAX_LINE or len(texts) > _MAX_LINES or size > MAX_BYTES:
            raise UserError(
                "A line or a sentence is longer than CoNLL-U has them.",
                where=f"{name}:{number}",
                mend="Sentences end with an empty line; name the format with --format.",
            )
        text = _decoded(line, f"{name}:{number}")
        blank = not text.strip(" \t")
        if ended and not blank:
            yield Block(first, b"".join(kept), texts)
            kept, texts, ended, first, size = [], [], False, number, len(line)
        kept.append(line)
        if blank:
            ended = bool(texts)
        else:
            texts.append(text)
    if texts:
        yield Block(first, b"".join(kept), texts)


def _decoded(line: bytes, where: str) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8.", where=where, mend="Save it as UTF-8.") from error
    return text.removeprefix("\ufeff").removesuffix("\n").removesuffix("\r")


def sentence_of(block: Block, columns: Sequence[str] | None) -> Sentence:
    """Return the sentence of some lines; raise BadValue where they are no CoNLL-U."""
    from conllu.exceptions import ParseException
    from conllu.parser import DEFAULT_FIELDS, parse_token_and_metadata

    fields = [each.lower() for each in columns] if columns else DEFAULT_FIELDS
    try:
        tokens: Any = parse_token_and_metadata("\n".join(block.lines), fields=fields)
    except (ParseException, ValueError, IndexError, KeyError, TypeError) as error:
        raise BadValue(f"no CoNLL-U: {str(error)[:120]}") from error
    comments = {str(key): str(value or "") for key, value in tokens.metadata.items()}
    return _built(list(tokens), comments)


def _built(tokens: list[Any], comments: dict[str, str]) -> Sentence:
    told = comments.get("text")
    surfaces = _surfaces(tokens)
    pieces = [form + (" " if space else "") for form, space, _ in surfaces]
    joined = "".join(pieces)
    space = joined.endswith(" ")
    text, fits = joined.rstrip(" "), True
    places = _found(text, [form for form, _, _ in surfaces])
    if told is not None and told != text:
        aligned = _found(told, [form for form, _, _ in surfaces])
        if aligned is not None:
            text, places = told, aligned
        else:
            fits = False
    words: list[Word] = []
    for (form, _, members), place in zip(surfaces, places or [], strict=False):
        words += _words(form, place, members)
    return Sentence(text, words, comments, space, fits)


def _surfaces(tokens: list[Any]) -> list[tuple[str, bool, list[Any]]]:
    """Return what is written: each form, whether a space follows, and the words in it."""
    found: list[tuple[str, bool, list[Any]]] = []
    leading: list[Any] = []
    behind = 0
    for token in tokens:
        number, form = token.get("id"), token.get("form")
        if not isinstance(form, str) or not form.strip():
            raise BadValue("a token has no form")
        if isinstance(number, int):
            if number <= behind and found:
                found[-1][2].append(token)
            else:
                found.append((form, _space_after(token), [*leading, token]))
                leading = []
        elif isinstance(number, tuple) and number[1] == "-":
            found.append((form, _space_after(token), leading))
            leading, behind = [], number[2]
        elif isinstance(number, tuple):
            # An empty node is not written; what is said of it has no place in the text.
            (found[-1][2] if found else leading).append(token)
        else:
            raise BadValue("a token has no number")
    return found


def _space_after(token: Any) -> bool:
    misc = token.get("misc")
    return not (isinstance(misc, dict) and misc.get("SpaceAfter") == "No")


def _found(text: str, forms: list[str]) -> list[tuple[int, int]] | None:
    """Return the places of forms one after the other, white space between; None if they fail."""
    places: list[tuple[int, int]] = []
    at = 0
    for form in forms:
        while not text.startswith(form, at):
            if not text[at : at + 1].isspace():
                return None
            at += 1
        places.append((at, at + len(form)))
        at += len(form)
    return places


def _words(form: str, place: tuple[int, int], members: list[Any]) -> Iterator[Word]:
    start, end = place
    if len(members) == 1 and members[0]["form"] == form:
        yield Word(place, members[0].get("misc") or {}, members[0])
        return
    written = [each for each in members if isinstance(each.get("id"), int)]
    cut = _found(form, [each["form"] for each in written])
    spaced = "".join(each["form"] for each in written) == form
    places = iter(cut if cut is not None and spaced else [])
    for each in members:
        misc = each.get("misc") or {}
        if not isinstance(each.get("id"), int):
            yield Word(None, misc, each)
            continue
        inner = next(places, None)
        if inner is None:
            yield Word((start, end), misc, each, whole=len(written) > 1)
        else:
            yield Word((start + inner[0], start + inner[1]), misc, each)
