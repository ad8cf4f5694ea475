"""The error that is shown to a person instead of a traceback."""


class UserError(Exception):
    """Say what went wrong, where, and how to mend it, in one or two lines.

    Front ends print ``str(error)`` and nothing else; the command line exits with 2.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        text = f"{where}: {what}" if where else what
        super().__init__(f"{text}\n{mend}" if mend else text)


class Stopped(Exception):
    """The user stopped a long task; the command line exits with 130."""
