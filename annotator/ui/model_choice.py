"""Which model suggests, and what its labels become: asked for, shown and kept."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from annotator.domain.errors import UserError
from annotator.ui.host import Host
from annotator.ui.panels.mapping_dialog import MappingDialog
from annotator.ui.panels.model_dialog import ModelDetails, ModelDialog, ModelRow
from annotator.ui.prefilling import Prefilling

if TYPE_CHECKING:
    from annotator.suggest.pipelines import PipelineInfo


class ModelChoice:
    """Answer the actions on the model; suggestions start anew after a change."""

    def __init__(self, window: Host, prefill: Prefilling) -> None:
        self._window = window
        self._prefill = prefill
        self._known: dict[str, PipelineInfo] = {}

    def choose(self) -> None:
        """Ask for an installed pipeline, or a folder with one."""
        from annotator.suggest.pipelines import installed_pipelines

        self._known = {info.name: info for info in installed_pipelines()}
        now = self._current()
        if now is not None:
            self._known.setdefault(_kept_as(now), now)
        dialog = ModelDialog(
            [_row(name, info) for name, info in self._known.items()],
            _kept_as(now) if now is not None else "",
            self._details,
            self._window.widget,
        )
        dialog.folder_requested.connect(lambda: self._ask_folder(dialog))
        dialog.chosen.connect(self.use)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def use(self, name_or_folder: str) -> None:
        """Use a pipeline from now on, and suggest with it; a wrong one is told and not kept.

        Where the schema does not know some of its labels, what they become is asked first.
        """
        from annotator.app.model_check import check_model
        from annotator.app.prefill import choose_model, pipeline

        session = self._window.session
        try:
            info = pipeline(name_or_folder)
        except UserError as error:
            self._window.say(" ".join(str(error).split("\n")), True)
            return
        kept = _kept_as(info)
        self._window.settings.change(model=kept)
        self._prefill.end()
        if session is None or not self._window.attempt(lambda: choose_model(session, kept)):
            return
        if check_model(session, info).left_out and not session.project.meta(f"mapping:{info.name}"):
            self._ask_mapping(info)
        else:
            self._prefill.start()

    def show_mapping(self) -> None:
        """Show what the pipeline's labels become in the schema, to change it."""
        info = self._current(tell=True)
        if info is not None:
            self._ask_mapping(info)

    # Inside

    def _ask_mapping(self, info: "PipelineInfo") -> None:
        from annotator.app.prefill import save_mapping, saved_mapping
        from annotator.suggest.mapping import LabelMapping, default_mapping

        session = self._window.session
        if session is None:
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
        dialog.rejected.connect(self._prefill.go_on)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_folder(self, dialog: ModelDialog) -> None:
        from annotator.app.prefill import pipeline

        folder = QFileDialog.getExistingDirectory(dialog, "Folder of a pipeline")
        if not folder:
            return
        try:
            info = pipeline(folder)
        except UserError as error:
            dialog.show_trouble(" ".join(str(error).split("\n")))
            return
        name = _kept_as(info)
        self._known[name] = info
        dialog.add(_row(name, info), choose=True)

    def _details(self, name: str) -> ModelDetails:
        from annotator.app.model_check import check_model

        session = self._window.session
        if session is None:
            return ModelDetails((), ())
        found = check_model(session, self._known[name])
        return ModelDetails(found.suggested, found.left_out, found.warnings)

    def _current(self, *, tell: bool = False) -> "PipelineInfo | None":
        from annotator.app.prefill import chosen_model, pipeline

        session = self._window.session
        if session is None:
            return None
        try:
            return pipeline(chosen_model(session, self._window.settings.values.model) or None)
        except UserError as error:
            if tell:
                self._window.say(" ".join(str(error).split("\n")), True)
            return None


def _kept_as(info: "PipelineInfo") -> str:
    """Return what a pipeline is found by again: its package's name, or its folder."""
    return info.name if info.package else str(Path(info.path).resolve())


def _row(name: str, info: "PipelineInfo") -> ModelRow:
    return ModelRow(name, info.source, info.language)
