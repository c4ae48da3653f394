"""The local AWS of the Sluice demo: MiniStack with the mends of `mends/`.

Configured through environment variables only; functions get no other variable of the caller's environment, as on AWS:
  GATEWAY_PORT        port to listen on, on 127.0.0.1 (default 4566)
  LOCAL_AWS_EVENTS    file for the event log, JSON lines (see mends/events.py); none: no log
  LOCAL_AWS_ORPHAN=1  keep running after the parent process has died
  LOG_LEVEL           of the log on the standard error, INFO by default
  NODE_PATH           where handlers find `@aws-sdk/*` (AWS ships the SDK inside the runtime)
  PATH                must have `node`
"""

import os
import sys
from importlib.metadata import PackageNotFoundError, version

#: The mends rest on private names of exactly this version.
MINISTACK_VERSION = "1.5.33"

_CALLERS = ("GATEWAY_PORT", "HOME", "LANG", "LOCAL_AWS_EVENTS", "LOG_LEVEL", "NODE_PATH", "PATH")
#: MiniStack reads these when it is imported.
_SETTINGS = {"BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}


def _set_environment() -> None:
    kept = {name: os.environ[name] for name in _CALLERS if name in os.environ}
    os.environ.clear()
    os.environ.update({**kept, **_SETTINGS})


def _check_version() -> None:
    try:
        found = version("ministack")
    except PackageNotFoundError:
        found = "none"
    if found != MINISTACK_VERSION:
        sys.exit(f"local-aws: needs ministack=={MINISTACK_VERSION}, found {found}: pip install -r requirements.txt")


def main() -> None:
    """Run until stopped, or until the parent process ends."""
    outlive_parent = os.environ.get("LOCAL_AWS_ORPHAN") == "1"
    _set_environment()
    _check_version()
    from mends import apply_all, lifecycle

    lifecycle.guard(lifecycle.own_directory(), outlive_parent)
    apply_all()
    from ministack import app

    app.main()


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
