"""Moving messages out of a dead-letter queue.

Restored: `StartMessageMoveTask` and `ListMessageMoveTasks`. What is moved is a new message to SQS, with a new id, a new age and no
receives; at most 500 messages a second, or `MaxNumberOfMessagesPerSecond`; one task a queue at a time.
Unlike AWS: `DestinationArn` has to be given, no task can be cancelled, and FIFO queues are refused.
"""

import threading
import time

from ministack.services import lambda_svc as L
from ministack.services import sqs as SQ

from .events import mend_failed
from .sqs_queue import lock, locked

_MOST_PER_SECOND = 500
_STEP_SECONDS = 0.1
_tasks: dict[str, list[dict]] = {}


def _queue(arn: str) -> dict:
    queue = SQ._queue_by_arn(arn)
    if not queue:
        raise SQ._Err("ResourceNotFoundException", "The resource that you specified for the SourceArn does not exist.")
    return queue


def _start(data: dict, _url: str) -> dict:
    source, target = _queue(data["SourceArn"]), _queue(data.get("DestinationArn", ""))
    if source["is_fifo"]:
        raise SQ._Err("UnsupportedOperation", "not emulated for FIFO queues")
    tasks = _tasks.setdefault(data["SourceArn"], [])
    if any(task["Status"] == "RUNNING" for task in tasks):
        raise SQ._Err("UnsupportedOperation", "There is already a task running.")
    rate = int(data.get("MaxNumberOfMessagesPerSecond") or _MOST_PER_SECOND)
    task = {
        "TaskHandle": SQ.new_uuid(),
        "Status": "RUNNING",
        "SourceArn": data["SourceArn"],
        "DestinationArn": data["DestinationArn"],
        "ApproximateNumberOfMessagesMoved": 0,
        "ApproximateNumberOfMessagesToMove": len(source["messages"]),
        "StartedTimestamp": int(time.time() * 1000),
    }
    tasks.insert(0, task)
    threading.Thread(target=_move, args=(task, source, target, rate), daemon=True).start()
    return {"TaskHandle": task["TaskHandle"]}


def _move(task: dict, source: dict, target: dict, rate: int) -> None:
    try:
        while _step(task, source, target, max(1, int(rate * _STEP_SECONDS))):
            L._esm_wake.set()
            time.sleep(_STEP_SECONDS)
        task["Status"] = "COMPLETED"
    except Exception:
        mend_failed(f"redrive of {task['SourceArn']}")


@locked
def _step(task: dict, source: dict, target: dict, count: int) -> bool:
    now = time.time()
    moved = [message for message in source["messages"] if message["visible_at"] <= now][:count]
    for message in moved:
        source["messages"].remove(message)
        fresh = {"id": SQ.new_uuid(), "sent_at": now, "visible_at": now, "receipt_handle": None, "receive_count": 0}
        target["messages"].append({**message, **fresh, "first_receive_at": None})
    task["ApproximateNumberOfMessagesMoved"] += len(moved)
    return bool(moved)


def _list(data: dict, _url: str) -> dict:
    with lock:
        return {"Results": [dict(task) for task in _tasks.get(data["SourceArn"], [])][: int(data.get("MaxResults", 1))]}


def apply() -> None:
    SQ._HANDLERS.update(StartMessageMoveTask=_start, ListMessageMoveTasks=_list)
