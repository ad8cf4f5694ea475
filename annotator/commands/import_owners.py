"""Whose the sets of a file become: those named in it, or the one annotator asked for."""

from annotator.domain.annotation_sets import AnnotationSet, Annotator
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import UserError


class ImportOwners:
    """Choose the sets of one file to take, by the names that it tells over the whole of it.

    With ``wanted`` only that annotator's sets are taken where the file names them; all,
    under the wanted name, where it names nobody or one person alone. Whether that is so is
    known at the end: where ``must_read_again`` says so, the file is read a second time.
    """

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted
        self._names: dict[str, None] = {}
        self._all = False

    def chosen(self, item: AnnotatedDocument) -> list[AnnotationSet]:
        """Return the sets of a document to take now."""
        if self._wanted is None:
            return list(item.sets)
        taken = []
        for annotation in item.sets:
            owner = item.annotators.get(annotation.annotator)
            name = owner.name if owner else ""
            if name:
                self._names[name] = None
            if self._all or name in ("", self._wanted):
                taken.append(annotation)
        return taken

    def must_read_again(self) -> bool:
        """Tell, at the end of the file, whether the sets of its one annotator are still to take.

        Raises UserError where the file names several, and the wanted one is none of them.
        """
        if self._wanted is None or self._all or not self._names or self._wanted in self._names:
            return False
        if len(self._names) > 1:
            raise UserError(
                f"The file holds the work of several annotators ({', '.join(self._names)}),"
                f" and {self._wanted} is none of them.",
                mend="Name one of them, or nobody (no --annotator): then each set goes to the"
                " annotator of its name.",
            )
        self._all = True
        return True


def named_owner(item: AnnotatedDocument, annotation: AnnotationSet) -> Annotator:
    """Return the annotator that a file names for a set; raise UserError where it names none."""
    owner = item.annotators.get(annotation.annotator)
    if owner is None or not owner.id or not owner.name:
        raise UserError(
            "The file does not say whose work it is.",
            where=next((one.name for one in item.provenance if one.name), ""),
            mend="Name the annotator (--annotator NAME).",
        )
    return owner
