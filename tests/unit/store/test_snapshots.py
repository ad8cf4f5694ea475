"""Several readers of a project see one state of it, and keep it to the end."""

from annotator.store import annotators, connection
from annotator.store.project import Project


def people(link):
    return link.execute("SELECT count(*) FROM annotators").fetchone()[0]


class Overtaken:
    """A connection after whose choice of a state somebody else commits, a few times."""

    def __init__(self, link, commit, times):
        self._link = link
        self._commit = commit
        self._left = times

    def execute(self, statement):
        done = self._link.execute(statement)
        if "sqlite_master" in statement and self._left:
            self._left -= 1
            self._commit()
        return done


def test_a_snapshot_stays_as_it_was(tmp_path):
    with Project.create(tmp_path / "p.annotations") as project, project.snapshots(3) as links:
        with project.transaction() as t:
            annotators.ensure(t, "Ada")
        assert [people(link) for link in links] == [0, 0, 0]


def test_readers_begin_again_where_somebody_commits_between(tmp_path):
    path = tmp_path / "p.annotations"
    with Project.create(path) as project:

        def commit():
            with project.transaction() as t:
                annotators.ensure(t, f"person {people(project.connection)}")

        links = [connection.open_reader(path) for _ in range(3)]
        try:
            # The second begins, a commit comes, and the third and the first see more than it.
            connection.begin_alike([links[0], Overtaken(links[1], commit, 2), links[2]])
            assert [people(link) for link in links] == [2, 2, 2]
        finally:
            for link in links:
                link.close()
