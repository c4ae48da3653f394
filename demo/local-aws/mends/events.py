"""The event log: what the demo must know and no AWS API tells. JSON lines, appended and flushed.

  {"time": <ms>, "kind": "worker-died", "function": "...", "busy": true, "pid": 123}
  {"time": <ms>, "kind": "worker-timeout", "function": "...", "busy": true, "pid": 123}
  {"time": <ms>, "kind": "alarm", "alarm": "...", "from": "OK", "to": "ALARM", "reason": "..."}
"""

import json
import os
import threading
import time

_path = os.environ.get("LOCAL_AWS_EVENTS")
_lock = threading.Lock()


def emit(kind: str, **fields) -> None:
    """Append one event, if a log was asked for."""
    if not _path:
        return
    line = json.dumps({"time": int(time.time() * 1000), "kind": kind, **fields})
    with _lock, open(_path, "a", encoding="utf-8") as out:
        out.write(line + "\n")
