"""What a rule settles in one document: spans first, then the relations and chains on them."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from annotator.adjudication.clusters import Cluster, Member, clusters, fingerprint, items
from annotator.adjudication.rules import Rule
from annotator.adjudication.values import (
    Alternative,
    Attributes,
    Decision,
    GoldRelation,
    Marked,
    PassLabels,
    Settlement,
    Standing,
    Work,
)
from annotator.compare.overlap import common_characters
from annotator.domain.annotation_sets import DEFAULT_PASS

Value = TypeVar("Value", bound=Hashable)
Place = tuple[str, int]
"""A span by its annotator and its place in their list."""


def settle(
    work: Sequence[Work], rule: Rule, labels: PassLabels, standing: Standing | None = None
) -> Settlement:
    """Return the decisions on one document; those the rule leaves open have no outcome.

    ``work`` holds everybody who finished at least one pass, none of them gold. Clusters that
    are settled in ``standing`` stay as they are, whatever this rule would make of them, and
    so do relations between them.
    """
    standing = standing or Standing()
    found = Settlement()
    gold: dict[Place, Marked] = {}
    by_pass: dict[str, list[Member]] = defaultdict(list)
    for one in work:
        for place, span in enumerate(one.spans):
            wanted = labels.passes.get(span.label, DEFAULT_PASS)
            by_pass[wanted].append(Member(one.annotator, place, span))
    for wanted, members in by_pass.items():
        doers = _doers(work, wanted)
        by_hand = [o for o in standing.by_hand if labels.passes.get(o.label, wanted) == wanted]
        there = Standing(standing.settled, by_hand)
        for cluster in clusters(members):
            found.spans.append(_settle_spans(cluster, rule, doers, wanted, gold, there))
    found.spans.sort(key=lambda decision: decision.key)
    found.relations = _settle_relations(work, rule, labels, gold)
    found.chains = _settle_chains(work, rule, gold)
    return found


def _doers(work: Sequence[Work], schema_pass: str) -> int:
    return sum(schema_pass in one.passes for one in work)


def _settle_spans(
    cluster: Cluster,
    rule: Rule,
    doers: int,
    schema_pass: str,
    gold: dict[Place, Marked],
    standing: Standing,
) -> Decision:
    """Decide one cluster as a whole, and note which gold span each member became."""
    key = cluster.key if schema_pass == DEFAULT_PASS else f"{cluster.key} {schema_pass}"
    votes: dict[Marked, set[str]] = defaultdict(set)
    for one in cluster.members:
        votes[one.span].add(one.annotator)
    alternatives = _alternatives(votes)
    inputs = fingerprint((one.annotator, one.span) for one in cluster.members)
    before = _became(cluster, standing, standing.settled.get((key, inputs)))
    if before is not None:
        gold.update(before)
        kept = tuple(sorted(set(before.values())))
        return Decision(key, inputs, kept, schema_pass, alternatives)
    why = "too-few-annotators"
    chosen: dict[int, Marked] = {}
    if rule.covers(doers):
        why = ""
        groups = items(cluster)
        for number, group in enumerate(groups):
            winner, why = _winner(group, rule, doers)
            if winner is None:
                break
            chosen[number] = winner
        else:
            for number, group in enumerate(groups):
                gold.update(((one.annotator, one.place), chosen[number]) for one in group)
    if why:
        return Decision(key, inputs, None, schema_pass, alternatives, why=why)
    outcome = tuple(sorted(set(chosen.values())))
    sources = sorted({who for span in outcome for who in votes[span]})
    return Decision(key, inputs, outcome, schema_pass, alternatives, tuple(sources))


def _became(
    cluster: Cluster, standing: Standing, settled: frozenset[Marked] | None
) -> dict[Place, Marked] | None:
    """Return which gold span each member became before; None where nobody has decided it.

    A span that a person made stands for those it is aligned with, whatever its label.
    """
    if settled is not None:
        return {
            (one.annotator, one.place): stands
            for group in items(cluster)
            for stands in {one.span for one in group} & settled
            for one in group
        }
    start, end = cluster.extent
    near = [
        Member("", place, one)
        for place, one in enumerate(standing.by_hand)
        if any(left < end and start < right for left, right in one.fragments)
    ]
    if not near:
        return None
    found: dict[Place, Marked] = {}
    for group in items(Cluster((*cluster.members, *near))):
        by_hand = [one.span for one in group if not one.annotator]
        if len(by_hand) == 1:
            found.update(((m.annotator, m.place), by_hand[0]) for m in group if m.annotator)
    return found


def _winner(group: Sequence[Member], rule: Rule, doers: int) -> tuple[Marked | None, str]:
    """Return what stands for one thing that was marked, or why the rule does not say.

    The label with enough votes and no equal beside it; among those who chose it the most
    frequent boundaries; and all who marked just that must have given the same attributes.
    """
    people = Counter(one.annotator for one in group)
    if max(people.values()) > 1:
        return None, "one-against-several"
    label = _most_frequent(one.span.label for one in group)
    if label is None:
        return None, "labels-tie"
    voters = [one.span for one in group if one.span.label == label]
    if not rule.enough(len(voters), doers):
        return None, "too-few-votes"
    fragments = _most_frequent(span.fragments for span in voters)
    if fragments is None:
        return None, "boundaries-tie"
    # Spans that only a third one links are no votes for each other.
    near = [one for one in voters if common_characters(one.fragments, fragments)]
    if not rule.enough(len(near), doers):
        return None, "too-few-votes"
    exact = {span for span in voters if span.fragments == fragments}
    if len(exact) > 1:
        return None, "attributes-differ"
    if rule.share >= 1 and len(set(voters)) > 1:
        return None, "boundaries-differ"
    return exact.pop(), ""


def _most_frequent(values: Iterable[Value]) -> Value | None:
    ranked = Counter(values).most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


def _settle_relations(
    work: Sequence[Work], rule: Rule, labels: PassLabels, gold: Mapping[Place, Marked]
) -> list[Decision]:
    """Decide each pair of settled spans that somebody related; the others stay blocked."""
    votes: dict[tuple[str, Marked, Marked], dict[str, Attributes]] = defaultdict(dict)
    blocked: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for one in work:
        for label, source, target, attributes in one.relations:
            ends = gold.get((one.annotator, source)), gold.get((one.annotator, target))
            if ends[0] is None or ends[1] is None:
                mine = one.spans[source], one.spans[target]
                key = _relation_key(label, *mine)
                blocked[key].append((one.annotator, (label, *mine, attributes)))
                continue
            first, second = ends[0], ends[1]
            if label in labels.symmetric:
                first, second = sorted((first, second))
            votes[label, first, second][one.annotator] = attributes
    decisions = [
        _settle_relation(place, people, rule, work, labels.passes.get(place[0], DEFAULT_PASS))
        for place, people in votes.items()
    ]
    decisions += [
        Decision(
            key,
            fingerprint(inputs),
            None,
            labels.passes.get(key.split(" ")[1], DEFAULT_PASS),
            why="end-not-settled",
        )
        for key, inputs in blocked.items()
    ]
    return sorted(decisions, key=lambda decision: decision.key)


def _settle_relation(
    place: tuple[str, Marked, Marked],
    people: Mapping[str, Attributes],
    rule: Rule,
    work: Sequence[Work],
    schema_pass: str,
) -> Decision:
    doers = _doers(work, schema_pass)
    key = _relation_key(*place)
    inputs = fingerprint((who, (place, attributes)) for who, attributes in people.items())
    by_attributes: dict[Attributes, list[str]] = defaultdict(list)
    for who, attributes in people.items():
        by_attributes[attributes].append(who)
    alternatives = [
        Alternative(GoldRelation(*place, attributes), tuple(sorted(who)))
        for attributes, who in sorted(by_attributes.items())
    ]
    why = ""
    if not rule.covers(doers):
        why = "too-few-annotators"
    elif not rule.enough(len(people), doers):
        why = "too-few-votes"
    elif len(by_attributes) > 1:
        why = "attributes-differ"
    if why:
        return Decision(key, inputs, None, schema_pass, alternatives, why=why)
    (attributes,) = by_attributes
    outcome = (GoldRelation(*place, attributes),)
    return Decision(key, inputs, outcome, schema_pass, alternatives, tuple(sorted(people)))


def _relation_key(label: str, source: Marked, target: Marked) -> str:
    ends = " > ".join(
        ",".join(f"{start}-{end}" for start, end in one.fragments) + f" {one.label}"
        for one in (source, target)
    )
    return f"relation {label} {ends}"


def _settle_chains(
    work: Sequence[Work], rule: Rule, gold: Mapping[Place, Marked]
) -> list[Decision]:
    """Decide chains: those with the very same settled spans are votes for one chain."""
    votes: dict[tuple[Marked, ...], set[str]] = defaultdict(set)
    blocked = []
    for one in work:
        for chain in one.chains:
            found = [gold.get((one.annotator, place)) for place in chain]
            kept = tuple(sorted({member for member in found if member is not None}))
            if None in found:
                blocked.append((one.annotator, [one.spans[place] for place in chain]))
            elif len(kept) > 1:
                votes[kept].add(one.annotator)
    decisions = []
    doers = len(work)
    for members, people in votes.items():
        start, end = members[0].fragments[0]
        key = f"chain {start}-{end} {fingerprint([('', members)])[:8]}"
        inputs = fingerprint((who, members) for who in people)
        settled = rule.covers(doers) and rule.enough(len(people), doers)
        decisions.append(
            Decision(
                key,
                inputs,
                (members,) if settled else None,
                DEFAULT_PASS,
                [Alternative(members, tuple(sorted(people)))],
                tuple(sorted(people)) if settled else (),
                "" if settled else "too-few-votes",
            )
        )
    for who, spans in blocked:
        start, end = spans[0].fragments[0]
        key = f"chain {start}-{end} {fingerprint([(who, spans)])[:8]}"
        why = "end-not-settled"
        decisions.append(Decision(key, fingerprint([(who, spans)]), None, why=why))
    return sorted(decisions, key=lambda decision: decision.key)


def _alternatives(votes: Mapping[Marked, set[str]]) -> list[Alternative]:
    return [Alternative(span, tuple(sorted(people))) for span, people in sorted(votes.items())]
