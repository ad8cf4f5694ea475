"""TOML values are read back by the standard library exactly as they were."""

import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from annotator.domain.toml_text import WIDTH, toml_key, toml_list, toml_string

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts | st.text(' "\\\nnu\t\r', min_size=80, max_size=300))
@example('a """quoted""" ' * 20)
@example("back\\slash n\\n " * 20)
@example("two\n\n  lines " * 20)
def test_a_text_reads_back(text: str) -> None:
    assert tomllib.loads(f"x = {toml_string(text)}\n") == {"x": text}


@given(texts, st.lists(texts))
def test_keys_and_lists_read_back(key: str, items: list[str]) -> None:
    assert tomllib.loads(f"{toml_key(key)} = {toml_list(items)}\n") == {key: items}


def test_long_prose_is_wrapped_near_the_width() -> None:
    written = toml_string("A line of prose that goes on. " * 20)
    assert all(len(line) <= WIDTH + 1 for line in written.split("\n"))
