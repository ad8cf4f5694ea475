"""What is installed is whole: resources and the sample corpus are inside the package."""

import json
import zipfile


def test_the_wheel_runs_on_its_own(run_python, root, tmp_path):
    built = run_python("-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("news_annotator-*.whl")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    shipped = {path.relative_to(root).as_posix() for path in (root / "resources").rglob("*.*")}
    assert shipped
    assert not {name for name in shipped if not (unpacked / "annotator" / name).exists()}
    work = tmp_path / "work"
    work.mkdir()
    run = run_python(
        *("-m", "annotator", "demo", "--no-window", "--json"), cwd=work, path=(unpacked,)
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["documents"] == 16
    where = run_python(
        "-c", "import annotator; print(annotator.__file__)", cwd=work, path=(unpacked,)
    )
    assert where.stdout.startswith(str(unpacked))
