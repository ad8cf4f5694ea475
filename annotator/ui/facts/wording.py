"""What the dialogs on facts say, in words."""

from collections.abc import Mapping

from annotator.app.facts import ArticleFacts
from annotator.domain.documents import FACT_NAMES

FIELDS = {
    "title": "Title",
    "source": "Source",
    "published": "Published",
    "byline": "Byline",
    "language": "Language",
    "url": "Address",
}
"""The facts that can be corrected, with what they are called."""

ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-8 twice": "Unicode, encoded twice (UTF-8 twice)",
    "utf-16": "Unicode (UTF-16)",
    "cp1252": "Western European (windows-1252)",
    "iso8859-15": "Western European (ISO 8859-15)",
    "mac-roman": "Western European (Macintosh)",
    "cp850": "Western European (DOS 850)",
    "cp1250": "Central European (windows-1250)",
    "iso8859-2": "Central European (ISO 8859-2)",
    "cp1251": "Cyrillic (windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (windows-1253)",
    "cp1254": "Turkish (windows-1254)",
    "cp1255": "Hebrew (windows-1255)",
    "cp1256": "Arabic (windows-1256)",
    "cp1257": "Baltic (windows-1257)",
    "cp1258": "Vietnamese (windows-1258)",
    "cp874": "Thai (windows-874)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "big5": "Chinese, traditional (Big5)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp949": "Korean (windows-949)",
}
"""The usual encodings by Python's names, and what people call them."""

_REMARKS = {
    "encoding-guessed": "encoding guessed",
    "undecodable": "bytes that fit no character",
    "mojibake": "looks wrongly decoded",
    "lone-surrogate": "broken characters",
    "html-fallback": "page hard to read",
    "html-too-deep": "page too deep to read",
    "markup-not-read": "markup not read",
    "excerpt": "only a summary",
    "date-not-understood": "date not understood",
    "fact-left-out": "fact left out",
}

Remarks = Mapping[str, tuple[int, str]]


def encoding_name(encoding: str) -> str:
    """Return what people call an encoding."""
    return ENCODINGS.get(encoding, encoding)


def short_encoding(encoding: str) -> str:
    """Return the name of an encoding without what it is for."""
    return encoding_name(encoding).rpartition("(")[2].rstrip(")")


def remark_names(remarks: Remarks) -> str:
    """Return what there is to check of an article, on one line."""
    return ", ".join(_REMARKS.get(code, code.replace("-", " ")) for code in remarks)


def remark_lines(remarks: Remarks) -> str:
    """Return what there is to check of an article, each with how often and an example."""
    lines = []
    for code, (count, example) in remarks.items():
        name = _REMARKS.get(code, code.replace("-", " "))
        times = f", {count:,} times" if count > 1 else ""
        lines.append(f"{name.capitalize()}{times}{f': {example}' if example else ''}")
    return "\n".join(lines)


def zones_line(article: ArticleFacts) -> str:
    """Return how many zones of each kind were found."""
    return ", ".join(f"{count} {kind}" for kind, count in article.zones.items())


def places_line(article: ArticleFacts) -> str:
    """Return which file an article was read from, and by which reader."""
    if not article.places:
        return "not known"
    first, others = article.places[0], len(article.places) - 1
    more = f", and {others} more place{'s' if others > 1 else ''}" if others else ""
    return f"{first.name}, as {first.reader}{more}"


def other_facts(article: ArticleFacts) -> str:
    """Return the facts that have no field of their own."""
    named = (f"{name}: {value}" for name, value in article.facts.items() if name not in FACT_NAMES)
    return "; ".join(named)


def frozen_line(names: list[str], number: int) -> str:
    """Return why facts and encoding of one or several articles cannot be corrected."""
    if not names:
        return ""
    who = names[0] if len(set(names)) == 1 else "Somebody"
    if number == 1:
        return f"Frozen: {who} has begun to work on it, so text and facts stay as they are."
    return f"{len(names):,} of them are frozen, because {who} has begun to work on them."
