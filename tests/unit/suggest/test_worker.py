"""What a worker answers, run here in the test's own process."""

from typing import Any

import pytest

from annotator.suggest import messages
from annotator.suggest.arithmetic import Arithmetic, choose_arithmetic
from annotator.suggest.inbox import Piece, job_of
from annotator.suggest.pipelines import PipelineInfo
from annotator.suggest.worker import run_batch


@pytest.fixture(scope="module")
def nlp(ruler: PipelineInfo) -> Any:
    """The saved pipeline with one component more, which stumbles over some texts."""
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    @Language.component("stumbling")
    def stumble(doc: Doc) -> Doc:
        if "stumble" in doc.text:
            raise ValueError("[E999] stumbled\nand fell")
        return doc

    loaded = spacy.load(ruler.path)
    loaded.add_pipe("stumbling")
    return loaded


def pieces(number: int, text: str) -> list[Piece]:
    """A whole job, as the inbox would give it."""
    job = job_of({"job": number, "text": text, "extents": [[0, len(text)]]})
    return [(job, start, end) for start, end in job.left] or [(job, 0, 0)]


def answers(nlp: Any, batch: list[Piece]) -> dict[int, tuple[str, Any]]:
    """Run a batch; return kind and content of each answer by job number."""
    found: dict[int, tuple[str, Any]] = {}

    def answer(kind: str, *, job: int, entities: Any = None, reason: str = "") -> None:
        assert job not in found
        found[job] = (kind, reason or entities)

    run_batch(nlp, batch, {"GPE": "place"}, answer)
    return found


def test_one_bad_text_fails_alone(nlp: Any) -> None:
    batch = [*pieces(0, "In Berlin"), *pieces(1, "I stumble"), *pieces(2, "Berlin"), *pieces(3, "")]
    assert answers(nlp, batch) == {
        0: (messages.DONE, [(3, 9, "place")]),
        1: (messages.FAILED, "ValueError: [E999] stumbled"),
        2: (messages.DONE, [(0, 6, "place")]),
        3: (messages.DONE, []),
    }


def test_answers_for_a_long_text_after_its_last_piece(nlp: Any) -> None:
    text = ("x" * 15_000 + "\n\nBerlin\n\n") * 3
    first, second, third = pieces(0, text)
    assert answers(nlp, [first, second]) == {}
    kind, entities = answers(nlp, [third])[0]
    assert kind == messages.DONE
    assert [text[start:end] for start, end, _ in entities] == ["Berlin"] * 3


def test_the_faster_arithmetic_is_measured_once_and_used() -> None:
    from thinc.api import NumpyOps, get_current_ops, use_ops

    with use_ops("numpy"):
        chosen = choose_arithmetic()
        ops = get_current_ops()
        assert isinstance(ops, NumpyOps) and ops.use_blis == chosen.use_blis
        if chosen.blis_seconds is not None and chosen.numpy_seconds is not None:
            assert chosen.use_blis == (chosen.blis_seconds < chosen.numpy_seconds)
        assert choose_arithmetic(False) == Arithmetic(use_blis=False)
        ops = get_current_ops()
        assert isinstance(ops, NumpyOps) and not ops.use_blis
