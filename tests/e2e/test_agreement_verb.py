"""The verb on agreement, its figures worked out a second time from the labels as they are."""

import json
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands import command
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.documents import LABELABLE_ZONES
from annotator.domain.spans import Extent
from annotator.text.words import RULE, word_extents
from tests.e2e.command_line import SEEDS, run_interrupted
from tests.e2e.sample_corpus import PAIR
from tests.projects import add_documents, make_schema

TOLERANCE = 1e-9


def read(name):
    """Return one annotator's work from the sample corpus: by document, text, zones and set."""
    file = SEEDS / "annotations" / f"annotator-{name}.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: (row["text"], row["zones"], row["sets"][0]) for row in rows if "sets" in row}


def open_characters(zones):
    return {at for start, end, kind in zones if kind in LABELABLE_ZONES for at in range(start, end)}


def marked(zones, work):
    """Return the spans of a set by id: the labelable characters they cover, and the label."""
    seen = open_characters(zones)
    found = {}
    for span in work["spans"]:
        covered = {at for start, end in span["fragments"] for at in range(start, end)} & seen
        if covered:
            found[span["id"]] = (frozenset(covered), span["label"])
    return found


def both():
    """Yield text, zones and the two sets of each article."""
    first, second = read("a"), read("b")
    assert first.keys() == second.keys()
    for document, (text, zones, work) in first.items():
        yield text, zones, work, second[document][2]


def f1(pairs):
    matched, total = 0, 0
    for one, other in pairs:
        matched += (one & other).total()
        total += (one + other).total()
    return 2 * matched / total, total


def spans_by(key):
    return [
        tuple(Counter({key(*span) for span in marked(zones, work).values()}) for work in works)
        for _, zones, *works in both()
    ]


def characters_of(zones, work):
    spans = marked(zones, work).values()
    return Counter({(at, label) for covered, label in spans for at in covered})


def words(text, zones):
    seen = open_characters(zones)
    return [set(range(*word)) for word in word_extents(text) if set(range(*word)) <= seen]


@pytest.fixture
def found(run, sample):
    ran = run("agreement", sample, "--json")
    assert ran.code == 0
    return ran.json


def value(found, *path):
    for name in path:
        found = found[name]
    return found["value"], found["n"]


def near(expected):
    return pytest.approx(expected, abs=TOLERANCE)


def test_what_was_compared_is_told(found):
    assert found["annotators"] == ["annotator-a", "annotator-b"]
    assert found["documents"] == {PAIR: 8}
    assert found["tokens_from"] == RULE
    masked = sum(len(text) - len(open_characters(zones)) for text, zones, *_ in both())
    assert found["masked_characters"] == masked > 0
    assert found["gold"] is None
    assert found["drift"] == {}
    assert {row["what"] for row in found["undefined"]} >= {"gamma"}


def test_span_figures_are_those_of_sets(found):
    exact = spans_by(lambda covered, label: (covered, label))
    assert value(found, "spans", "exact_f1", "pairs", PAIR) == near(f1(exact))
    assert found["spans"]["exact_f1"]["pooled"] == found["spans"]["exact_f1"]["pairs"][PAIR]
    boundary = spans_by(lambda covered, label: covered)
    assert value(found, "spans", "boundary_f1", "pooled") == near(f1(boundary))
    for label, one in found["spans"]["exact_f1"]["labels"].items():
        of_label = [
            tuple(Counter({key: n for key, n in side.items() if key[1] == label}) for side in sides)
            for sides in exact
        ]
        assert (one["value"], one["n"]) == near(f1(of_label))
    characters = [
        tuple(characters_of(zones, work) for work in works) for _, zones, *works in both()
    ]
    assert value(found, "spans", "char_f1", "pooled") == near(f1(characters))


def test_token_figures_are_those_of_one_list_of_words(found):
    tokens, columns = [], ([], [])
    for text, zones, *works in both():
        counted = []
        for work, column in zip(works, columns, strict=True):
            spans = marked(zones, work).values()
            counts = Counter()
            for number, word in enumerate(words(text, zones)):
                labels = [label for covered, label in spans if covered & word]
                counts.update((number, label) for label in labels)
                column.append("+".join(sorted(set(labels))) or "O")
            counted.append(counts)
        tokens.append(tuple(counted))
    assert value(found, "spans", "token_f1", "pooled") == near(f1(tokens))
    first, second = columns
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, other = Counter(first), Counter(second)
    chance = sum(one[c] * other[c] for c in one) / n**2
    assert value(found, "tokens", "observed") == (near(observed), n)
    kappa = (observed - chance) / (1 - chance)
    assert value(found, "tokens", "kappa", "pairs", PAIR) == (near(kappa), n)
    all_ = one + other
    expected = 1 - sum(c * (c - 1) for c in all_.values()) / (2 * n * (2 * n - 1))
    assert value(found, "tokens", "alpha") == (near(1 - (1 - observed) / expected), n)
    assert value(found, "tokens", "share_of_o")[0] == near(all_["O"] / (2 * n))


def test_relations_are_those_of_sets(found):
    strict, conditional = [], []
    for _, zones, *works in both():
        spans = [marked(zones, work) for work in works]
        agreed = set(spans[0].values()) & set(spans[1].values())
        linked = [
            {
                (one["label"], of[one["source"]], of[one["target"]])
                for one in work["relations"]
                if one["source"] in of and one["target"] in of
            }
            for work, of in zip(works, spans, strict=True)
        ]
        strict.append(tuple(map(Counter, linked)))
        conditional.append(
            tuple(Counter({r for r in side if {r[1], r[2]} <= agreed}) for side in linked)
        )
    # None of the schema's symmetric relations is used the other way round in the sample.
    assert value(found, "relations", "strict_f1", "pooled") == near(f1(strict))
    assert value(found, "relations", "conditional_f1", "pooled") == near(f1(conditional))
    lost = sum((one - other).total() + (other - one).total() for one, other in strict)
    assert sum(found["relations"]["lost"].values()) == lost


def test_chains_are_compared(found):
    first = second = 0.0
    sizes = [0, 0]
    for _, zones, *works in both():
        spans = [marked(zones, work) for work in works]
        chains = [
            [{of[s][0] for s in chain["spans"] if s in of} for chain in work.get("chains", [])]
            for work, of in zip(works, spans, strict=True)
        ]
        for one in chains[0]:
            first += sum(len(one & other) ** 2 / len(one) for other in chains[1])
        for other in chains[1]:
            second += sum(len(one & other) ** 2 / len(other) for one in chains[0])
        for side in (0, 1):
            sizes[side] += sum(map(len, chains[side]))
    precision, recall = first / sizes[0], second / sizes[1]
    expected = 2 * precision * recall / (precision + recall)
    assert value(found, "chains", "b_cubed", "pooled") == (near(expected), sum(sizes))
    assert 0 < found["chains"]["ceaf_e"]["pooled"]["value"] < 1


def test_intervals_hold_the_figure_and_come_again(run, sample, found):
    low, high = found["spans"]["exact_f1"]["pooled"]["ci95"]
    assert low < found["spans"]["exact_f1"]["pooled"]["value"] < high
    assert run("agreement", sample, "--json").json == found


def test_only_what_both_finished_counts(run, sample):
    with Session.open(Path(sample)) as session:
        session.use_annotator("annotator-b")
        document = session.listing().page(0, 1)[0].id
        session.run(SetState(document, State.IN_PROGRESS))
    assert run("agreement", sample, "--json").json["documents"] == {PAIR: 7}
    with Session.open(Path(sample)) as session:
        session.use_annotator("annotator-b")
        session.run(SetState(document, State.FINISHED))
    again = run("agreement", sample, "--json").json
    assert again["documents"] == {PAIR: 8}
    # The one article that was finished by hand has a day; imported ones have none.
    (week,) = again["drift"]["annotator-b"]
    assert week["f1"]["n"] > 0
    assert "annotator-a" not in again["drift"]


def test_articles_can_be_chosen(run, sample):
    whole = run("agreement", sample, "--documents", "state:finished", "--json").json
    some = run("agreement", sample, "--documents", "ferry", "--json").json
    assert 0 < some["documents"][PAIR] < whole["documents"][PAIR] == 8
    none = run("agreement", sample, "--documents", "xyzzyxyzzy")
    assert none.code == 2
    assert "two annotators" in none.err


def test_two_annotators_are_needed(run, sample):
    one = run("agreement", sample, "--annotators", "annotator-a", "--json")
    assert (one.code, one.out) == (2, "")
    assert "two annotators" in one.err
    unknown = run("agreement", sample, "--annotators", "annotator-a,Zoe")
    assert unknown.code == 2
    assert "Zoe" in unknown.err
    assert "annotator-b" in unknown.err
    run("new", "empty.annotations")
    empty = run("agreement", "empty.annotations")
    assert empty.code == 2
    assert "two annotators" in empty.err
    assert run("agreement", "missing.annotations").code == 2


def test_naming_them_is_the_same(run, sample, found):
    names = "annotator-b,annotator-a"
    assert run("agreement", sample, "--annotators", names, "--json").json == found


def test_people_read_a_table(run, sample, found):
    lines = run("agreement", sample).out.splitlines()
    exact = found["spans"]["exact_f1"]["pooled"]
    row = next(line.split() for line in lines if line.strip().startswith("exact"))
    low, high = exact["ci95"]
    figure = f"{exact['value']:.3f}"
    assert row == ["exact", figure, f"{low:.3f}", "to", f"{high:.3f}", str(exact["n"])]
    text = "\n".join(lines)
    for word in ("alpha", "strict", "lost:", "PERSON", "8 articles", RULE, "rough"):
        assert word in text
    assert max(map(len, lines)) < 100


def test_characters_are_code_points(run, tmp_path):
    texts = ["😀😀 Ada met Bob in Åre — “twice”.", "Bob 😀 left."]
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        documents = add_documents(session, texts)
        label = session.schema().span_labels[0].id
        for name, starts in (("A", (3, 11)), ("B", (3,))):
            session.use_annotator(name)
            for start in starts:
                session.run(AddSpan(documents[0], (Extent(start, start + 3),), label))
            for document in documents:
                session.run(SetState(document, State.FINISHED))
    found = run("agreement", "p.annotations", "--json").json
    assert value(found, "spans", "exact_f1", "pooled") == (near(2 / 3), 3)
    assert value(found, "spans", "char_f1", "pooled") == (near(2 / 3), 9)
    assert value(found, "spans", "token_f1", "pooled") == (near(2 / 3), 3)
    assert value(found, "tokens", "observed")[1] == sum(len(word_extents(t)) for t in texts)
    assert set(found["drift"]) == {"A", "B"}


def test_two_people_of_one_name_stay_two(run, tmp_path):
    # Each starts on a laptop of their own as "Ada"; nobody has joined them yet.
    for number in (1, 2):
        run("new", f"{number}.annotations", "--schema", "news")
        with Session.open(tmp_path / f"{number}.annotations") as session:
            (document,) = add_documents(session, ["Ada met Bob."])
            session.use_annotator("Ada")
            label = session.schema().span_labels[0].id
            session.run(AddSpan(document, (Extent(0, 3),), label))
            session.run(SetState(document, State.FINISHED))
    assert run("merge", "1.annotations", "2.annotations").code == 0
    found = run("agreement", "1.annotations", "--json").json
    assert found["annotators"] == ["Ada", "Ada (2)"]
    assert run("agreement", "1.annotations", "--annotators", "Ada,Ada (2)", "--json").json == found
    assert value(found, "spans", "exact_f1", "pooled") == (1.0, 2)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_it_can_be_stopped(sample):
    words = ("agreement", sample, "--json")
    done = run_interrupted("annotator.app.agreement_pages", "work_of", *words)
    assert (done.returncode, done.stdout) == (128 + signal.SIGINT, "")
    assert "Traceback" not in done.stderr


def test_the_project_is_not_changed(run, sample):
    before = run("info", sample, "--json").json
    bytes_before = Path(sample).read_bytes()
    run("agreement", sample)
    assert Path(sample).read_bytes() == bytes_before
    assert run("info", sample, "--json").json == before


def test_the_text_says_why_there_is_no_figure(run, tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / "in" / f"{number}.txt").write_text(f"nothing to mark on day {number}")
    run("new", "p.annotations")
    run("ingest", "p.annotations", "in")
    with Session.open(tmp_path / "p.annotations") as session:
        documents = [entry.id for entry in session.listing().page(0, 9)]
        for name, mine in (("Ada", documents[:2]), ("Ben", documents[2:])):
            session.use_annotator(name)
            for document in mine:
                session.run(SetState(document, State.FINISHED))
        session.use_annotator("Cleo")
    said = run("agreement", "p.annotations").out
    assert "no shared documents  0 articles" in said
    with Session.open(tmp_path / "p.annotations") as session:
        session.use_annotator("Ben")
        session.run(SetState(documents[0], State.FINISHED))
    said = run("agreement", "p.annotations").out
    assert "no span by either  1 article\n" in said
    assert "one category only" in said
    assert "1 document: too few" in said
    # Named, but without finished work: a wrong call, and the message says who has finished.
    ran = run("agreement", "p.annotations", "--annotators", "Ada,Cleo", "--report", "r.html")
    assert (ran.code, ran.out) == (2, "")
    assert "only Ada has finished any" in ran.err
    assert not (tmp_path / "r.html").exists()
    ran = run("agreement", "p.annotations", "--documents", "elephants")
    assert (ran.code, "0 articles chosen" in ran.err) == (2, True)


def test_what_people_decided_stands_apart_from_gold_by_rule(run, sample):
    assert "Against gold" not in run("agreement", sample).out
    assert run("adjudicate", sample, "--rule", "unanimous").code == 0
    with Session.open(Path(sample)) as session:
        for entry in session.listing().page(0, 100):
            command.run(session.project, SetState(entry.id, State.FINISHED), GOLD)
    said = run("agreement", sample).out
    assert said.index("Against gold, F1") < said.index("Against gold that people decided")
