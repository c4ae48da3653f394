"""SQS event source mappings.

Restored:
 - `BatchSize` up to 10,000 (10 for FIFO) within 6 MB, `MaximumBatchingWindowInSeconds`.
 - `MaximumConcurrency`, else 5 batches at a time (AWS starts at 5 and adds 300 a minute, up to 1,250), also for
   FIFO queues: a group with a message in flight gives no further one, so batches never share a group.
 - Partial batch responses in all their forms (see batch_response.py).
 - Failed, throttled and timed-out batches come back at the visibility timeout, without pausing the mapping.
Unlike AWS: provisioned pollers are ignored; reserved concurrency 0 throttles every batch at once.
"""

import json
import threading
import time

from ministack.services import lambda_svc as L
from ministack.services import sqs as SQ

from . import faults
from .batch_response import failed_items, reports_items
from .events import log
from .patch import replace
from .sqs_queue import lock
from .values import as_int

_PAYLOAD_LIMIT = 6_000_000
_RECORD_OVERHEAD = 600  # envelope of one record in the event, bytes
_DEFAULT_CONCURRENCY = 5

_polling = threading.local()  # the mapping the poll thread is looking at
_waiting: dict[str, float] = {}  # mapping -> when its unfinished batch began to gather


def _concurrency(mapping, func, config, queue=None) -> int:
    _polling.mapping = mapping
    return as_int((mapping.get("ScalingConfig") or {}).get("MaximumConcurrency"), _DEFAULT_CONCURRENCY)


def _receive(url: str, size: int) -> list[dict]:
    mapping = _polling.mapping
    window = as_int(mapping.get("MaximumBatchingWindowInSeconds"), 0)
    with lock:
        queue = SQ._get_q(url)
        now = time.time()
        _sweep(queue, now)
        size = min(as_int(size, 10), 10 if queue["is_fifo"] else 10_000)
        batch = _candidates(queue, size, now)
        if not batch:
            _waiting.pop(mapping["UUID"], None)
            return []
        if window and len(batch) < size:
            if now - _waiting.setdefault(mapping["UUID"], now) < window:
                return []
        _waiting.pop(mapping["UUID"], None)
        timeout = as_int(queue["attributes"].get("VisibilityTimeout"), 30)
        for message in batch:
            message["receipt_handle"] = SQ.new_uuid()
            message["visible_at"] = now + timeout
            message["receive_count"] += 1
            if message.get("first_receive_at") is None:
                message["first_receive_at"] = now
        return batch


def _sweep(queue: dict, now: float) -> None:
    """Retention at most once a second, dead-letter moves only when one is due: both rebuild the whole list."""
    if now - queue.get("_retention_checked", 0) > 1:
        queue["_retention_checked"] = now
        SQ._expire_retained(queue)
    policy = queue["attributes"].get("RedrivePolicy")
    if policy:
        limit = as_int((json.loads(policy) if isinstance(policy, str) else policy).get("maxReceiveCount"), 0)
        if limit and any(m["receive_count"] >= limit and m["visible_at"] <= now for m in queue["messages"]):
            SQ._dlq_sweep(queue)


def _candidates(queue: dict, size: int, now: float) -> list[dict]:
    """The next visible messages: in order, within the payload limit, none of a FIFO group that is in flight."""
    blocked = set()
    if queue["is_fifo"]:
        blocked = {m["group_id"] for m in queue["messages"] if m["visible_at"] > now and m["receive_count"] > 0}
    batch, payload = [], 0
    for message in queue["messages"]:
        if message["visible_at"] > now or (blocked and message.get("group_id") in blocked):
            continue
        SQ._ensure_msg_fields(message)
        payload += len(message["body"]) + _RECORD_OVERHEAD
        if batch and payload > _PAYLOAD_LIMIT:
            break
        batch.append(message)
        if len(batch) == size:
            break
    return batch


def _run_batch(mapping, func, event, batch, url, queue_name) -> None:
    result = L._execute_function(func, event)
    repeated = faults.find("sqs:Deliver", queue_name, "repeat")
    for _ in range(repeated["times"] if repeated else 0):
        result = L._execute_function(func, event)
    failed: set[str] | None = None if result.get("error") else set()
    if failed is not None and reports_items(mapping):
        failed = failed_items(result.get("body"), (m["id"] for m in batch))
    if failed is None:
        mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        log.info(
            "%s: batch of %d from %s failed: %s", mapping["FunctionName"], len(batch), queue_name, result.get("body")
        )
        return
    mapping["LastProcessingResult"] = "OK"
    done = {m["receipt_handle"] for m in batch if m["id"] not in failed}
    SQ._delete_messages_for_esm(url, done)


def _wake() -> None:
    """Look again soon while a batching window is open; the poll loop itself looks once a second."""
    while True:
        time.sleep(0.1)
        if _waiting:
            L._esm_wake.set()


def apply() -> None:
    replace(L, "_sqs_esm_concurrency", _concurrency)
    replace(L, "_run_sqs_batch", _run_batch)
    replace(SQ, "_receive_messages_for_esm", _receive)
    threading.Thread(target=_wake, name="sqs-window", daemon=True).start()
