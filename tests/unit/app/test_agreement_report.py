"""Writing the report can be stopped at every step, and leaves nothing half-written then."""

import pytest

from annotator.app import agreement, agreement_report
from annotator.app.agreement import Choice
from annotator.app.agreement_report import Wanted, compare_and_write
from annotator.app.sample import ensure_sample
from annotator.app.tasks import Progress
from annotator.domain.errors import Stopped


class Counting(Progress):
    """Progress that is stopped at one of its reports, and notes during what they came."""

    def __init__(self, last=None):
        super().__init__()
        self.last = last
        self.number = 0
        self.during = []
        self.phase = "read"

    def report(self, done, total=0):
        self.number += 1
        self.during.append(self.phase)
        if self.number == self.last:
            self.stop()
        super().report(done, total)


def noting(monkeypatch, progress, module, name):
    work = getattr(module, name)

    def noted(*some, **more):
        progress.phase = name
        try:
            return work(*some, **more)
        finally:
            progress.phase = f"after {name}"

    monkeypatch.setattr(module, name, noted)


def test_it_can_be_stopped_at_every_step(tmp_path, monkeypatch):
    path = tmp_path / "sample.annotations"
    ensure_sample(path)
    out = tmp_path / "out"
    out.mkdir()
    wanted = Wanted(out / "r.html", out / "tables")
    whole = Counting()
    with agreement.open_project(path) as project:
        with monkeypatch.context() as patched:
            noting(patched, whole, agreement_report.digests, "digest")
            noting(patched, whole, agreement_report, "write_tables")
            from annotator.agreement.html import page

            noting(patched, whole, page, "page")
            compare_and_write(project, Choice(), wanted, whole)
        assert {"read", "digest", "page", "write_tables"} <= set(whole.during)
        for one in sorted(out.rglob("*"), reverse=True):
            one.rmdir() if one.is_dir() else one.unlink()
        for last in range(1, whole.number + 1):
            if whole.during[last - 1] == "write_tables":
                break  # the page stands by then; that the tables do not is tested elsewhere
            with pytest.raises(Stopped):
                compare_and_write(project, Choice(), wanted, Counting(last))
            assert not list(out.iterdir())
