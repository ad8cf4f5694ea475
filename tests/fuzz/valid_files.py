"""Small valid files of every format that is read, to be broken by tests and the fuzzer."""

import json
import zipfile
from importlib.util import find_spec
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.spans import Chain, Extent, Relation, Span
from annotator.formats.registry import FORMATS
from tests.fuzz import json_rows
from tests.labelled import labelled

TEXT = "😀 Anna Berg met\nBert at ACME Ltd. in Köln.\n\nShe paid 5 e\u0301."

_GATE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<GateDocument><GateDocumentFeatures/><TextWithNodes>a <Node id="2"/>b<Node id="3"/> c
</TextWithNodes><AnnotationSet Name="k"><Annotation Id="1" Type="X" StartNode="2" EndNode="3">
<Feature><Name>n</Name><Value>v</Value></Feature></Annotation></AnnotationSet></GateDocument>
"""
_BIOC_XML = """<?xml version="1.0" encoding="UTF-8"?>
<collection><source>s</source><date>d</date><key>k</key><document><id>1</id>
<infon key="a">b</infon><passage><offset>0</offset><text>ab cd</text>
<annotation id="1"><infon key="type">X</infon><location offset="0" length="2"/>
<text>ab</text></annotation><annotation id="2"><infon key="type">X</infon>
<location offset="3" length="2"/><text>cd</text></annotation>
<relation id="r"><infon key="type">is</infon><node refid="1" role="a"/>
<node refid="2" role="b"/></relation></passage></document></collection>
"""


def _label(name: str, kind: LabelKind = LabelKind.ENTITY, *, symmetric: bool = False) -> Label:
    return Label(LabelId(f"id-{name}"), name, name, kind, "#aa0000", "#ff8888", symmetric=symmetric)


def small_schema() -> Schema:
    """Return three span labels, two relation labels and an attribute."""
    return Schema(
        "small",
        (
            _label("PERSON"),
            _label("ORG"),
            _label("MONEY", LabelKind.VALUE),
            _label("WORKS_FOR", LabelKind.RELATION),
            _label("MEETS", LabelKind.RELATION, symmetric=True),
        ),
        (Attribute("a", "certain", ("yes", "no")),),
    )


def small_corpus() -> list[AnnotatedDocument]:
    """Return two documents: one with a bit of everything, one with a single span."""
    return [_rich(TEXT), _plain("Bert of ACME.\n")]


def _plain(text: str) -> AnnotatedDocument:
    span = Span(SpanId("p1"), (Extent(0, 4),), LabelId("id-PERSON"))
    return _with_facts(text, (span,))


def _rich(text: str) -> AnnotatedDocument:
    def span(name: str, words: str, label: str, **attributes: str) -> Span:
        start = text.index(words)
        extent = Extent(start, start + len(words))
        return Span(SpanId(name), (extent,), LabelId(f"id-{label}"), attributes)

    spans = (
        span("s1", "Anna Berg", "PERSON", certain="yes"),
        span("s2", "Berg", "PERSON"),
        span("s3", "Bert", "PERSON"),
        span("s4", "ACME Ltd.", "ORG"),
        Span(SpanId("s5"), (Extent(2, 6), Extent(17, 21)), LabelId("id-PERSON"), note="both"),
        span("s6", "5", "MONEY"),
    )
    relations = (
        Relation(RelationId("r1"), LabelId("id-WORKS_FOR"), SpanId("s1"), SpanId("s4")),
        Relation(RelationId("r2"), LabelId("id-MEETS"), SpanId("s1"), SpanId("s3")),
    )
    chain = Chain(ChainId("c1"), (spans[0].id, spans[1].id))
    return _with_facts(text, spans, relations, (chain,))


def _with_facts(
    text: str,
    spans: tuple[Span, ...],
    relations: tuple[Relation, ...] = (),
    chains: tuple[Chain, ...] = (),
) -> AnnotatedDocument:
    zones = (Zone(0, len(text), ZoneKind.BODY),)
    facts = {"title": "A meeting", "language": "en"}
    return labelled(text, spans, relations, chains, facts=facts, zones=zones)


def write_valid_files(folder: Path) -> dict[str, list[Path]]:
    """Write valid files or folders of every format that is read; return them by its name."""
    made: dict[str, list[Path]] = {}
    for name, each in FORMATS.items():
        if each.writes:
            made[name] = [folder / name]
            each.write(iter(small_corpus()), small_schema(), folder / name)
    if find_spec("pyarrow") is not None:
        made["huggingface"].append(folder / "rows.parquet")
        corpus, schema = iter(small_corpus()), small_schema()
        FORMATS["huggingface"].write(corpus, schema, folder / "rows.parquet")
    made["uima-xmi"].append(_zipped(folder / "uima-xmi", folder / "cas.zip"))
    for name, file, content in (
        ("pubannotation", "pub.json", json.dumps(json_rows.pubannotation(TEXT))),
        ("gate", "gate.bdocjs", json.dumps(json_rows.gate(TEXT, utf16=False))),
        ("gate", "gate.xml", _GATE_XML),
        ("bioc", "bioc.xml", _BIOC_XML),
        ("bioc", "bioc.json", json.dumps(json_rows.bioc(TEXT))),
    ):
        (folder / file).write_text(content, encoding="utf-8")
        made.setdefault(name, []).append(folder / file)
    return made


def _zipped(folder: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, path.relative_to(folder).as_posix())
    return archive
