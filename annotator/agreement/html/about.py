"""The end of the page: what was compared and how, and what is undefined and why."""

from collections.abc import Mapping

from annotator.agreement.contents import Contents
from annotator.agreement.html.elements import Html, count, joined, named, plain, section, tag
from annotator.agreement.html.figures import Figures
from annotator.agreement.html.words import term

_MOST_NAMES = 12
_ASKED = "Documents asked for"
"""What tells the query, which may be written in digits too."""


def about(contents: Contents, figures: Figures) -> Html:
    """Return what was compared, masked and left out, and with which settings."""
    report = contents.report
    settings = report["settings"]
    assert isinstance(settings, Mapping)
    counted = [
        ("Spans wholly in masked zones, left out", settings["masked_spans"]),
        ("Spans cut to labelable zones", settings["cut_spans"]),
        ("Spans marked twice by one annotator, counted once", settings["duplicates"]),
        ("Characters outside zones for labelling, masked", report["masked_characters"]),
        ("Resamples of documents for intervals", settings["resamples"]),
    ]
    rows = [*_said(contents), ("Tokens", str(report["tokens_from"]))]
    parts = [joined([tag("dt", name), tag("dd", said_of(name, said))]) for name, said in rows]
    parts += [joined([tag("dt", name), tag("dd", count(int(n)))]) for name, n in counted]
    parts.append(joined([tag("dt", "Seed"), tag("dd", plain(settings["seed"]))]))
    shared = [
        joined([figures.people(pair), ": ", count(_number(figures, pair))])
        for pair in figures.names("documents")
    ]
    parts.append(joined([tag("dt", "Documents shared by pairs"),
                         tag("dd", joined(shared, "\n"))]))  # fmt: skip
    names = figures.part("tokens", "categories")
    assert isinstance(names, list)
    parts.append(
        joined([tag("dt", "Categories of tokens"), tag("dd", joined(map(named, names), ", "))])
    )
    return section(
        "about",
        "What was compared, and how",
        tag("p", joined(["Only passes that were finished count, for a pair where both finished"
                         " them; documents finished without a label count as done and empty."
                         " Spans are equal when all their fragments and their label are. ",
                         term("interval"), ": with the seed below it comes again."])),
        tag("dl", *parts, class_="about"),
    )  # fmt: skip


def said_of(name: str, said: str) -> Html:
    """Return what is said of the project; a number of documents is written as one."""
    is_number = name.startswith("Documents ") and name != _ASKED and said.isdecimal()
    return count(int(said)) if is_number else named(said)


def _said(contents: Contents) -> list[tuple[str, str]]:
    return [("Project", contents.about.project), *contents.about.rows]


def _number(figures: Figures, pair: str) -> int:
    found = figures.part("documents", pair)
    assert isinstance(found, int)
    return found


def undefined(contents: Contents, figures: Figures) -> Html:
    """Return the reasons why values are undefined, each with what it concerns."""
    rows = contents.report["undefined"]
    assert isinstance(rows, list)
    parts = []
    for number, reason in enumerate(figures.reasons, start=1):
        concerned = [row["what"] for row in rows if row["why"] == reason]
        more = len(concerned) - _MOST_NAMES
        shown = joined(map(named, concerned[:_MOST_NAMES]), ", ")
        rest = f" and {more} more" if more > 0 else None
        parts.append(tag("li", f"{reason} ", tag("small", shown, rest, class_="soft"),
                         id=f"why-{number}"))  # fmt: skip
    return section(
        "undefined",
        "What is undefined, and why",
        tag(
            "p",
            "Where there is nothing to compare there is no number; it is never 0 or 1."
            " Each figure is named as in the JSON.",
        ),
        tag("ol", *parts) if parts else tag("p", "Nothing is undefined.", class_="soft"),
    )
