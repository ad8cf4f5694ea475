"""MHTML: a web page saved by a browser as one file, a mail message in form."""

import re
from dataclasses import replace
from email import policy
from email.message import Message
from email.parser import BytesParser

from annotator.domain.errors import UserError
from annotator.ingest.decoding import Decoded, decode
from annotator.ingest.html import read_html
from annotator.ingest.parts import Part

READER = "mhtml"
"""The reader's name in the provenance."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def read_mhtml(raw: bytes, encoding: str | None = None) -> Part:
    """Return the article of the first HTML part; its address and date are facts.

    A named encoding overrides what the part's header says. Raises UserError where it does
    not fit.
    """
    # The older policy is the lenient one: it takes headers as they are.
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    page = _first_html(message)
    if page is None:
        return Part(READER, reason="No article: there is no HTML part in it.")
    payload = page.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    decoded = decoded_page(body, str(page.get("Content-Type", "")), encoding)
    draft = read_html(decoded.text)
    facts = dict(draft.facts)
    address = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "")
    if address.startswith(("http://", "https://")):
        facts.setdefault("url", " ".join(address.split())[:1000])
    return Part(READER, replace(draft, facts=facts), decoded=decoded)


def decoded_page(raw: bytes, content_type: str, encoding: str | None) -> Decoded:
    """Decode a page by a named encoding, else by its header if that fits, else by itself."""
    if encoding is not None:
        return decode(raw, encoding=encoding)
    found = _CHARSET.search(content_type)
    if found:
        try:
            return decode(raw, encoding=found[1])
        except UserError:
            pass  # unknown, or it does not fit: the page may know better
    return decode(raw, markup=True)


def _first_html(message: Message) -> Message | None:
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            return part
    return None
