from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import derived_id, derived_ids

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(texts), st.lists(st.one_of(texts, st.integers()), min_size=1))
def test_many_derived_ids_are_those_made_one_by_one(keys, parts):
    assert derived_ids(parts, keys) == [derived_id(*parts, key) for key in keys]
