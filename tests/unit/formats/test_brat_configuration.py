"""annotation.conf: read into a schema, written from one."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import SpanId
from annotator.domain.reports import Report
from annotator.domain.schema import LabelKind, Schema
from annotator.domain.spans import Extent, Span
from annotator.formats.brat import BRAT
from annotator.formats.brat_configuration import configuration_of, with_configuration
from annotator.formats.label_intake import new_label
from annotator.formats.label_names import ForeignNames

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "brat-news"
EMPTY = Schema("s")
CONFIGURATION = """\
# a comment
[entities]
Person
!Place
\tGPE
\t\tCity
\tRiver
-----
Money|Amount

[relations]
Located            Arg1:Person, Arg2:Place
Met Arg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive
Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive
Near\tArg1:<ANY>, Arg2:<ENTITY>
<OVERLAP>\tArg1:Person, Arg2:GPE, <OVL-TYPE>:contain

[events]
<POG>=Person|GPE
!Life
\tBorn  Person-Arg:Person, Place-Arg?:Place
\tDie\tPerson-Arg{2-3}:<POG>, Cause-Arg*:<EVENT>

[attributes]
Negation     Arg:<EVENT>
Confidence\tArg:<EVENT>|Money, Value:High|Low, <DEFAULT>:High
Sure Arg:<RELATION>
"""


def schema_of(content: str, schema: Schema = EMPTY) -> tuple[Schema, Report]:
    repairs = Report()
    made = configuration_of(content.encode(), schema, ForeignNames(), repairs, "annotation.conf")
    return with_configuration(schema, made), repairs


def test_all_sections_are_read():
    schema, repairs = schema_of(CONFIGURATION)
    names = {label.id: label.name for label in schema.labels}

    def ends(name: str) -> tuple[list[str], list[str], bool]:
        label = schema.named(name, relation=True)
        assert label is not None
        sources = [names[each] for each in label.sources]
        return sources, [names[each] for each in label.targets], label.symmetric

    kinds = {label.name: label.kind for label in schema.span_labels}
    assert kinds == {
        **dict.fromkeys(("Person", "GPE", "City", "River", "Money"), LabelKind.ENTITY),
        **dict.fromkeys(("Born", "Die"), LabelKind.TRIGGER),
    }
    assert ends("Located") == (["Person"], ["GPE", "City", "River"], False)
    assert ends("Met") == (["Person"], ["Person"], True)
    assert ends("Near") == ([], ["Person", "GPE", "City", "River", "Money"], False)
    assert ends("Person-Arg") == (["Born", "Die"], ["Person", "GPE", "City"], False)
    assert ends("Cause-Arg") == (["Die"], ["Born", "Die"], False)
    assert schema.named("Equiv", relation=True) is None
    attributes = {one.name: one for one in schema.attributes}
    assert attributes["Negation"].values == ("true",)
    assert attributes["Confidence"].values == ("High", "Low")
    assert [names[each] for each in attributes["Confidence"].labels] == ["Born", "Die", "Money"]
    assert len(attributes["Sure"].labels) == len(schema.relation_labels)
    assert not repairs


def test_the_projects_own_labels_stay_as_they_are():
    mine = replace(new_label("Person", LabelKind.VALUE), guideline="mine")
    schema, _ = schema_of(CONFIGURATION, Schema("s", (mine,)))
    assert schema.named("Person") == mine


def test_lines_that_are_none_are_counted():
    _, repairs = schema_of("[entities]\nPerson foo bar\nGPE Arg1\n\x01\n[relations]\nMet Arg1:\n")
    assert repairs.count("configuration-line-not-read") == 4


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*CONFIGURATION.split("\n"), "\t", "!", "<X>=<X>|<X>", "[", "|", ":", "A A:<X>"]
        ),
        max_size=20,
    )
)
def test_any_configuration_is_read_without_an_error(lines):
    schema_of("\n".join(lines))


def test_a_schema_comes_back_from_its_configuration(tmp_path):
    person, trigger = new_label("Person", LabelKind.ENTITY), new_label("Met", LabelKind.TRIGGER)
    role = replace(
        new_label("Who", LabelKind.RELATION), sources=(trigger.id,), targets=(person.id,)
    )
    near = replace(
        new_label("Near", LabelKind.RELATION, symmetric=True),
        sources=(person.id, trigger.id),
        targets=(person.id,),
    )
    schema, _ = schema_of(CONFIGURATION)
    schema = replace(schema, labels=(person, trigger, role, near), attributes=())
    text = "Anna"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.txt").write_text(text)
    (tmp_path / "in" / "x.ann").write_text("")
    (document,) = BRAT.read(tmp_path / "in", schema)
    assert isinstance(document, AnnotatedDocument)
    work = replace(document.sets[0], states={"main": State.FINISHED})
    BRAT.write([replace(document, sets=(work,))], schema, tmp_path / "out")
    reading = BRAT.read(tmp_path / "out", EMPTY)
    assert reading.schema is not None
    for label in schema.labels:
        relation = label.kind is LabelKind.RELATION
        found = reading.schema.named(label.name, relation=relation)
        assert found is not None
        assert (found.kind, found.symmetric) == (label.kind, label.symmetric)
        assert set(found.sources) == set(label.sources)
        assert set(found.targets) == set(label.targets)
    assert "Near\tArg1:Person" in (tmp_path / "out" / "annotation.conf").read_text()


def test_a_label_that_the_configuration_lacks_makes_a_new_one(tmp_path):
    for name, text in (
        ("x.txt", "Anna met Bob"),
        ("x.ann", "T1\tPerson 0 4\tAnna\n"),
        ("annotation.conf", "[entities]\nPerson\n"),
        ("visual.conf", "[labels]\n"),
        ("tools.conf", "[search]\n"),
    ):
        (tmp_path / name).write_text(text)
    reading = BRAT.read(tmp_path, EMPTY)
    (document,) = reading
    assert isinstance(document, AnnotatedDocument)
    work = replace(document.sets[0], states={"main": State.FINISHED})
    BRAT.write([replace(document, sets=(work,))], reading.schema, tmp_path / "same")
    for name in ("annotation.conf", "visual.conf", "tools.conf"):
        assert (tmp_path / "same" / name).read_bytes() == (tmp_path / name).read_bytes()
    city = new_label("City", LabelKind.ENTITY)
    schema = replace(reading.schema, labels=(*reading.schema.labels, city))
    more = replace(work, spans=(*work.spans, Span(SpanId("n"), (Extent(9, 12),), city.id)))
    BRAT.write([replace(document, sets=(more,))], schema, tmp_path / "more")
    assert "City" in (tmp_path / "more" / "annotation.conf").read_text()
    assert "City | City" in (tmp_path / "more" / "visual.conf").read_text()
    assert (tmp_path / "more" / "tools.conf").read_bytes() == b"[search]\n"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_brats_own_reader_takes_the_configuration_that_is_written(tmp_path, capsys):
    judge = pytest.importorskip("bratsubset.projectconfig")
    reading = BRAT.read(SAMPLES, EMPTY)
    documents = [
        replace(each, originals=(), sets=(replace(each.sets[0], states={"main": State.FINISHED}),))
        for each in reading
    ]
    BRAT.write(documents, reading.schema, tmp_path / "out")
    configuration = judge.ProjectConfiguration(str(tmp_path / "out"))
    theirs = judge.ProjectConfiguration(str(SAMPLES))
    assert configuration.get_entity_types() == theirs.get_entity_types()
    assert set(configuration.get_event_types()) == set(theirs.get_event_types()) - {
        "Life", "Transaction", "Business",
    }  # fmt: skip
    assert set(configuration.get_relation_types()) == {*theirs.get_relation_types(), "Equiv"}
    assert configuration.get_attribute_types() == theirs.get_attribute_types()
    assert "error" not in capsys.readouterr().err.lower()
