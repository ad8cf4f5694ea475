"""The work behind the dialogs of import, export and merge, as tasks for a thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.domain.queries import parse_query
from annotator.ui.export_choices import EVERYBODY, ExportChoices
from annotator.ui.export_dialog import ExportWish
from annotator.ui.import_form import Becomes, ImportWish

if TYPE_CHECKING:
    from annotator.app.exchange import ExportOptions, ExportResult, ImportReport, Selection
    from annotator.app.import_previews import ImportPreview
    from annotator.app.previews import ExportPreview

Result = TypeVar("Result")


def preview_work(session: Session, wish: ExportWish) -> Callable[[Progress], "ExportPreview"]:
    """Return the work of a preview of an export."""
    project, asker = session.project, session.annotator.id

    def work(progress: Progress) -> "ExportPreview":
        from annotator.app.previews import preview_export

        selection = _selection(wish, asker)
        options = _options(wish.choices, tuple(selection.annotators))
        return preview_export(project, wish.choices.format, selection, options, progress)

    return work


def export_work(session: Session, wish: ExportWish) -> Callable[[Progress], "ExportResult"]:
    """Return the work of an export."""
    project, asker = session.project, session.annotator.id

    def work(progress: Progress) -> "ExportResult":
        from annotator.app.exchange import export_to

        selection = _selection(wish, asker)
        options = _options(wish.choices, tuple(selection.annotators))
        return export_to(
            project, wish.destination, wish.choices.format, selection, options, progress
        )

    return work


def import_preview_work(
    session: Session, wish: ImportWish
) -> Callable[[Progress], "ImportPreview"]:
    """Return the work of a preview of an import."""
    project = session.project

    def work(progress: Progress) -> "ImportPreview":
        from annotator.app.exchange import ReadOptions
        from annotator.app.import_previews import preview_import

        reading = ReadOptions(wish.offsets, wish.scheme)
        return preview_import(project, wish.paths, wish.format, reading, progress)

    return work


def import_work(session: Session, wish: ImportWish) -> Callable[[Progress], "ImportReport"]:
    """Return the work of an import, as labels or as suggestions."""
    project = session.project

    def work(progress: Progress) -> "ImportReport":
        from annotator.app import exchange

        reading = exchange.ReadOptions(wish.offsets, wish.scheme)
        name, labels = wish.format or None, wish.labels or exchange.LabelChoices()
        if wish.becomes is Becomes.SUGGESTIONS:
            return exchange.import_as_suggestions(
                project,
                wish.paths,
                wish.source,
                progress,
                format_name=name,
                reading=reading,
                labels=labels,
            )
        options = exchange.ImportOptions(
            wish.annotator if wish.becomes is Becomes.MINE else None,
            State(wish.state) if wish.state else None,
            labels,
        )
        return exchange.import_paths(
            project, wish.paths, options, progress, format_name=name, reading=reading
        )

    return work


def failing_softly(
    work: Callable[[Progress], Result],
) -> Callable[[Progress], Result | UserError]:
    """Return work that hands over why it could not be done, to be told in a box of its own."""

    def tried(progress: Progress) -> Result | UserError:
        try:
            return work(progress)
        except UserError as error:
            return error

    return tried


def titles(session: Session, wanted: list[str]) -> dict[str, str]:
    """Return the titles of those articles that are there, by id."""
    from annotator.app.facts import titles_of

    found = titles_of(session, [DocumentId(one) for one in wanted])
    return {str(one): title for one, title in found.items()}


def _selection(wish: ExportWish, asker: AnnotatorId) -> "Selection":
    from annotator.app.exchange import Selection

    everything = EVERYBODY in wish.choices.people
    people = () if everything else tuple(AnnotatorId(one) for one in wish.choices.people)
    query = parse_query(wish.query)
    return Selection(people, everything, wish.choices.all_states, query, asker or None)


def _options(choices: ExportChoices, people: tuple[AnnotatorId, ...]) -> "ExportOptions":
    from annotator.app.exchange import ExportOptions

    whole = sum(choices.shares)
    train, dev, test = (share / whole for share in choices.shares) if whole else (1.0, 0.0, 0.0)
    split = (train, dev, test) if choices.split and choices.format != "jsonl" else None
    return ExportOptions(
        split,
        choices.seed,
        people,
        choices.all_states,
        choices.expand,
        choices.flatten,
        choices.scheme,
        choices.window,
    )
