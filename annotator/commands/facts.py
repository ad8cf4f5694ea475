"""Commands on what came in: correct the facts of articles, read one in another encoding."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from annotator.commands.command import Context
from annotator.domain.documents import Document, Provenance
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId
from annotator.ingest.articles import Article
from annotator.ingest.dates import iso_date
from annotator.store import corrections, documents, suggestions

LONGEST_FACT = 1000
"""Characters; what is longer is no fact but a text."""

_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class SetFacts:
    """Correct facts of one or several articles that nobody has begun to work on.

    ``facts`` maps names to values; an empty value takes the fact away.
    """

    documents: Sequence[DocumentId]
    facts: Mapping[str, str]

    @property
    def title(self) -> str:
        """The name of the step."""
        names = " and ".join(sorted(self.facts))
        number = len(self.documents)
        return f"Correct {names}" + (f" of {number:,} articles" if number > 1 else "")

    @property
    def document(self) -> DocumentId | None:
        """The article, where it is one."""
        return self.documents[0] if len(self.documents) == 1 else None

    def apply(self, context: Context) -> None:
        """Write the facts; those that are as they were are not written."""
        wanted = {name: checked_fact(name, value) for name, value in self.facts.items()}
        _refuse_begun(context, self.documents)
        for one in self.documents:
            document = documents.read(context.t.connection, one)
            before = dict(document.facts)
            after = {name: value for name, value in {**before, **wanted}.items() if value}
            if after != before:
                corrections.set_facts(context.t, document, after)
            if after.get("language") != before.get("language"):
                # A pipeline passes over articles in a language it was not made for.
                suggestions.forget_empty(context.t, one)


@dataclass(frozen=True, slots=True)
class Reread:
    """An article as it was read again: which one, which of its places, what came out."""

    document: DocumentId
    place: Provenance
    article: Article


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Put another reading of the same bytes in the place of articles nobody has begun.

    Facts that people corrected stay; zones are found anew.
    """

    readings: Sequence[Reread]
    encoding: str
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        number = len(self.readings)
        return f"Read as {self.encoding}" + (f": {number:,} articles" if number > 1 else "")

    def apply(self, context: Context) -> None:
        """Write the new documents and take away those that are read nowhere any more."""
        _refuse_begun(context, [one.document for one in self.readings])
        for one in self.readings:
            before = documents.read(context.t.connection, one.document)
            read = one.article.document
            facts = {**read.facts, **_corrected(before, one.place)}
            fresh = Document(read.id, read.text, facts, read.zones)
            corrections.move_place(
                context.t, one.document, one.place, fresh, one.article.provenance
            )


def checked_fact(name: str, value: str) -> str:
    """Return a fact's value on one line, a date as ISO 8601; raises UserError for no date."""
    value = " ".join(value.split())
    if len(value) > LONGEST_FACT:
        raise UserError(
            f"A fact has at most {LONGEST_FACT:,} characters.", where=name, mend="Shorten it."
        )
    if name != "published" or not value:
        return value
    written = value if _is_iso(value) else iso_date(value)
    if written is None:
        raise UserError(
            f'"{value}" is no date.', mend="Write it as 2022-07-30, 2022-07 or 2022, or leave it."
        )
    return written


def _is_iso(value: str) -> bool:
    """Tell whether a text is a year, month, day or time of ISO 8601."""
    month = _MONTH.fullmatch(value)
    if month:
        return int(month[1]) > 0 and 1 <= int(month[2] or 1) <= 12
    try:
        (date if len(value) <= len("2022-07-30") else datetime).fromisoformat(value)
    except ValueError:
        return False
    return "-" in value


def _refuse_begun(context: Context, wanted: Sequence[DocumentId]) -> None:
    begun = corrections.begun(context.t.connection, wanted)
    if begun:
        who = sorted(set(begun.values()))[0]
        what = "This article is" if len(wanted) == 1 else f"{len(begun):,} of these articles are"
        raise UserError(
            f"{what} frozen: {who} has begun to work on it.",
            mend="Facts and encoding can be corrected until the first label, state or note.",
        )


def _corrected(document: Document, place: Provenance) -> dict[str, str]:
    """Return the facts that people gave a document, as against how the place was read."""
    read = dict(place.facts)
    read.setdefault("title", Document(document.id, document.text).title)
    return {name: value for name, value in document.facts.items() if read.get(name) != value}
