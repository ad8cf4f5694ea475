"""Tiling zones, looking them up and changing them."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Zone, ZoneKind
from annotator.text.zones import tile, with_change, zone_at

KINDS = st.sampled_from([ZoneKind.BODY, ZoneKind.RELATED, ZoneKind.CAPTION])
ZONES = st.lists(st.builds(Zone, st.integers(-3, 25), st.integers(-3, 25), KINDS), max_size=8)


def test_gaps_become_body_and_neighbours_join():
    zones = tile(
        [
            Zone(2, 4, ZoneKind.HEADLINE),
            Zone(6, 8, ZoneKind.CAPTION),
            Zone(8, 9, ZoneKind.CAPTION),
        ],
        10,
    )
    assert [(zone.start, zone.end, zone.kind.value) for zone in zones] == [
        (0, 2, "body"),
        (2, 4, "headline"),
        (4, 6, "body"),
        (6, 9, "caption"),
        (9, 10, "body"),
    ]


def test_the_first_of_overlapping_zones_keeps_the_stretch():
    zones = tile([Zone(0, 5, ZoneKind.HEADLINE), Zone(3, 8, ZoneKind.CAPTION)], 8)
    assert zones == (Zone(0, 5, ZoneKind.HEADLINE), Zone(5, 8, ZoneKind.CAPTION))


def test_lookup_at_edges():
    zones = tile([Zone(0, 3, ZoneKind.HEADLINE)], 6)
    assert zone_at(zones, 2).kind is ZoneKind.HEADLINE
    assert zone_at(zones, 3).kind is ZoneKind.BODY
    assert zone_at(zones, 6).kind is ZoneKind.BODY
    assert zone_at(zones, 7) is None
    assert zone_at(zones, -1) is None
    assert zone_at((), 0) is None


def test_a_change_inside_a_zone_splits_it_and_taking_it_back_restores_it():
    zones = tile([], 10)
    changed = with_change(zones, 3, 6, ZoneKind.RELATED)
    assert [(zone.start, zone.end) for zone in changed] == [(0, 3), (3, 6), (6, 10)]
    assert with_change(changed, 3, 6, ZoneKind.BODY) == zones


@given(ZONES, st.integers(0, 20))
def test_tiles_cover_the_text_without_overlap(zones, length):
    tiled = tile(zones, length)
    assert [zone.start for zone in tiled] == [0, *(zone.end for zone in tiled[:-1])][: len(tiled)]
    assert (tiled[-1].end if tiled else 0) == length
    assert tile(tiled, length) == tiled


@given(ZONES, st.integers(1, 20), st.integers(0, 20), st.integers(0, 20), KINDS)
def test_a_change_changes_exactly_its_stretch(zones, length, start, end, kind):
    before = tile(zones, length)
    after = with_change(before, start, end, kind)
    for offset in range(length):
        wanted = kind if start <= offset < end else zone_at(before, offset).kind
        assert zone_at(after, offset).kind is wanted
