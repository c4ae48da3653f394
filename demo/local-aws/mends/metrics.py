"""Metrics that AWS services emit by themselves.

Restored: AWS/Lambda Invocations, Errors, Duration, Throttles, ConcurrentExecutions of every invocation, whoever made it
(IteratorAge: kinesis_batch.py); AWS/SQS depth, age, sent, received, deleted, where the move of a message to a
dead-letter queue does not count as sent; AWS/Kinesis GetRecords.IteratorAgeMilliseconds, IncomingRecords,
IncomingBytes.
Unlike AWS: they arrive within seconds (AWS: 1 to 2 minutes late), keep their own time stamps at any resolution,
and an idle queue goes on emitting (AWS stops after six hours). Iterator age is the age of the oldest unfinished record.
"""

import base64
import threading
import time

from ministack.core.responses import request_scope
from ministack.services import cloudwatch as CW
from ministack.services import kinesis as K
from ministack.services import lambda_svc as L
from ministack.services import sns as SNS
from ministack.services import sqs as SQ

from . import kinesis_mapping
from .events import mend_failed
from .patch import replace, wrap
from .sqs_queue import lock

_INTERVAL = 2.0  # seconds between two looks at the gauges and the alarms
_REPEAT = 15.0  # seconds after which an unchanged gauge is recorded again
_gauges: dict[tuple, tuple[float, float]] = {}


# --- Lambda ---


def _after_invocation(original):
    def emit_logs(func, request_id, log_text, error, duration_ms, **kwargs):
        original(func, request_id, log_text, error, duration_ms, **kwargs)
        config = func.get("config") or func
        name = {"FunctionName": config.get("FunctionName")}
        for metric, value, unit in (
            ("Invocations", 1, "Count"),
            ("Errors", 1 if error else 0, "Count"),
            ("Duration", duration_ms, "Milliseconds"),
            ("ConcurrentExecutions", L._inflight.get(L._inflight_key(config), 1), "Count"),
        ):
            CW.record_metric("AWS/Lambda", metric, value, unit, name)

    return emit_logs


def _throttles(original):
    def acquire(func, config):
        slot, limit = original(func, config)
        if slot is None:
            CW.record_metric("AWS/Lambda", "Throttles", 1, "Count", {"FunctionName": config.get("FunctionName")})
        return slot, limit

    return acquire


# --- counters of SQS and Kinesis ---


def _count_queue(url_or_arn: str, metric: str, count: int) -> None:
    name = url_or_arn.rstrip("/").replace(":", "/").split("/")[-1]
    if count:
        CW.record_metric("AWS/SQS", metric, count, "Count", {"QueueName": name})


def _sent(original):
    def send(data, url):
        answer = original(data, url)
        _count_queue(data.get("QueueUrl") or url, "NumberOfMessagesSent", 1)
        return answer

    return send


def _sent_by_topic(original):
    def deliver(endpoint, *args, **kwargs):
        original(endpoint, *args, **kwargs)
        _count_queue(endpoint, "NumberOfMessagesSent", 1)

    return deliver


def _received(original):
    def collect(queue, *args):
        batch = original(queue, *args)
        _count_queue(queue["attributes"]["QueueArn"], "NumberOfMessagesReceived", len(batch))
        return batch

    return collect


def _received_by_mapping(original):
    def receive(url, size):
        batch = original(url, size)
        _count_queue(url, "NumberOfMessagesReceived", len(batch))
        return batch

    return receive


def _deleted(original):
    def delete(data, url):
        answer = original(data, url)
        count = 1 if "ReceiptHandle" in data else len(answer.get("Successful") or [])
        _count_queue(data.get("QueueUrl") or url, "NumberOfMessagesDeleted", count)
        return answer

    return delete


def _deleted_by_mapping(original):
    def delete(url, handles):
        original(url, handles)
        _count_queue(url, "NumberOfMessagesDeleted", len(handles))

    return delete


def _incoming(original):
    def put(data):
        response = original(data)
        _, stream = K._resolve_stream(data)
        if stream and response[0] == 200:
            records = data.get("Records") or [data]
            size = sum(len(base64.b64decode(r.get("Data") or "")) for r in records)
            name = {"StreamName": stream["StreamName"]}
            CW.record_metric("AWS/Kinesis", "IncomingRecords", len(records), "Count", name)
            CW.record_metric("AWS/Kinesis", "IncomingBytes", size, "Bytes", name)
        return response

    return put


# --- gauges ---


def _gauge(scope: tuple, namespace: str, metric: str, value: float, unit: str, dimensions: dict) -> None:
    key, now = (*scope, namespace, metric, CW._dims_key(dimensions)), time.time()
    last, at = _gauges.get(key, (None, 0.0))
    if value != last or now - at >= _REPEAT:
        _gauges[key] = (value, now)
        CW.record_metric(namespace, metric, value, unit, dimensions)


def _queue_gauges(scope: tuple, queue: dict, now: float) -> None:
    with lock:
        messages = list(queue["messages"])
    visible = sum(1 for m in messages if m["visible_at"] <= now)
    delayed = sum(1 for m in messages if m["visible_at"] > now and m["receive_count"] == 0)
    name = {"QueueName": queue["attributes"]["QueueArn"].split(":")[-1]}
    age = int(now - min((m["sent_at"] for m in messages), default=now))
    for metric, value, unit in (
        ("ApproximateNumberOfMessagesVisible", visible, "Count"),
        ("ApproximateNumberOfMessagesNotVisible", len(messages) - visible - delayed, "Count"),
        ("ApproximateNumberOfMessagesDelayed", delayed, "Count"),
        ("ApproximateAgeOfOldestMessage", age, "Seconds"),
    ):
        _gauge(scope, "AWS/SQS", metric, value, unit, name)


def _sample() -> None:
    """Record the gauges of every queue and stream."""
    now = time.time()
    for (account, region, _), queue in list(SQ._queues._data.items()):
        with request_scope(account, region):
            _queue_gauges((account, region), queue, now)
    for (account, region, name), age in kinesis_mapping.iterator_ages().items():
        with request_scope(account, region):
            dimensions = {"StreamName": name}
            _gauge(
                (account, region), "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", age, "Milliseconds", dimensions
            )


def _tick() -> None:
    """Gauges first: the alarms that follow see them."""
    while True:
        time.sleep(_INTERVAL)
        try:
            _sample()
            for (account, region, _), alarm in list(CW._alarms._data.items()):
                with request_scope(account, region):
                    CW._evaluate_alarm(alarm)
        except Exception:
            mend_failed("metrics and alarms")


def apply() -> None:
    wrap(L, "_emit_lambda_logs", _after_invocation)
    replace(L, "_emit_lambda_metrics", lambda *_, **__: None)  # stock counts API calls only, throttles twice
    wrap(L, "_acquire_execution_slot", _throttles)
    wrap(SQ, "_act_send_message", _sent)
    SQ._HANDLERS["SendMessage"] = SQ._act_send_message
    for action in ("DeleteMessage", "DeleteMessageBatch"):
        SQ._HANDLERS[action] = _deleted(SQ._HANDLERS[action])
    wrap(SNS, "_deliver_to_sqs", _sent_by_topic)
    wrap(SQ, "_collect_msgs", _received)
    wrap(SQ, "_receive_messages_for_esm", _received_by_mapping)
    wrap(SQ, "_delete_messages_for_esm", _deleted_by_mapping)
    wrap(K, "_put_record", _incoming)
    wrap(K, "_put_records", _incoming)
    # Stock rebuilds every list on each request and loses concurrent points.
    replace(CW, "_evict_old_metrics", lambda: None)
    threading.Thread(target=_tick, name="metrics-alarms", daemon=True).start()
