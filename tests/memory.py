"""Running Python in a process of its own that tells the most memory it took."""

import subprocess
import sys
from pathlib import Path

_MOST = """

def most():
    from pathlib import Path
    import resource
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage tells begins with the parent's memory.
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

"""


def told(script: str, *arguments: object, seconds: int = 300) -> list[str]:
    """Run a script, which may ask ``most()`` for MiB; return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", _MOST + script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()
