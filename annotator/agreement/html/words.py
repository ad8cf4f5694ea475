"""What each number means, in a line, and who defined it."""

from typing import NamedTuple

from annotator.agreement.html.elements import Html, joined, section, tag


class Word(NamedTuple):
    """A measure: its name, what it says, and the source of the definition."""

    name: str
    meaning: str
    source: str


_F1 = (
    "van Rijsbergen (1979), Information Retrieval; as agreement: Hripcsak and Rothschild (2005),"
    " Journal of the American Medical Informatics Association 12"
)
_U2016 = "Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality & Quantity 50"
_OWN = "defined in the manual of this program, page Agreement"
_MUC = "MUC-5 evaluation metrics (Chinchor and Sundheim 1993); SemEval-2013 task 9"

WORDS = {
    "type_observed": Word(
        "Type agreement",
        "Links with equal labels / links between the same spans that both made.",
        _OWN,
    ),
    "type_kappa": Word(
        "Kappa of types",
        "Cohen’s kappa of the labels of links between the same spans that both made.",
        "Cohen (1960), Educational and Psychological Measurement 20",
    ),
    "exact_f1": Word(
        "Exact F1",
        "2 × spans with equal fragments and equal label / spans of both.",
        _F1,
    ),
    "boundary_f1": Word(
        "Boundary F1", "The same on fragments alone, labels aside; a place counts once.", _F1
    ),
    "overlap_f1": Word(
        "Overlap F1",
        "2 × spans matched one to one, as many as possible, where matched spans have equal"
        " labels and a character in common / spans of both.",
        _OWN,
    ),
    "overlap_f1_untyped": Word("Overlap F1, any label", "Overlap F1 without labels.", _OWN),
    "partial_f1": Word(
        "Partial F1",
        "Aligned spans: 1 for equal boundaries, half for others, labels aside.",
        _MUC,
    ),
    "token_f1": Word(
        "Token F1",
        "F1 over the multiset of (token, label); a token is under a span it meets.",
        _F1,
    ),
    "char_f1": Word("Character F1", "F1 over the set of (character, label).", _F1),
    "char_f1_untyped": Word("Character F1, any label", "F1 over marked characters.", _F1),
    "independent_f1": Word(
        "Exact F1 without shared suggestions",
        "Exact F1 without spans that both accepted from the same suggestion.",
        _OWN,
    ),
    "alpha": Word(
        "Krippendorff’s alpha, nominal, on tokens",
        "1 − observed / expected disagreement over tokens; a token’s category is the set of"
        " labels on it, or O. By label: in or out. Tokens that one annotator alone did are left"
        " out.",
        "Krippendorff (2011), Computing Krippendorff’s Alpha-Reliability",
    ),
    "kappa": Word(
        "Cohen’s kappa on tokens",
        "(observed − expected) / (1 − expected), with expectations from both margins.",
        "Cohen (1960), Educational and Psychological Measurement 20",
    ),
    "fleiss": Word(
        "Fleiss’ kappa on tokens",
        "Kappa for equally many annotators everywhere.",
        "Fleiss (1971), Psychological Bulletin 76",
    ),
    "ac1": Word(
        "Gwet’s AC1 on tokens",
        "As kappa, with expected agreement Σ p(1 − p) / (q − 1).",
        "Gwet (2008), British Journal of Mathematical and Statistical Psychology 61",
    ),
    "observed": Word(
        "Observed agreement on tokens",
        "Share of pairs of values of one token that agree.",
        "as in Krippendorff (2011)",
    ),
    "share_of_o": Word(
        "Share of O", "Share of values that are outside all labels: read alpha beside it.", _OWN
    ),
    "u_alpha": Word(
        "u-alpha",
        "Unitizing alpha: stretches of text under labels, unmarked gaps being a value too.",
        _U2016,
    ),
    "bar_u_alpha": Word("|u-alpha", "The same for marked or not marked.", _U2016),
    "cu_alpha": Word("cu-alpha", "Labels where marked stretches meet.", _U2016),
    "ku_alpha": Word("(k)u-alpha", "The same for one label.", _U2016),
    "u_labels": Word("u-alpha of a label", "u-alpha with one label against all else.", _U2016),
    "strict_f1": Word(
        "Strict relation F1",
        "Equal relation label, both ends equal with their labels; direction counts unless the"
        " label is symmetric.",
        _F1,
    ),
    "relation_boundary_f1": Word(
        "Boundary relation F1", "The same, labels of the ends aside.", _F1
    ),
    "relaxed_f1": Word(
        "Relaxed relation F1", "Both ends share a character, equal label, one to one.", _OWN
    ),
    "undirected_f1": Word(
        "Undirected relation F1", "Direction and labels of the ends aside.", _OWN
    ),
    "unlabelled_f1": Word("Unlabelled relation F1", "Only that two places are linked.", _OWN),
    "conditional_f1": Word(
        "Conditional relation F1", "Strict, only between spans that both marked equally.", _OWN
    ),
    "attribute_alpha": Word(
        "Alpha of an attribute",
        "Krippendorff’s nominal alpha over spans marked alike; no value is a value too.",
        "Krippendorff (2011)",
    ),
    "ceaf_e": Word(
        "CEAF-e",
        "Chains matched one to one by 2 × common / both sizes; F1 over them.",
        "Luo (2005), On Coreference Resolution Performance Metrics, HLT-EMNLP",
    ),
    "b_cubed": Word(
        "B-cubed",
        "F1 of precision and recall averaged over members of chains.",
        "Bagga and Baldwin (1998), Algorithms for Scoring Coreference Chains",
    ),
    "gamma": Word(
        "Gamma",
        "1 − observed / expected disorder of the best alignment; expectation sampled by moving"
        " annotations. For more than three annotators only the mean over pairs.",
        "Mathet, Widlöcher and Métivier (2015), Computational Linguistics 41",
    ),
    "gold": Word(
        "Precision, recall and F1 against gold",
        "Spans equal to gold / spans of the annotator; / spans in gold; and exact F1.",
        _F1,
    ),
    "drift": Word(
        "Drift",
        "Exact F1 of an annotator with all others by the week in which they finished; a flag"
        " where the interval does not hold the figure of all earlier weeks.",
        _OWN,
    ),
    "dawid_skene": Word(
        "Estimated errors and doubt",
        "Maximum likelihood by the EM algorithm over aligned places, 0.01 added to each cell;"
        " doubt is the entropy of a place’s classes in bits.",
        "Dawid and Skene (1979), Applied Statistics 28",
    ),
    "interval": Word(
        "95% interval",
        "Percentiles over documents drawn with replacement, widened for few documents. There is"
        " none for fewer than 5 documents, nor where the figure is undefined in more than one"
        " drawing in twenty. Where"
        " all documents are alike in a figure, say nothing lost or nothing matched in any, the"
        " drawing cannot tell how sure it is: such an interval has no width and proves nothing.",
        "Efron and Tibshirani (1993); Hesterberg (2015), The American Statistician 69",
    ),
}
"""The measures by their keys in the JSON."""


def term(key: str, written: str = "") -> Html:
    """Return a measure's name as a link to its definition."""
    return tag("a", written or WORDS[key].name, href=f"#def-{key.replace('_', '-')}")


def definitions() -> Html:
    """Return the section of all definitions."""
    parts = []
    for key, word in WORDS.items():
        parts.append(tag("dt", word.name, id=f"def-{key.replace('_', '-')}"))
        source = tag("span", f" {word.source}.", class_="soft")
        parts.append(tag("dd", joined([word.meaning, source])))
    return section("definitions", "What the numbers mean", tag("dl", *parts, class_="words"))
