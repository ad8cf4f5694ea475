from hypothesis import given
from hypothesis import strategies as st

from annotator.layout.runs import Run, cut_into_runs, gaps

lines = st.lists(st.integers(1, 12), min_size=1, max_size=8)


@st.composite
def fragments(draw):
    cuts = sorted(draw(st.sets(st.integers(0, 90), min_size=2, max_size=8)))
    return list(zip(cuts[::2], cuts[1::2], strict=False))


@given(lines, fragments(), st.integers(0, 20))
def test_pieces_cover_the_fragments_within_the_lines_and_cross_no_line(lengths, wanted, first):
    starts = [first]
    for length in lengths[:-1]:
        starts.append(starts[-1] + length)
    end = starts[-1] + lengths[-1]
    runs = cut_into_runs(wanted, starts, end)
    covered = [at for run in runs for at in range(run.start, run.end)]
    assert covered == [at for a, b in wanted for at in range(a, b) if first <= at < end]
    bounds = [*starts, end]
    for run in runs:
        assert bounds[run.line] <= run.start < run.end <= bounds[run.line + 1]
        assert run.opens == any(run.start == a for a, _ in wanted)
        assert run.closes == any(run.end == b for _, b in wanted)


def test_a_fragment_over_two_lines_opens_on_one_and_closes_on_the_other():
    assert cut_into_runs([(3, 8)], [0, 5], 10) == [
        Run(0, 3, 5, True, False),
        Run(1, 5, 8, False, True),
    ]


def test_without_lines_there_are_no_pieces():
    assert cut_into_runs([(0, 4)], [], 0) == []


def test_gaps_lie_between_fragments():
    assert gaps([(0, 2), (5, 6), (9, 12)]) == [(2, 5), (6, 9)]
    assert gaps([(0, 2)]) == []
