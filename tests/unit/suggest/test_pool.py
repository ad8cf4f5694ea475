"""What a pool suggests, with real processes and real pipelines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId, document_id
from annotator.domain.suggestions import SuggestionRun
from annotator.suggest.mapping import LabelMapping
from annotator.suggest.pipelines import PipelineInfo, find_pipeline
from annotator.suggest.pool import Failure, SuggesterPool
from tests.unit.suggest.pool_work import fetch_all, submit, surfaces

WHOLE = LabelMapping({name: LabelId(name) for name in ("GPE", "PERSON", "ORG", "DATE", "MONEY")})


def test_suggests_what_the_pipeline_finds_under_the_schemas_labels(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    text = "Ada Lovelace wrote seven letters from Berlin (Acme) and was glad."
    pool = pools(ruler)
    submit(pool, text)
    [outcome] = fetch_all(pool)
    assert isinstance(outcome, SuggestionRun)
    assert outcome.document == document_id(text)
    assert outcome.source == ruler.source
    assert all(found.source == ruler.source for found in outcome.suggestions)
    # "seven" is mapped to nothing; the brackets around Acme are trimmed.
    assert surfaces(outcome, text) == [
        ("Ada Lovelace", "person"),
        ("Berlin", "place"),
        ("Acme", "organisation"),
    ]


def test_offsets_count_code_points(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    jerusalem = "\u0627\u0644\u0642\u062f\u0633"
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    texts = [
        f"{family}, \U0001f1e9\U0001f1ea: Berlin \U0001f600 Berlin.",
        "Cafe\u0301 in\u00a0Berlin, then Berlin",
        f"\u0641\u064a {jerusalem} \u0648 Berlin",
        "\u00a0\u200b\n\nBerlin\n\u2028Berlin",
    ]
    pool = pools(ruler)
    for text in texts:
        submit(pool, text)
    outcomes = {outcome.document: outcome for outcome in fetch_all(pool)}
    for text in texts:
        found = surfaces(outcomes[document_id(text)], text)
        assert found.count(("Berlin", "place")) == text.count("Berlin")
        assert found.count((jerusalem, "place")) == text.count(jerusalem)
        assert len(found) == text.count("Berlin") + text.count(jerusalem)


def test_suggests_only_within_the_stretches_for_labelling(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    text = "Berlin | Ada Lovelace | Berlin | Ada Lovelace"
    cut = text.index("Lovelace") + 3  # cuts through the first Ada Lovelace
    pool = pools(ruler)
    pool.submit(document_id(text), text, [(cut, len(text) - 5), (0, 6)])
    pool.submit(DocumentId("masked"), text, [])
    outcomes = {outcome.document: outcome for outcome in fetch_all(pool)}
    masked = outcomes[DocumentId("masked")]
    assert isinstance(masked, SuggestionRun) and not masked.suggestions
    outcome = outcomes[document_id(text)]
    assert isinstance(outcome, SuggestionRun)
    assert [found.start for found in outcome.suggestions] == [0, text.rindex("Berlin")]


def test_takes_a_text_longer_than_the_pipeline_does(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    paragraph = "Nothing to see. " * 500 + "Berlin.\n\n"
    text = paragraph * (1_100_000 // len(paragraph))  # spaCy itself refuses 1,000,000
    pool = pools(ruler, jobs=2)
    submit(pool, text)
    [outcome] = fetch_all(pool)
    assert [word for word, _ in surfaces(outcome, text)] == ["Berlin"] * text.count("Berlin")


def test_a_pipeline_that_cannot_be_loaded_fails_its_documents(
    ruler_folder: Path, tmp_path: Path, pools: Callable[..., SuggesterPool]
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("meta.json", "config.cfg"):
        (broken / name).write_bytes((ruler_folder / name).read_bytes())
    pool = pools(find_pipeline(broken), jobs=2)
    submit(pool, "Berlin")
    submit(pool, "Berlin again")
    outcomes = fetch_all(pool)
    assert len(outcomes) == 2
    for outcome in outcomes:
        assert isinstance(outcome, Failure)
        assert outcome.reason.startswith("The spaCy pipeline cannot be loaded: ")


def test_the_english_model_suggests_from_news(pools: Callable[..., SuggesterPool]) -> None:
    try:
        info = find_pipeline()
    except UserError:
        pytest.skip("no spaCy pipeline is installed (extra: en)")
    if info.language != "en":
        pytest.skip(f"the installed pipeline reads {info.language!r}")
    text = (
        "\U0001f30d Angela Merkel met Emmanuel Macron in Paris on Tuesday.\n\n"
        "Siemens will pay $300 million, the company said in Berlin."
    )
    pool = pools(info, 2, WHOLE)
    submit(pool, text)
    [outcome] = fetch_all(pool)
    found = surfaces(outcome, text)
    assert {
        ("Angela Merkel", "PERSON"),
        ("Paris", "GPE"),
        ("Tuesday", "DATE"),
        ("Berlin", "GPE"),
    } <= set(found)
    assert outcome.source == info.source  # type: ignore[union-attr]
