"""Small corpora for tests of agreement, from plain lists."""

from annotator.agreement.building import build
from annotator.agreement.report import report
from annotator.agreement.values import (
    ComparedDocument,
    ComparedRelation,
    ComparedSet,
    ComparedSpan,
    Settings,
)

QUICK = Settings(resamples=0)


def spans(*marked, taken=False):
    """Return spans from (start, end, label) or (start, end, start, end, ..., label)."""
    return [
        ComparedSpan(
            tuple((edges[at], edges[at + 1]) for at in range(0, len(edges), 2)), label, {}, taken
        )
        for *edges, label in marked
    ]


def work(marked, relations=(), chains=(), **more):
    """Return one annotator's set; relations are (label, source, target)."""
    return ComparedSet(
        spans(*marked), [ComparedRelation(*one) for one in relations], chains, **more
    )


def document(sets, name="d", length=100, tokens=None, **more):
    """Return a document; the sets map names to lists of spans, None for not done."""
    done = {
        person: one if isinstance(one, ComparedSet) else work(one)
        for person, one in sets.items()
        if one is not None
    }
    tokens = [(at, at + 5) for at in range(0, length, 5)] if tokens is None else tokens
    return ComparedDocument(name, length, done, tokens, **more)


def reported(*documents, **settings):
    """Return the report without intervals unless asked for."""
    return report(documents, Settings(**{"resamples": 0, **settings}))


def tables(*documents, **settings):
    """Return the columns of documents."""
    return build(documents, Settings(**settings))


def figure(found, *path):
    """Return the figure at a path of a report."""
    for name in path:
        found = found[name]
    return found["value"]
