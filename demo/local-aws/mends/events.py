"""The event log: what no AWS API tells. JSON lines, appended and flushed.

{"time": <ms>, "kind": "worker-died", "function": "..."}     during an invocation
{"time": <ms>, "kind": "worker-timeout", "function": "..."}
{"time": <ms>, "kind": "alarm", "alarm": "...", "from": "OK", "to": "ALARM", "reason": "..."}
{"time": <ms>, "kind": "mend-failed", "what": "...", "error": "..."}
"""

import json
import logging
import os
import sys
import threading
import time

log = logging.getLogger("local_aws")

_path = os.environ.get("LOCAL_AWS_EVENTS")
_lock = threading.Lock()


def emit(kind: str, **fields) -> None:
    """Append one event, if a log was asked for."""
    if not _path:
        return
    line = json.dumps({"time": int(time.time() * 1000), "kind": kind, **fields})
    with _lock, open(_path, "a", encoding="utf-8") as out:
        out.write(line + "\n")


def mend_failed(what: str) -> None:
    """Report the exception being handled: what a background thread meets, no caller sees."""
    log.exception("%s", what)
    emit("mend-failed", what=what, error=repr(sys.exc_info()[1]))
