"""Sections on tokens, units, attributes, chains, gamma and relations."""

from collections.abc import Mapping

from annotator.agreement.html.elements import (
    Child,
    Html,
    count,
    folded,
    joined,
    named,
    plain,
    section,
    table,
    tag,
)
from annotator.agreement.html.figures import Figures, cells, heads, left_head, number_cell
from annotator.agreement.html.plots import counts
from annotator.agreement.html.spans import figure_or_none, mean_and_pooled
from annotator.agreement.html.words import term

_RELATIONS = (
    ("strict_f1", "strict_f1"),
    ("boundary_f1", "relation_boundary_f1"),
    ("relaxed_f1", "relaxed_f1"),
    ("undirected_f1", "undirected_f1"),
    ("unlabelled_f1", "unlabelled_f1"),
    ("conditional_f1", "conditional_f1"),
    ("type_observed", "type_observed"),
)
_LOST = {
    "argument": "an end is not marked alike by the other",
    "type": "the other linked the ends under another label",
    "direction": "the other linked the ends the other way round",
    "one side only": "the other marked both ends and did not link them",
}


def tokens(figures: Figures) -> Html:
    """Return the figures corrected for chance."""
    rows: list[list[Child]] = [
        [term(name), *cells(figures.at("tokens", name))]
        for name in ("alpha", "observed", "share_of_o", "fleiss", "ac1")
    ]
    return section(
        "tokens",
        "Tokens, corrected for chance",
        table(heads("measure"), rows, caption="Agreement on tokens, all annotators"),
        tag("p", "n counts tokens that two or more did. A token under several labels has the set"
            " of them as its category. Adjacent spans of one label look like one span to tokens."
            " With much text outside labels AC1 is always high; it stands here for comparison."
            " Read alpha and kappa beside the share of O, and not across corpora that differ in"
            " it.", class_="soft"),
    )  # fmt: skip


def units(figures: Figures) -> Html:
    """Return the unitizing alphas of each pair."""
    rows: list[list[Child]] = []
    for pair in figures.names("units", "pairs"):
        head: Child = figures.people(pair)
        for name in ("u_alpha", "bar_u_alpha", "cu_alpha"):
            figure = figures.at("units", "pairs", pair, name)
            rows.append([head, tag("td", term(name), class_="left"), *cells(figure)])
            head = ""
        for name, word in (("ku_alpha", "ku_alpha"), ("labels", "u_labels")):
            for label in figures.names("units", "pairs", pair, name):
                figure = figures.at("units", "pairs", pair, name, label)
                what = joined([term(word), " ", named(label)])
                rows.append(["", tag("td", what, class_="left"), *cells(figure)])
    return section(
        "units",
        "Unitizing alphas",
        tag("p", "Each fragment of a span is a unit; n counts the units of both. Undefined where"
            " spans of one annotator overlap; then single labels are left. No intervals.",
            class_="soft"),
        folded("Alphas of 2016 by pair and label",
               table(heads("pair", left_head("measure")), rows,
                     caption="Unitizing alphas by pair and label")),
    )  # fmt: skip


def relations(figures: Figures) -> Html | None:
    """Return the figures on relations and why some are lost; None where nobody made any."""
    if not figures.at("relations", "strict_f1", "pooled").n:
        return None
    rows: list[list[Child]] = []
    detail: list[list[Child]] = []
    for name, word in _RELATIONS:
        path = ("relations", name)
        rows.append([term(word), *cells(figures.at(*path, "mean")),
                     *cells(figures.at(*path, "pooled"))])  # fmt: skip
        detail.append([term(word), tag("td", "mean over documents", class_="left"),
                       *cells(figures.at(*path, "macro"))])  # fmt: skip
        for kind in ("pairs", "labels"):
            for one in figures.names(*path, kind):
                figure = figures.at(*path, kind, one)
                what = figures.people(one) if kind == "pairs" else named(one)
                detail.append(["", tag("td", what, class_="left"), *cells(figure)])
    for place, pair in enumerate(figures.names("relations", "type_kappa", "pairs")):
        head = "" if place else term("type_kappa")
        figure = figures.at("relations", "type_kappa", "pairs", pair)
        detail.append([head, tag("td", figures.people(pair), class_="left"), *cells(figure)])
    return section(
        "relations",
        "Relations",
        table(
            mean_and_pooled("measure"),
            rows,
            caption="F1 of relations",
        ),
        _lost(figures),
        folded("Every measure by pair and by label",
               table(heads("measure", left_head("of")), detail,
                     caption="F1 of relations by pair and by label")),
    )  # fmt: skip


def _lost(figures: Figures) -> Html:
    lost = figures.part("relations", "lost")
    assert isinstance(lost, Mapping)
    total = sum(lost.values())
    rows = [[name, tag("td", _LOST[name], class_="left"), number_cell(n)]
            for name, n in lost.items()]  # fmt: skip
    return joined([
        tag("h3", "Why relations are lost"),
        tag("p", joined(["Of both sides of all pairs ", count(total),
                         " relations have no strict partner; for ", count(lost["argument"]),
                         " of them because an end differs."])),
        counts(list(lost.items()), "Relations without a strict partner, by reason"),
        table(["reason", left_head("means"), "relations"], rows,
              caption="Relations without a strict partner, by reason"),
    ])  # fmt: skip


def attributes(figures: Figures) -> Html | None:
    """Return alpha of each attribute; None where nobody used any."""
    names = figures.names("spans", "attributes")
    if not names:
        return None
    rows: list[list[Child]] = [
        [named(name), *cells(figures.at("spans", "attributes", name, "alpha"))] for name in names
    ]
    return section(
        "attributes",
        "Attributes",
        tag("p", joined([term("attribute_alpha"), "; n counts spans marked alike."])),
        table(heads("attribute"), rows, caption="Alpha of attributes"),
    )


def chains(figures: Figures) -> Html | None:
    """Return the figures on chains; None where nobody made any."""
    if figures.part("chains") is None:
        return None
    rows: list[list[Child]] = []
    for name in ("ceaf_e", "b_cubed"):
        rows.append([term(name), tag("td", "mean over pairs", class_="left"),
                     *cells(figures.at("chains", name, "mean"))])  # fmt: skip
        rows.append(["", tag("td", "pooled", class_="left"),
                     *cells(figures.at("chains", name, "pooled"))])  # fmt: skip
        for pair in figures.names("chains", name, "pairs"):
            figure = figures.at("chains", name, "pairs", pair)
            rows.append(["", tag("td", figures.people(pair), class_="left"), *cells(figure)])
    head = heads("measure", left_head("of"))
    return section("chains", "Chains", table(head, rows, caption="Agreement on chains"))


def gamma(figures: Figures) -> Html | None:
    """Return gamma with its settings; None where it was not asked for."""
    found = figures.part("gamma")
    if not isinstance(found, Mapping):
        return None
    rows: list[list[Child]] = []
    if figure_or_none(figures, "gamma", "together") is not None:
        rows.append(["all together", *cells(figures.at("gamma", "together"))])
    rows.append([str(found["mean_is"]), *cells(figures.at("gamma", "mean"))])
    rows += [[figures.people(pair), *cells(figures.at("gamma", "pairs", pair))]
             for pair in figures.names("gamma", "pairs")]  # fmt: skip
    said = [
        joined([f"{name} ", tag("data", f"{found[name]:g}", value=found[name])])
        for name in ("alpha", "beta", "precision")
    ]
    return section(
        "gamma",
        "Gamma",
        table(heads(joined([term("gamma")])), rows, caption="Gamma"),
        tag("p", joined([joined(said, ", "), ", seed ", plain(found["seed"]), ", ",
                         count(found["samples"]), " samples or more for each document; n counts"
                         " documents (pairs in the mean)."]), class_="soft"),
    )  # fmt: skip
