"""The format ``brat``: standoff files beside texts, byte for byte where nothing was changed."""

import re

from annotator.formats.brat_reading import CONFIGURATION, LABELS, NAME, TEXT, read
from annotator.formats.brat_writing import BratFiles
from annotator.formats.export_job import FileKind
from annotator.formats.format import Format
from annotator.formats.samples import Sample, Sureness

_UNSPELLABLE = re.compile(r"[^A-Za-z0-9_-]")
_LINE = re.compile(r"(T\d+\t\S+ \d+ \d+|[ERAM]\d+\t\S+ ?\S|[N#]\d+\t\S+ \S+|\*\t\S+ T\d)")


def spelt(name: str) -> str:
    """Return a name as brat's configuration can hold it: ASCII letters, digits, ``_``, ``-``."""
    return _UNSPELLABLE.sub("_", name)


def _recognise(sample: Sample) -> Sureness:
    if sample.names:
        first = sample.first_with(LABELS)
        if first is None:
            return Sureness.NO
        configured = any(name.endswith(CONFIGURATION) for name in sample.names)
        return Sureness.SURE if configured else max(_recognise(first), Sureness.MAYBE)
    if sample.suffix != LABELS:
        return Sureness.NO
    lines = [line for line in sample.lines() if line]
    if not lines:
        return Sureness.LIKELY if sample.path.with_suffix(TEXT).exists() else Sureness.NO
    return Sureness.SURE if any(map(_LINE.match, lines)) else Sureness.NO


BRAT = Format(
    name=NAME,
    title="brat standoff: .txt and .ann files with annotation.conf",
    suffixes=(LABELS,),
    cannot_hold=(
        "white space at the edges of a span",
        "two fragments of a span with nothing but a line break between them",
        "facts, zones, provenance, and the state, note and flag of a set",
        "the type of an equivalence other than Equiv, in lines that are new",
        "an attribute without a value",
    ),
    reader=read,
    writer=FileKind(NAME, BratFiles, "", spelt).write,
    recognise=_recognise,
    keeps_originals=True,
)
"""The files of the brat rapid annotation tool."""
