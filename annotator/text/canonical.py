"""The canonical form of a text, over which every offset of the program counts."""

import re

from annotator.domain.reports import Example, Report

_BOM = "\ufeff"
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")


def canonical_text(raw: str) -> tuple[str, Report]:
    """Return the text with LF line ends, no BOM, no NUL, no surrogates, and what was repaired.

    Repair codes: ``nul`` (removed), ``surrogate-pair`` (two halves joined to the character
    they stand for), ``lone-surrogate`` (replaced by U+FFFD), ``line-ends`` (CR and CRLF),
    ``bom`` (leading, removed). Nothing else changes: no normalisation, and no-break spaces,
    joiners, soft hyphens and U+2028 stay. Applying it twice changes nothing more.
    """
    report = Report()
    text = raw
    if "\0" in text:
        _count(report, "nul", text.count("\0"), text.index("\0"))
        text = text.replace("\0", "")
    if _has_surrogates(text):
        text = _without_surrogates(text, report)
    if "\r" in text:
        first = text.index("\r")
        text, repairs = _LINE_END.subn("\n", text)
        _count(report, "line-ends", repairs, first)
    if text.startswith(_BOM):
        _count(report, "bom", 1, 0)
        text = text.lstrip(_BOM)
    return text, report


def _has_surrogates(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _without_surrogates(text: str, report: Report) -> str:
    first = _LONE_SURROGATE.search(text)
    offset = first.start() if first else 0
    text, joined = _SURROGATE_PAIR.subn(_join, text)
    if joined:
        _count(report, "surrogate-pair", joined, offset)
    text, replaced = _LONE_SURROGATE.subn("\ufffd", text)
    if replaced:
        _count(report, "lone-surrogate", replaced, offset)
    return text


def _join(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _count(report: Report, code: str, count: int, offset: int) -> None:
    report.add(code, Example(document="", offset=offset), count)
