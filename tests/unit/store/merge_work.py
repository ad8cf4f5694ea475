"""Work on project files that are merged, and what a dry run says of them."""

from annotator.app import hand_off
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.store import digests

TEXT = "Ada met Bob at Elm Ltd in Fez. They talked about trade. Nobody else came."


def work(path, *, name="Ada", **steps):
    """Run commands on a file; each gets the document and its spans."""
    with Session.open(path) as session:
        session.use_annotator(name)
        document = session.listing().page(0, 1)[0].id
        spans = [span.id for span in session.annotation_set(document).spans]
        for make in steps.values():
            session.run(make(document, spans))


def foreseen(base, copy):
    """Return what a dry run says of merging a file, which leaves the project as it is."""
    with Session.open(base, read_only=True) as session:
        before = digests.state(session.project.connection)
        report = hand_off.foresee(session.project, copy, Progress())
        assert digests.state(session.project.connection) == before
        return report
