"""Every figure of every CSV table stands in the JSON, and every figure of the JSON in a table."""

import csv
from pathlib import Path

import pytest

from annotator.agreement.tables import pair_name
from tests.e2e.hostile_names import PEOPLE

FIGURE = {"value", "n", "ci95_low", "ci95_high", "undefined_because"}


def sheet(name):
    with (Path("out") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(cell):
    """Return what stood in a cell before it was kept from being a formula."""
    return cell[1:] if cell.startswith("'") else cell


def written(row):
    """Return the figure of a row as the JSON has it."""
    low, high = row["ci95_low"], row["ci95_high"]
    return {
        "value": float(row["value"]) if row["value"] else None,
        "n": int(row["n"]),
        "ci95": [float(low), float(high)] if low else None,
    }


def path_of(name, row):
    """Return where the figure of a row stands in the JSON."""
    row = {key: plain(cell) for key, cell in row.items() if key not in FIGURE}
    if name == "pairs":
        pair = pair_name(row["first"], row["second"])
        if row["part"] == "units":
            return ("units", "pairs", pair, row["measure"])
        if row["part"] == "gamma":
            return ("gamma", "pairs", pair)
        return (row["part"], row["measure"], "pairs", pair)
    if name == "units":
        pair = pair_name(row["first"], row["second"])
        measure = "labels" if row["measure"] == "u_alpha" else row["measure"]
        return ("units", "pairs", pair, measure, row["label"])
    if name == "labels":
        return (row["part"], row["measure"], "labels", row["label"])
    if name == "gold":
        of = () if row["of"] == "all" else (row["of"],)
        label = ("labels", row["label"]) if row["label"] else ()
        return ("gold", row["annotator"], *of, *label, row["measure"])
    if name == "totals":
        key = {
            "mean over pairs": "mean",
            "pooled over pairs": "pooled",
            "mean over documents": "macro",
        }.get(row["of"])
        if row["part"] == "attributes":
            return ("spans", "attributes", row["of"], "alpha")
        if row["part"] == "gamma":
            return ("gamma", "together" if row["of"] == "all together" else "mean")
        return (row["part"], row["measure"], *((key,) if key else ()))
    kind = name.removesuffix("s")
    return ("by", kind, row[kind], row["measure"])


def values(tree, path=()):
    """Yield every figure of the JSON with its path."""
    if isinstance(tree, dict):
        if "ci95" in tree:
            yield path, {key: tree[key] for key in ("value", "n", "ci95")}
        for key, inner in tree.items():
            yield from values(inner, (*path, key))


@pytest.mark.parametrize("project", ["sample", "hostile"])
def test_tables_and_json_hold_the_same_figures(run, request, project):
    name = request.getfixturevalue(project)
    run("adjudicate", name, "--rule", "majority")
    found = run("agreement", name, "--csv", "out", "--gamma", "--json").json
    known = dict(values(found))
    why = {row["what"]: row["why"] for row in found["undefined"]}
    told = set()
    for table in ("totals", "pairs", "labels", "gold", "units", "sources", "rounds", "weeks"):
        for row in sheet(table):
            path = path_of(table, row)
            assert written(row) == known[path], path
            assert row["undefined_because"] == why.get(".".join(path), ""), path
            told.add(path)
    assert set(known) == told
    drift = {(plain(row["annotator"]), row["week"]): written(row) for row in sheet("drift")}
    assert drift == {
        (who, row["week"]): row["f1"] for who, rows in found["drift"].items() for row in rows
    }
    assert bool(drift) == (project == "hostile")
    if project == "hostile":
        assert {plain(row["annotator"]) for row in sheet("drift")} == set(PEOPLE)
