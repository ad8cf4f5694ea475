"""Documents as tokens in sentences: zones, borders, what is left out and counted."""

from annotator.domain.documents import ZoneKind
from annotator.formats.export_job import ExportJob
from annotator.formats.format import ExportOptions, ExportResult
from annotator.formats.label_names import LabelNames
from annotator.formats.token_documents import TokenExport


def placed(make, annotated, **options):
    result = ExportResult()
    names = LabelNames(make.schema, str, result.losses)
    job = ExportJob(make.schema, ExportOptions(**options), names, result)
    on_tokens = TokenExport(job).document(annotated, annotated.sets[0])
    return on_tokens, {row.code: row.count for row in result.losses}


def sentences(on_tokens):
    return [on_tokens.words(each) for each in on_tokens.sentences]


def test_paragraphs_and_zones_end_sentences_and_no_token_is_white_space(make):
    text = "Ferry sinks\n\nBy Anna Berg\u00a0 It sank. Two died."
    zones = [
        (0, 13, ZoneKind.HEADLINE),
        (13, 26, ZoneKind.DATELINE),
        (26, len(text), ZoneKind.BODY),
    ]
    found, losses = placed(make, make.annotated(text, zones=zones))
    assert sentences(found) == [
        ["Ferry", "sinks"],
        ["By", "Anna", "Berg"],
        ["It", "sank", "."],
        ["Two", "died", "."],
    ]
    assert losses == {}
    assert "".join(found.pieces(found.sentences)) == text


def test_masked_sentences_are_left_out_and_counted_once(make):
    text = "It sank.\nBy Anna Berg\nMore here\nTwo died in Oslo."
    edges = [0, 9, 22, 32, len(text)]
    kinds = [ZoneKind.BODY, ZoneKind.BYLINE, ZoneKind.RELATED, ZoneKind.BODY]
    zones = list(zip(edges, edges[1:], kinds, strict=False))
    spans = [make.on(text, "Anna Berg", make.person), make.on(text, "Oslo", make.org)]
    found, losses = placed(make, make.annotated(text, spans, zones=zones))
    assert sentences(found) == [["It", "sank", "."], ["Two", "died", "in", "Oslo", "."]]
    assert losses == {"masked-zone": 1, "span-in-masked-zone": 1}
    (span,) = found.spans
    assert found.words((span.first, span.last)) == ["Oslo"]
    assert "".join(found.pieces(found.sentences)) == text


def test_a_border_of_a_zone_inside_a_token_cuts_it(make):
    text = "OsloReuters says"
    zones = [(0, 4, ZoneKind.BODY), (4, len(text), ZoneKind.CREDIT)]
    found, losses = placed(
        make, make.annotated(text, [make.on(text, "Oslo", make.org)], zones=zones)
    )
    assert sentences(found) == [["Oslo"]]
    assert losses == {"masked-zone": 1}
    assert len(found.spans) == 1


def test_a_span_joins_the_sentences_that_rules_cut_it_into(make):
    text = "Watch Mrs . Doubtfire today. It is good."
    found, losses = placed(
        make, make.annotated(text, [make.on(text, "Mrs . Doubtfire", make.person)])
    )
    assert len(found.sentences) == 2
    assert losses == {}


def test_a_span_over_a_line_end_does_not_join_paragraphs(make):
    text = "Born in New\nYork. Yes."
    found, _ = placed(make, make.annotated(text, [make.on(text, "New\nYork", make.org)]))
    assert [len(each) for each in sentences(found)] == [3, 2, 2]


def test_a_document_with_nothing_for_labelling_is_counted_with_all_its_labels(make):
    text = "By Anna Berg"
    spans = [make.on(text, "Anna Berg", make.person)]
    relations = [make.relation("r", make.meets, "Anna Berg", "Anna Berg")]
    zones = [(0, len(text), ZoneKind.BYLINE)]
    found, losses = placed(make, make.annotated(text, spans, relations, zones=zones))
    assert found is None
    assert losses == {
        "document-without-token": 1,
        "masked-zone": 1,
        "relation-without-span": 1,
        "span-in-masked-zone": 1,
    }


def test_chinese_and_right_to_left_texts_have_tokens(make):
    text = "北京。上海很大。\nשלום עולם."
    found, _ = placed(make, make.annotated(text, language="zh"))
    assert "".join(word for each in sentences(found) for word in each) == text.replace(
        "\n", ""
    ).replace(" ", "")
