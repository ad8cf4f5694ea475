"""All formats by name."""

from collections.abc import Mapping

from annotator.formats.bioc import BIOC
from annotator.formats.brat import BRAT
from annotator.formats.conll import CONLL
from annotator.formats.conllu import CONLLU
from annotator.formats.doccano import DOCCANO
from annotator.formats.docred import DOCRED
from annotator.formats.format import Format
from annotator.formats.gate import GATE
from annotator.formats.gliner import GLINER
from annotator.formats.huggingface import HUGGINGFACE
from annotator.formats.jsonl import JSONL
from annotator.formats.label_studio import LABEL_STUDIO
from annotator.formats.llm_chat import LLM_CHAT
from annotator.formats.prodigy import PRODIGY
from annotator.formats.pubannotation import PUBANNOTATION
from annotator.formats.scierc import SCIERC
from annotator.formats.spacy_docbin import SPACY
from annotator.formats.spert import SPERT
from annotator.formats.uima import UIMA_JSON, UIMA_XMI
from annotator.formats.webanno_tsv import WEBANNO_TSV

FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        JSONL,
        SPACY,
        PRODIGY,
        BRAT,
        CONLL,
        CONLLU,
        WEBANNO_TSV,
        UIMA_XMI,
        UIMA_JSON,
        DOCCANO,
        LABEL_STUDIO,
        HUGGINGFACE,
        DOCRED,
        SCIERC,
        SPERT,
        GLINER,
        LLM_CHAT,
        PUBANNOTATION,
        GATE,
        BIOC,
    )
}
"""The formats that can be read or written, in the order they are offered."""
