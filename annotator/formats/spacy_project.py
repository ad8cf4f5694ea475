"""The files beside a DocBin with which ``python -m spacy train`` runs as it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found,unused-ignore]

_COMMENT = """\
# Written by Annotator. Train inside this folder, because the paths below are relative to
# the folder in which the command runs:
#
#     {command}

"""

_HEAD = """\
[paths]
train = "TRAIN"
dev = "DEV"
vectors = null
init_tok2vec = null

[system]
seed = 0
gpu_allocator = null

[nlp]
lang = "LANGUAGE"
pipeline = ["tok2vec", "COMPONENT"]
batch_size = 256

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = ${components.tok2vec.model.encode.width}
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
rows = [5000, 1000, 2500, 2500]
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3

"""

_NER = """\
[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
nO = null

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${components.tok2vec.model.encode.width}

"""

_SPANCAT = """\
[components.spancat]
factory = "spancat"
max_positive = null
spans_key = "sc"
threshold = 0.5

[components.spancat.model]
@architectures = "spacy.SpanCategorizer.v1"

[components.spancat.model.reducer]
@layers = "spacy.mean_max_reducer.v1"
hidden_size = 128

[components.spancat.model.scorer]
@layers = "spacy.LinearLogistic.v1"
nO = null
nI = null

[components.spancat.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${components.tok2vec.model.encode.width}

[components.spancat.suggester]
@misc = "spacy.ngram_suggester.v1"
sizes = SIZES

"""

_RELATIONS = """\
[components.relations]
factory = "relation_extractor"
threshold = 0.5

[components.relations.model]
@architectures = "annotator.RelationModel.v1"
hidden_width = 128
max_distance = 100
nO = null

[components.relations.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${components.tok2vec.model.encode.width}

"""

_CORPORA = """\
[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = ${paths.train}
max_length = 0

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = ${paths.dev}
max_length = 0

"""

_CORPORA_WITH_ENTITIES = """\
[corpora]

[corpora.train]
@readers = "annotator.corpus_with_entities.v1"
path = ${paths.train}

[corpora.dev]
@readers = "annotator.corpus_with_entities.v1"
path = ${paths.dev}

"""

_TAIL = """\
[training]
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
seed = ${system.seed}
gpu_allocator = ${system.gpu_allocator}
dropout = 0.1
accumulate_gradient = 1
patience = 1600
max_epochs = 0
max_steps = 20000
eval_frequency = 200

[training.optimizer]
@optimizers = "Adam.v1"

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
discard_oversize = false
tolerance = 0.2

[training.batcher.size]
@schedules = "compounding.v1"
start = 100
stop = 1000
compound = 1.001

[training.score_weights]
WEIGHTS

[initialize]
vectors = ${paths.vectors}
init_tok2vec = ${paths.init_tok2vec}
"""

CONFIG, SPANCAT_CONFIG, README = "config.cfg", "config-spancat.cfg", "README.txt"
_NO_RULES = "annotator.tokenizer_without_rules.v1"
RELATIONS_CONFIG, RELATIONS_CODE = "config-relations.cfg", "relations.py"


@dataclass(frozen=True, slots=True)
class _Training:
    """One component to train: its configuration's file, its name, its score, its sections."""

    file: str
    component: str
    score: str
    sections: str

    def config(self, language: str, train: str, dev: str, **words: str) -> str:
        """Return the whole configuration; ``words`` are what else its sections leave open."""
        return _filled(
            self.file,
            _HEAD + self.sections + _TAIL,
            TRAIN=train,
            DEV=dev,
            LANGUAGE=language,
            COMPONENT=self.component,
            WEIGHTS=f"{self.score}_f = 1.0\n{self.score}_p = 0.0\n{self.score}_r = 0.0",
            **words,
        )


def ner_config(language: str, train: str, dev: str) -> str:
    """Return a training configuration for flat entities: tok2vec and ner, on the processor."""
    return _Training(CONFIG, "ner", "ents", _NER + _CORPORA).config(language, train, dev)


def spancat_config(language: str, train: str, dev: str, sizes: Iterable[int]) -> str:
    """Return one for the span group, nested and crossing: tok2vec and spancat.

    ``sizes`` are the span lengths in tokens that occur.
    """
    wanted = str(sorted(set(sizes)) or [1])
    training = _Training(SPANCAT_CONFIG, "spancat", "spans_sc", _SPANCAT + _CORPORA)
    return training.config(language, train, dev, SIZES=wanted)


def relations_config(language: str, train: str, dev: str) -> str:
    """Return one for the relations between given entities, with the code of ``relations.py``."""
    # The component registers itself, which filling in its defaults needs.
    import_module("annotator.formats.relation_component")
    sections = _RELATIONS + _CORPORA_WITH_ENTITIES
    return _Training(RELATIONS_CONFIG, "relations", "rel", sections).config(language, train, dev)


def relations_code() -> str:
    """Return the component that learns relations, to stand beside its configuration."""
    return (files("annotator.formats") / "relation_component.py").read_text(encoding="utf-8")


def _filled(file: str, template: str, **words: str) -> str:
    """Return the template with its words in capitals replaced, completed by spaCy's defaults.

    ``spacy train`` fills in what is missing, ``spacy debug data`` refuses to.
    """
    from spacy.util import get_lang_class, load_model_from_config, registry
    from thinc.api import Config

    for word, value in words.items():
        template = template.replace(word, value)
    config = Config().from_str(template, interpolate=False)
    # Filling in makes the whole pipeline; the rules of a tokenizer take most of the time.
    own_tokenizer = get_lang_class(config["nlp"]["lang"]).default_config["nlp"]["tokenizer"]
    registry.tokenizers.register(_NO_RULES, func=_tokenizer_without_rules)
    config["nlp"]["tokenizer"] = {"@tokenizers": _NO_RULES}
    pipeline = load_model_from_config(config, auto_fill=True, validate=False)
    filled = pipeline.config
    filled["nlp"]["tokenizer"] = own_tokenizer
    code = f" --code {RELATIONS_CODE}" if file == RELATIONS_CONFIG else ""
    command = f"python -m spacy train {file}{code} --output model"
    return _COMMENT.format(command=command) + filled.to_str(interpolate=False)


def _tokenizer_without_rules() -> "Callable[[Language], Tokenizer]":
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found,unused-ignore]

    def tokenizer(pipeline: "Language") -> "Tokenizer":
        return Tokenizer(pipeline.vocab)

    return tokenizer


def readme(names: Sequence[str], train: str, dev: str) -> str:
    """Return the text that says how to train and what the files hold."""
    same = (
        "\nThere is no separate development set with documents in it: the scores shown while\n"
        "training are those of the training documents, and flatter.\n"
        if train == dev
        else ""
    )
    return f"""\
News articles labelled with Annotator, for spaCy 3.8.
Files: {", ".join(names)}

Train inside this folder (paths in the configurations are relative to it):

    python -m spacy train {CONFIG} --output model
    python -m spacy train {SPANCAT_CONFIG} --output model-spancat
    python -m spacy train {RELATIONS_CONFIG} --code {RELATIONS_CODE} --output model-relations

or from anywhere, with --paths.train and --paths.dev naming the .spacy files.
{same}
doc.ents          flat entities: of overlapping spans the longest, then the earlier one
doc.spans["sc"]   every span that whole tokens can express, nested and crossing ones too
doc._.rel         relations, as in spaCy's relation tutorial:
                  {{(first token of source, first token of target): {{LABEL: 1.0 or 0.0}}}};
                  pairs that are not named have no relation.
                  Doc.set_extension("rel", default={{}}) before reading
doc._.annotator   ids, facts of the article, attributes, notes and chains;
                  Doc.set_extension("annotator", default={{}}) before reading

Tokens in zones that are not for labelling (bylines, credits, menus ...) and
tokens under spans that could not be exported have no entity annotation at all: they count
neither for nor against an entity. spancat knows no such tokens; for it they are negative.
The relation component learns between the entities of doc.ents; where no document holds a
relation, its two files are left out.
What was lost on the way out is listed in losses.json, all counts in manifest.json.
"""
