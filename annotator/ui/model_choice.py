"""Which model suggests, and what its labels become: asked for, shown and kept."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog

from annotator.domain.errors import UserError
from annotator.ui.host import Host
from annotator.ui.panels.mapping_dialog import MappingDialog
from annotator.ui.prefilling import Prefilling

_FOLDER = "A pipeline in a folder…"


class ModelChoice:
    """Answer the actions on the model; suggestions start anew after a change."""

    def __init__(self, window: Host, prefill: Prefilling) -> None:
        self._window = window
        self._prefill = prefill

    def choose(self) -> None:
        """Ask for an installed pipeline, or a folder with one."""
        from annotator.suggest.pipelines import installed_pipelines

        names = [info.name for info in installed_pipelines()]
        now = self._window.settings.values.model
        chosen, given = QInputDialog.getItem(
            self._window.widget,
            "Model",
            "The spaCy pipeline that suggests:",
            [*names, _FOLDER],
            names.index(now) if now in names else 0,
            False,
        )
        if given and chosen == _FOLDER:
            chosen = QFileDialog.getExistingDirectory(self._window.widget, "Folder of a pipeline")
        if given and chosen:
            self.use(chosen)

    def use(self, name_or_folder: str) -> None:
        """Use a pipeline from now on, and suggest with it; a wrong one is told and not kept."""
        from annotator.app.prefill import pipeline

        try:
            info = pipeline(name_or_folder)
        except UserError as error:
            self._window.say(" ".join(str(error).split("\n")), True)
            return
        kept = str(Path(name_or_folder).resolve()) if not info.package else info.name
        self._window.settings.change(model=kept)
        self._prefill.end()
        self._prefill.start()

    def show_mapping(self) -> None:
        """Show what the pipeline's labels become in the schema, to change it."""
        from annotator.app.prefill import pipeline, save_mapping, saved_mapping
        from annotator.suggest.mapping import LabelMapping, default_mapping

        session = self._window.session
        if session is None:
            return
        try:
            info = pipeline(self._window.settings.values.model or None)
        except UserError as error:
            self._window.say(" ".join(str(error).split("\n")), True)
            return
        schema = session.schema()
        dialog = MappingDialog(
            info.source,
            saved_mapping(session, info).targets,
            default_mapping(info, schema).targets,
            schema.span_labels,
            self._window.widget,
        )

        def save() -> None:
            self._prefill.end()
            mapping = LabelMapping(dialog.mapping())
            if self._window.attempt(lambda: save_mapping(session, info, mapping)):
                self._prefill.start()

        dialog.accepted.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
