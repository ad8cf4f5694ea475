"""Which components of a saved spaCy pipeline are needed to find entities.

Read from ``config.cfg`` alone, so that the rest need not be loaded to be thrown away.
"""

import configparser
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RECOGNISERS = frozenset({"ner", "beam_ner"})
RULERS = frozenset({"entity_ruler", "future_entity_ruler"})
SHARED = frozenset({"tok2vec", "transformer", "curated_transformer"})
WITHOUT_ENTITIES = frozenset(
    {
        "tagger",
        "morphologizer",
        "parser",
        "senter",
        "sentencizer",
        "attribute_ruler",
        "lemmatizer",
        "trainable_lemmatizer",
        "textcat",
        "textcat_multilabel",
        "spancat",
        "spancat_singlelabel",
        "span_ruler",
        "entity_linker",
        "merge_noun_chunks",
        "merge_entities",
        "merge_subtokens",
        "doc_cleaner",
    }
)


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a pipeline.

    ``listens`` says that its model reads vectors that a shared component computes.
    """

    name: str
    factory: str
    enabled: bool = True
    listens: bool = False

    @property
    def may_find_entities(self) -> bool:
        """Whether it sets entities; an unknown factory is given the benefit of the doubt."""
        return self.factory not in WITHOUT_ENTITIES and self.factory not in SHARED


def read_components(config_path: Path) -> tuple[Component, ...]:
    """Return the components a ``config.cfg`` names, in the order they run.

    Raises ValueError where the file is no pipeline configuration.
    """
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(config_path.read_text(encoding="utf-8"))
        names = json.loads(parser.get("nlp", "pipeline"))
        disabled = json.loads(parser.get("nlp", "disabled", fallback="[]"))
        return tuple(
            Component(
                name=str(name),
                factory=json.loads(parser.get(f"components.{name}", "factory")),
                enabled=name not in disabled,
                listens=_listens(parser, f"components.{name}."),
            )
            for name in names
        )
    except (configparser.Error, TypeError) as error:
        raise ValueError(str(error)) from error


def _listens(parser: configparser.ConfigParser, prefix: str) -> bool:
    return any(
        "Listener" in parser.get(section, "@architectures", fallback="")
        for section in parser.sections()
        if section.startswith(prefix)
    )


def finders(components: Sequence[Component]) -> list[Component]:
    """Return the enabled components that may find entities."""
    return [part for part in components if part.enabled and part.may_find_entities]


def unneeded(components: Sequence[Component]) -> list[str]:
    """Return the names of the components that entities do not need.

    A ruler may ask for tags and lemmas and a component we do not know for anything:
    beside them all that is enabled stays.
    """
    left_out = {part.name for part in components if not part.enabled}
    found = finders(components)
    if all(part.factory in RECOGNISERS for part in found):
        left_out |= {part.name for part in components if part.factory in WITHOUT_ENTITIES}
        if not any(part.listens for part in found):
            left_out |= {part.name for part in components if part.factory in SHARED}
    return [part.name for part in components if part.name in left_out]
