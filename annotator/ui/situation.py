"""What is the case in the window: what each action's ``when`` asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts that decide whether an action can be done now."""

    has_project: bool = False
    read_only: bool = False
    has_annotator: bool = False
    has_article: bool = False
    text_selected: bool = False
    span_selected: bool = False
    suggestion_selected: bool = False
    relation_selected: bool = False
    suggestions: int = 0
    busy: bool = False

    @property
    def always(self) -> bool:
        """Nothing is needed."""
        return True

    @property
    def idle_project(self) -> bool:
        """A project is open for writing and no long task is at work on it."""
        return self.writable and not self.busy

    @property
    def writable(self) -> bool:
        """A project is open for writing."""
        return self.has_project and not self.read_only

    @property
    def can_label(self) -> bool:
        """An article is open and its labels may be changed."""
        return self.has_article and self.writable and self.has_annotator

    @property
    def can_put_label(self) -> bool:
        """There is something a label can be put on."""
        return self.can_label and (
            self.text_selected or self.span_selected or self.suggestion_selected
        )

    @property
    def can_decide(self) -> bool:
        """There is a suggestion to decide."""
        return self.can_label and (self.suggestion_selected or self.suggestions > 0)

    @property
    def can_relate(self) -> bool:
        """A span is selected that a relation can start from."""
        return self.can_label and self.span_selected

    @property
    def can_delete(self) -> bool:
        """A span or a relation is selected."""
        return self.can_label and (self.span_selected or self.relation_selected)

    def why_not(self, when: str) -> str:
        """Return a sentence that says why an action with this ``when`` cannot be done now."""
        if not self.has_project:
            return "Open a project first."
        if self.read_only and when != "has_article":
            return "The project is open read-only."
        if self.busy:
            return "Wait until the work in the background is done, or stop it."
        if not self.has_article:
            return "Open an article first."
        if not self.has_annotator:
            return "Say who is labelling first: Project, Change annotator."
        return _WHY_NOT.get(when, "")


_WHY_NOT = {
    "can_put_label": "Select a word, a label or a suggestion first.",
    "can_decide": "No suggestion is left to decide.",
    "can_relate": "Select the label that the relation starts from; accept a suggestion first.",
    "can_delete": "Select a label or a relation first.",
}
"""What is lacking, where a project and an article are open for writing."""
