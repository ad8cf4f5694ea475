"""The configurations are complete and hold the tokenizer of their language."""

import pytest
import spacy
from spacy.util import load_model_from_config
from thinc.api import Config

from annotator.formats.spacy_project import ner_config, relations_config, spancat_config


@pytest.mark.parametrize("language", ["en", "zh", "xx"])
@pytest.mark.parametrize("kind", ["ner", "spancat", "relations"])
def test_a_configuration_is_what_spacy_fills_in(language, kind):
    files = (language, "train.spacy", "dev.spacy")
    text = {
        "ner": lambda: ner_config(*files),
        "spancat": lambda: spancat_config(*files, [1, 3]),
        "relations": lambda: relations_config(*files),
    }[kind]()
    config = Config().from_str(text, interpolate=False)
    pipeline = load_model_from_config(config, auto_fill=True, validate=True)
    own = spacy.blank(language)
    assert dict(pipeline.config) == dict(config)
    assert config["nlp"]["tokenizer"] == own.config["nlp"]["tokenizer"]
    sentence = "Anna can't see Ben."
    assert [t.text for t in pipeline.make_doc(sentence)] == [t.text for t in own(sentence)]
