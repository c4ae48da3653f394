"""Metrics that AWS services emit by themselves, and the embedded metric format (EMF) in function logs.

Restored: EMF (every dimension set, arrays of values); AWS/Lambda Invocations, Errors, Duration, Throttles,
ConcurrentExecutions, IteratorAge of every invocation, whoever made it; AWS/SQS depth, age, sent, received, deleted;
AWS/Kinesis GetRecords.IteratorAgeMilliseconds, IncomingRecords, IncomingBytes.
Unlike AWS: they arrive within seconds (AWS: 1 to 2 minutes late), keep their own time stamps at any resolution,
and an idle queue goes on emitting (AWS stops after six hours). Iterator age is the age of the oldest unfinished record.
"""

import base64
import json
import threading
import time

from ministack.core.responses import request_scope
from ministack.services import cloudwatch as CW
from ministack.services import kinesis as K
from ministack.services import lambda_svc as L
from ministack.services import sqs as SQ

from . import kinesis_mapping
from .common import log
from .sqs_queue import lock

_INTERVAL = 2.0
_REPEAT = 15.0  # seconds after which an unchanged gauge is recorded again
_gauges: dict[tuple, tuple[float, float]] = {}


# --- Lambda and EMF ---


def _record_emf(line: str) -> None:
    document = json.loads(line[line.index("{"):])
    about = document.get("_aws") or {}
    stamp = about.get("Timestamp", time.time() * 1000) / 1000
    for directive in about.get("CloudWatchMetrics") or []:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive.get("Metrics") or []:
                values = document[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    bucket = CW._metric_bucket((directive["Namespace"], metric["Name"], CW._dims_key(dimensions)))
                    bucket.append(
                        {"Timestamp": stamp, "Value": float(value), "Unit": metric.get("Unit", "None"), "Dimensions": dimensions}
                    )


def _after_invocation(original):
    def wrapper(func, request_id, log_text, error, duration_ms, **kwargs):
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
        for line in (log_text or "").splitlines():
            if '"_aws"' in line and "CloudWatchMetrics" in line:
                try:
                    _record_emf(line)
                except Exception as problem:
                    log.warning("%s: unreadable embedded metrics (%s): %.200s", config.get("FunctionName"), problem, line)

    return wrapper


def _throttles(original):
    def wrapper(func, config):
        slot, limit = original(func, config)
        if slot is None:
            CW.record_metric("AWS/Lambda", "Throttles", 1, "Count", {"FunctionName": config.get("FunctionName")})
        return slot, limit

    return wrapper


# --- SQS and Kinesis counters ---


def _count_queue(url: str, metric: str, count: int) -> None:
    if count:
        CW.record_metric("AWS/SQS", metric, count, "Count", {"QueueName": url.rstrip("/").split("/")[-1]})


def _sent(original):
    def wrapper(data, url):
        answer = original(data, url)
        _count_queue(data.get("QueueUrl") or url, "NumberOfMessagesSent", 1)
        return answer

    return wrapper


def _received(original):
    def wrapper(queue, *args):
        batch = original(queue, *args)
        _count_queue(queue["attributes"]["QueueArn"].replace(":", "/"), "NumberOfMessagesReceived", len(batch))
        return batch

    return wrapper


def _received_by_mapping(original):
    def wrapper(url, size):
        batch = original(url, size)
        _count_queue(url, "NumberOfMessagesReceived", len(batch))
        return batch

    return wrapper


def _deleted_by_mapping(original):
    def wrapper(url, handles):
        original(url, handles)
        _count_queue(url, "NumberOfMessagesDeleted", len(handles))

    return wrapper


def _incoming(original):
    def wrapper(data):
        response = original(data)
        name, stream = K._resolve_stream(data)
        if stream and response[0] == 200:
            records = data.get("Records") or [data]
            size = sum(len(base64.b64decode(r.get("Data") or "")) for r in records)
            CW.record_metric("AWS/Kinesis", "IncomingRecords", len(records), "Count", {"StreamName": stream["StreamName"]})
            CW.record_metric("AWS/Kinesis", "IncomingBytes", size, "Bytes", {"StreamName": stream["StreamName"]})
        return response

    return wrapper


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


def sample() -> None:
    """Record the gauges of every queue and stream."""
    now = time.time()
    for (account, region, _), queue in list(SQ._queues._data.items()):
        with request_scope(account, region):
            _queue_gauges((account, region), queue, now)
    scopes = {key[:2] for key in list(K._streams._data)}
    ages = kinesis_mapping.iterator_ages()
    for account, region in scopes:
        with request_scope(account, region):
            for name, age in ages.items():
                if name in K._streams:
                    _gauge((account, region), "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", age, "Milliseconds", {"StreamName": name})


def _tick() -> None:
    while True:
        time.sleep(_INTERVAL)
        try:
            sample()
            for account, region in {key[:2] for key in list(CW._alarms._data)}:
                with request_scope(account, region):
                    CW._evaluate_all_alarms()
        except Exception:
            log.exception("metrics and alarms")


def apply() -> None:
    L._emit_lambda_logs = _after_invocation(L._emit_lambda_logs)
    L._emit_lambda_metrics = lambda *_, **__: None  # stock counts API calls only, throttles twice
    L._acquire_execution_slot = _throttles(L._acquire_execution_slot)
    SQ._act_send_message = _sent(SQ._act_send_message)
    SQ._HANDLERS["SendMessage"] = SQ._act_send_message
    SQ._collect_msgs = _received(SQ._collect_msgs)
    SQ._receive_messages_for_esm = _received_by_mapping(SQ._receive_messages_for_esm)
    SQ._delete_messages_for_esm = _deleted_by_mapping(SQ._delete_messages_for_esm)
    K._put_record = _incoming(K._put_record)
    K._put_records = _incoming(K._put_records)
    CW._evict_old_metrics = lambda: None  # stock rebuilds every list on each request and loses concurrent points
    threading.Thread(target=_tick, name="metrics-alarms", daemon=True).start()
