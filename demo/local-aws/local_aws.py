"""The local AWS of the Sluice demo: MiniStack with the mends of `mends/`.

Configured through environment variables only:
  GATEWAY_PORT        port to listen on (required by the demo; MiniStack's default is 4566)
  LOCAL_AWS_EVENTS    file for the event log, JSON lines (see mends/events.py); none: no log
  LOCAL_AWS_ORPHAN=1  keep running after the parent process has died
  NODE_PATH           where handlers find `@aws-sdk/*` (AWS ships the SDK inside the runtime)
"""

import os
import sys
from importlib.metadata import PackageNotFoundError, version

# MiniStack reads these when it is imported.
for _name, _value in {
    "BIND_HOST": "127.0.0.1",
    "MINISTACK_HOST": "127.0.0.1",
    "SFTP_ENABLED": "0",
    "IOT_MTLS_ENABLED": "0",
}.items():
    os.environ.setdefault(_name, _value)
# The stack's own profile or endpoint must not leak into the emulated functions.
for _name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
    os.environ.pop(_name, None)

#: The mends rest on private names of exactly this version.
MINISTACK_VERSION = "1.5.33"


def main() -> None:
    try:
        found = version("ministack")
    except PackageNotFoundError:
        found = "none"
    if found != MINISTACK_VERSION:
        sys.exit(f"local-aws: needs ministack=={MINISTACK_VERSION}, found {found}: pip install -r requirements.txt")

    from mends import apply_all
    from mends.lifecycle import guard

    guard()
    apply_all()
    from ministack import app

    app.main()


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
