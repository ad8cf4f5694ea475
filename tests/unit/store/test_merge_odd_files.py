"""Files to merge that are of an older format, damaged or cut short."""

import sqlite3

import pytest

from annotator.app import hand_off
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands import merging
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetFlag
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.store import digests, tables
from tests.unit.store.merge_work import foreseen, work


def as_version_1(path):
    """Turn a project into one of the first format."""
    link = sqlite3.connect(path)
    later = [table.name for table in tables.MERGED_TABLES if table.since > 1]
    for name in (*later, "merges", "scopes", "seen_parts"):
        link.execute(f"DROP TABLE {name}")
    link.execute("DELETE FROM _sqlite_migrations WHERE name != 'create_tables'")
    link.execute("PRAGMA user_version = 1")
    link.commit()
    link.close()


def test_a_file_of_an_older_format_is_merged_and_stays_as_it_is(base, copy):
    work(copy, a=lambda d, s: AddSpan(d, (Extent(15, 22),), "test:ORG"))
    as_version_1(copy)
    before = copy.read_bytes()
    assert foreseen(base, copy).total("new") == 1
    with Session.open(base) as session:
        assert merging.merge(session.project, copy).total("new") == 1
    assert copy.read_bytes() == before


def test_a_dry_run_on_a_project_of_an_older_format_leaves_it_as_it_is(base, copy):
    work(copy, a=lambda d, s: AddSpan(d, (Extent(15, 22),), "test:ORG"))
    as_version_1(base)
    before = base.read_bytes()
    with Session.open(base, read_only=True) as session:
        assert hand_off.foresee(session.project, copy, Progress()).total("new") == 1
    assert base.read_bytes() == before


def spoil(path, wanted, put):
    """Change bytes of a file as a bad disk would."""
    with sqlite3.connect(path) as link:
        link.execute("PRAGMA journal_mode = DELETE")
    link.close()
    content = path.read_bytes()
    assert wanted in content
    path.write_bytes(content.replace(wanted, put))


@pytest.mark.parametrize(
    ("wanted", "put"),
    [
        (b"talked about trade", b"talked about brade"),
        (b"[[8,11]]", b"[[8,91]]"),
        (b"[[8,11]]", b"[[8,11]"),
    ],
)
def test_nothing_of_a_damaged_file_comes_in(base, copy, wanted, put):
    work(copy, a=lambda d, s: SetFlag(d, "odd"))
    spoil(copy, wanted, put.ljust(len(wanted)))
    with Session.open(base) as session:
        before = digests.state(session.project.connection)
        for dry_run in (True, False):
            with pytest.raises(UserError, match="damaged") as caught:
                merging.merge(session.project, copy, dry_run=dry_run)
            assert "sent again" in str(caught.value)
        assert digests.state(session.project.connection) == before


def test_what_is_no_file_or_the_project_itself_is_told_with_what_to_do(base, tmp_path):
    with Session.open(base) as session:
        for wrong, said in (
            (tmp_path / "none.annotations", "no such file"),
            (tmp_path, "no file"),
            (base, "with itself"),
        ):
            with pytest.raises(UserError, match=said) as caught:
                hand_off.check(session.project, [wrong], [], Progress())
            assert caught.value.where == str(wrong)
            assert "Name the" in caught.value.mend


def test_broken_pages_are_told_on_one_line(base, copy):
    content = bytearray(copy.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 5000] = bytes(one ^ 0x5A for one in content[middle : middle + 5000])
    copy.write_bytes(content)
    with Session.open(base) as session, pytest.raises(UserError) as caught:
        merging.merge(session.project, copy)
    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_was_cut_short_is_to_be_sent_again(base, copy):
    copy.write_bytes(copy.read_bytes()[: 3 * 4096])
    with Session.open(base) as session, pytest.raises(UserError, match="sent again"):
        merging.merge(session.project, copy)
