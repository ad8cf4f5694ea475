"""The whole page, put together from its sections."""

from collections.abc import Callable

from annotator.agreement.contents import Contents
from annotator.agreement.html import gold, groups, overview, spans, tokens
from annotator.agreement.html.about import about, undefined
from annotator.agreement.html.citation import citation
from annotator.agreement.html.confusion import confusion
from annotator.agreement.html.elements import Html, joined, tag, text
from annotator.agreement.html.figures import Figures
from annotator.agreement.html.style import style
from annotator.agreement.html.words import definitions

GENERATOR = "Annotator agreement report"
"""What the page says made it; a file that says so may be written over."""

_LINKS = (
    ("headline", "In short"), ("spans", "Spans"), ("pairs", "Pairs"), ("labels", "Labels"),
    ("kinds", "Kinds"), ("confusion", "Confusion"), ("tokens", "Tokens"), ("units", "Units"),
    ("relations", "Relations"), ("attributes", "Attributes"), ("chains", "Chains"),
    ("gamma", "Gamma"), ("documents", "Documents"), ("by-source", "Sources"),
    ("by-round", "Rounds"), ("by-week", "Weeks"), ("drift", "Drift"), ("gold", "Gold"),
    ("estimate", "Estimated errors"), ("cite", "To cite"), ("about", "What was compared"),
    ("undefined", "Undefined"), ("definitions", "Definitions"),
)  # fmt: skip

# Unfolds the places a number leads to, and on paper the tables, where the browser does not.
# The page is whole without it.
_UNFOLD = """
function unfold() {
  var place = document.getElementById(location.hash.slice(1));
  var folded = place && place.closest("details");
  if (folded) { folded.open = true; place.scrollIntoView(); }
}
addEventListener("hashchange", unfold);
addEventListener("beforeprint", function () {
  document.querySelectorAll("details.more").forEach(function (one) { one.open = true; });
});
unfold();
"""


def page(contents: Contents, told: Callable[[], None] = lambda: None) -> str:
    """Return the page as text, to be written as UTF-8; ``told`` may raise to stop."""
    figures = Figures(contents.report)
    looks = spans.Looks(contents.looks)
    sections = [
        overview.headline(figures),
        spans.measures(figures),
        spans.pairs(figures),
        spans.labels(figures, looks),
        spans.kinds(figures),
        confusion(contents.matrices, looks, told),
        tokens.tokens(figures),
        tokens.units(figures),
        tokens.relations(figures),
        tokens.attributes(figures),
        tokens.chains(figures),
        tokens.gamma(figures),
        groups.documents(contents.documents),
        *(groups.groups(figures, kind) for kind in ("source", "round", "week")),
        groups.drift(figures),
        gold.gold(figures, looks),
        gold.estimate(contents, figures, looks),
        citation(contents, figures),
        about(contents, figures),
        undefined(contents, figures),
        definitions(),
    ]
    kept = [one for one in sections if one is not None]
    there = joined(kept)
    links = [
        tag("a", title, href=f"#{anchor}") for anchor, title in _LINKS if f'id="{anchor}"' in there
    ]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="generator", content=f"{GENERATOR}, {contents.about.version}"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"Agreement: {contents.about.project}"),
        tag("style", Html(style(contents.looks))),
    )
    body = tag(
        "body",
        overview.heading(contents, figures),
        tag("nav", *links, aria_label="Sections"),
        tag("main", *kept),
        tag("footer", tag("p", f"Made with {contents.about.version}.", class_="soft")),
        tag("script", Html(_UNFOLD)),
    )
    return "<!DOCTYPE html>\n" + text(tag("html", head, body, lang="en")) + "\n"
