"""Whether Qt can open a window here: said in a sentence before Qt would abort."""

import ctypes
import os
import sys

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""Libraries that Qt's X11 plugin needs, with the Debian packages that hold them."""

_OTHER_PLATFORMS = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb")


def missing_for_window() -> str:
    """Return what keeps Qt from opening a window and how to mend it, or ""."""
    if sys.platform != "linux":
        return ""
    asked = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if asked in _OTHER_PLATFORMS:
        return ""
    x11, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    if not x11 and not wayland:
        return (
            "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is"
            " set).\nEvery verb works without one: annotator --help."
        )
    missing = [name for name in DEBIAN_PACKAGES if not _loads(name)]
    if not missing or (wayland and not asked.startswith("xcb")):
        return ""
    packages = " ".join(DEBIAN_PACKAGES[name] for name in missing)
    return (
        f"Qt lacks libraries of the system: {', '.join(missing)}.\n"
        f"On Debian and Ubuntu: sudo apt install {packages}"
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
