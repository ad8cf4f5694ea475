"""Take the objects of a long JSON file whole, where what stands between two tells their ends.

Programs write the objects of an array alike: what closes one, parts it from the next and begins
that with its first key is the same string every time, such as ``},\\n{"tokens"``. A piece from
the beginning of an object to such a seam goes to a parser that is twice as fast as ``json``
but cannot say where a value ends. If the piece is JSON, it is the object, as no piece of one
from its beginning is JSON too. If it is not, the seam parts two objects further in, and
whoever asks reads the value as he would have.
"""

import re

import msgspec

_SEAM = re.compile(r'\}[ \t\r\n]*,?[ \t\r\n]*\{[ \t\r\n]*"[^"\\]{0,100}"')
_FAILURES = 8
"""After so many in vain nothing more is tried."""
_ERRORS = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)


class Seams:
    """What parts the objects of one file, as far as it is known.

    Objects that fit the type ``usual`` come as it, if one is given and nothing is escaped
    by its number in them, as NUL and halves of surrogate pairs are.
    """

    def __init__(self, usual: type | None = None) -> None:
        self._seam = ""
        self._failures = self._unusual = 0
        self._decoder: msgspec.json.Decoder[object] = msgspec.json.Decoder()
        self._usual: msgspec.json.Decoder[object] | None = None
        if usual:
            self._usual = msgspec.json.Decoder(usual)

    def value(self, text: str, start: int) -> tuple[object, int] | None:
        """Return the object that begins at a place, and its end; None if that is not seen."""
        if not self._seam:
            return None
        end = text.find(self._seam, start) + 1
        if not end:
            self._seam = ""  # to be learnt anew, so that no text is searched again and again
            return None
        piece = text[start:end]
        if self._usual and ("\\" not in piece or "\\u" not in piece):
            try:
                return self._usual.decode(piece), end
            except _ERRORS:
                self._unusual += 1
                self._usual = self._usual if self._unusual < _FAILURES else None
        try:
            return self._decoder.decode(piece), end
        except _ERRORS:
            self._seam = ""
            self._failures += 1
            return None

    def learn(self, text: str, end: int) -> None:
        """Look at what stands behind a value that ends at a place."""
        if not self._seam and self._failures < _FAILURES:
            seam = _SEAM.match(text, end - 1)
            self._seam = seam.group() if seam else ""
