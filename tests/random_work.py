"""Random work on small projects, the same for a seed: what a person might do, step by step."""

import random

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan, DeleteSpans, MoveSpan, RelabelSpan, SetSpanNote
from annotator.commands.progress import SetFlag, SetState, SetZone
from annotator.commands.relating import AddRelation, DeleteRelations, LinkSpans, UnlinkSpan
from annotator.commands.spreading import LabelEverywhere, find_equal
from annotator.commands.triage import AcceptSuggestions, RejectSuggestions
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.domain.suggestions import (
    RelationSuggestion,
    SuggestedEnd,
    Suggestion,
    SuggestionRun,
)

TEXTS = (
    "Ada met Bob in Cairo. Ada left. 😀 Bob stayed.",
    "Dora works for Elm Ltd in Fez.",
)
EXTENTS = (Extent(0, 3), Extent(8, 11), Extent(15, 20), Extent(0, 11), Extent(22, 25))
STEPS = (
    "label", "label", "relabel", "move", "delete", "note", "relate", "unrelate", "link",
    "unlink", "state", "flag", "zone", "accept", "reject", "undo", "undo", "redo", "suggest",
    "spread",
)  # fmt: skip


def random_step(session: Session, rng: random.Random) -> None:
    """Do one random thing as a person would; what the rules refuse is not done."""
    documents = [entry.id for entry in session.listing().page(0, 10)]
    document = rng.choice(documents)
    spans = session.annotation_set(document).spans
    relations = session.annotation_set(document).relations
    labels = [label.id for label in session.schema().span_labels]
    links = [label.id for label in session.schema().relation_labels]
    step = rng.choice(STEPS)
    try:
        if step == "undo":
            session.undo()
        elif step == "redo":
            session.redo()
        elif step == "label":
            session.run(AddSpan(document, (rng.choice(EXTENTS),), rng.choice(labels)))
        elif step == "state":
            session.run(SetState(document, rng.choice(list(State))))
        elif step == "flag":
            session.run(SetFlag(document, rng.choice(["", "odd", "quotes"])))
        elif step == "zone":
            session.run(SetZone(document, 0, 5, rng.choice(list(ZoneKind))))
        elif step == "suggest":
            proposed = [Suggestion((rng.choice(EXTENTS),), rng.choice(labels), "m 1")]
            ends = [SuggestedEnd((one,), rng.choice(labels)) for one in rng.sample(EXTENTS, 2)]
            related = RelationSuggestion(rng.choice(links), (ends[0], ends[1]), "m 1")
            run = SuggestionRun(document, "m 1", proposed, rng.choice([(), (related,)]))
            session.store_suggestions([run])
        elif step in ("accept", "reject") and (pending := session.pending(document)):
            act = AcceptSuggestions if step == "accept" else RejectSuggestions
            session.run(act(document, [rng.choice((pending[0], pending[-1])).suggestion]))
        elif step == "spread" and spans:
            string = spans[0].surface(session.document(document).text)
            label = rng.choice(labels)
            places = find_equal(session.project, session.annotator.id, string, label)
            session.run(LabelEverywhere(places, label, document))
        elif step == "unrelate" and relations:
            session.run(DeleteRelations(document, [rng.choice(relations).id]))
        elif spans:
            span = rng.choice(spans).id
            other = rng.choice(spans).id
            commands = {
                "relabel": RelabelSpan(document, span, rng.choice(labels)),
                "move": MoveSpan(document, span, (rng.choice(EXTENTS),)),
                "delete": DeleteSpans(document, [span]),
                "note": SetSpanNote(document, span, rng.choice(["", "a", "b"])),
                "relate": AddRelation(document, span, other, rng.choice(links)),
                "link": LinkSpans(document, [span, other]),
                "unlink": UnlinkSpan(document, span),
            }
            if step in commands:
                session.run(commands[step])
    except UserError:
        pass
