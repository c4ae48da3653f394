"""No process and no file of the local AWS outlives the program that started it, and no two of them share one.

The emulator leads its own process group, which its Lambda workers join, and has its own directory for temporary files
and state, empty at the start. A tiny shell outside the group waits on a pipe that only the emulator holds: when the
emulator ends, however it ends, the pipe closes and the shell kills the group and removes the directory. The emulator
itself ends when its parent does, found by polling (PR_SET_PDEATHSIG would also fire when only the parent's starting
*thread* ends).
"""

import os
import subprocess
import tempfile
import threading
import time

_POLL_SECONDS = 0.5
_keep = []  # the write end of the guard's pipe lives as long as this process


def own_directory() -> str:
    """Make and use a directory of this process's own; call before MiniStack is imported."""
    directory = tempfile.mkdtemp(prefix="local-aws-")
    tempfile.tempdir = os.environ["TMPDIR"] = directory
    os.environ["STATE_DIR"] = os.path.join(directory, "state")
    os.environ["S3_DATA_DIR"] = os.path.join(directory, "s3")
    return directory


def guard(directory: str, outlive_parent: bool) -> None:
    """Arrange the end of everything; call once, before any worker starts."""
    parent = os.getppid()
    try:
        os.setpgid(0, 0)
    except PermissionError:
        pass  # leads a session, so its group too
    _keep.append(
        subprocess.Popen(
            ["/bin/sh", "-c", 'read _; kill -KILL -"$0" 2>/dev/null; rm -rf "$1"', str(os.getpid()), directory],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    )
    if not outlive_parent:
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)
    os._exit(0)
