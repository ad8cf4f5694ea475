"""A project whose names of people, labels and articles try to become markup or formulas."""

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.schema import Attribute, Schema
from annotator.domain.spans import Extent
from annotator.store import documents
from tests.projects import make_document, make_label

HOSTILE = "<script>alert('x')</script>&\"<b>"
PEOPLE = ("Ada", HOSTILE, "=Cleo|C")
TEXT = "😀 Ada Lovelace met Bob 👩‍🔬 in Åre & Oslo. Nobody < saw > them {}."


def make_hostile(path):
    """Make a project of six articles and three people, every name of which tries to break out."""
    label, other = make_label(f"PER{HOSTILE}"), make_label("PLACE")
    attribute = Attribute("test:a", HOSTILE, ("yes", "no"), (), "no")
    with Session.create(path, Schema(HOSTILE, (label, other), (attribute,))) as session:
        with session.project.transaction() as t:
            made = [
                make_document(TEXT.format(at), f"</title>{HOSTILE} {at}", source=HOSTILE)
                for at in range(6)
            ]
            for document in made:
                documents.add(t, document)
        session.refresh("Ingest")
        for number, person in enumerate(PEOPLE):
            session.use_annotator(person)
            for at, document in enumerate(made):
                for words, one in (
                    ("Ada Lovelace" if (at + number) % 3 else "Ada", label),
                    ("Åre", other if (at * number) % 2 else label),
                    ("Oslo", other),
                ):
                    if words == "Oslo" and at == number:
                        continue
                    start = document.text.index(words)
                    extent = Extent(start, start + len(words))
                    session.run(AddSpan(document.id, (extent,), one.id))
                session.run(SetState(document.id, State.FINISHED))
