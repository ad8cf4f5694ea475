"""Looking over and correcting what is known of articles: after an ingest, or at any time."""

from annotator.app import arrivals, facts
from annotator.app.arrivals import LastIngest
from annotator.domain.ids import DocumentId
from annotator.ui.articles.wording import short_date
from annotator.ui.facts.arrivals_dialog import ArrivalsDialog
from annotator.ui.facts.facts_dialog import FactsDialog
from annotator.ui.facts.wording import encoding_name
from annotator.ui.host import Host


class Correcting:
    """Answer the actions on facts and encoding."""

    def __init__(self, window: Host) -> None:
        self._window = window
        self._dialog: ArrivalsDialog | FactsDialog | None = None

    # Actions

    def show_facts(self) -> None:
        """Show the facts of the open article, to correct them."""
        desk = self._window.desk
        if desk is not None and desk.document_id is not None:
            self.show_facts_of(desk.document_id)

    def show_last(self) -> None:
        """Show what came in last, to look it over."""
        last = self._last()
        if last is None:
            self._window.say("No articles have come in yet.")
        else:
            self._show(last)

    def show_new(self) -> None:
        """Show what just came in: a list, or the article itself where it is one."""
        desk, last = self._window.desk, self._last()
        if desk is None or last is None:
            return
        numbers = arrivals.new_numbers(desk.session.project, last)
        alone = len(numbers) == 1 and not last.skipped_count
        if not numbers and not last.skipped_count and not last.known_count:
            return
        if not alone:
            if numbers or last.skipped_count:
                self._show(last)
            return
        (one,) = facts.facts_of_numbers(desk.session, numbers)
        self._window.open_article(one.document)
        if one.document in last.remarks:
            self.show_facts_of(one.document)
            return
        known = (one.facts.get("source", ""), short_date(one.facts.get("published", "")))
        told = [part for part in (*known, encoding_name(one.encoding)) if part]
        key = self._window.shown_key("article.facts")
        self._window.say(f"Added: {' · '.join(told)}. {key} shows and corrects its facts.")

    def show_facts_of(self, document: DocumentId) -> None:
        """Show the facts of an article, to correct them."""
        desk, last = self._window.desk, self._last()
        if desk is None:
            return
        remarks = last.remarks.get(document, {}) if last else {}
        self._open(FactsDialog(desk, document, remarks, self._window.widget))

    def end(self) -> None:
        """Close what is open: the project is about to be closed."""
        if self._dialog is not None:
            self._dialog.close()

    # Inside

    def _last(self) -> LastIngest | None:
        session = self._window.session
        return arrivals.last_ingest(session.project) if session is not None else None

    def _show(self, last: LastIngest) -> None:
        desk = self._window.desk
        if desk is None:
            return
        dialog = ArrivalsDialog(desk, last, self._window.widget)
        dialog.article_requested.connect(self._window.open_article)
        self._open(dialog)

    def _open(self, dialog: ArrivalsDialog | FactsDialog) -> None:
        self.end()
        self._dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._dialog = None
