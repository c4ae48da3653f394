"""The embedded metric format (EMF): metrics that a function writes into its log.

Restored: every dimension set, arrays of values, the document's own time stamp; invalid documents are only logged.
Unlike AWS: a metric arrives with the end of the invocation, and `StorageResolution` changes nothing: every point keeps
its time to the millisecond.
"""

import json
import time

from ministack.services import cloudwatch as CW
from ministack.services import lambda_svc as L

from .events import log
from .patch import wrap


class InvalidDocument(ValueError):
    """Not what the specification of the format asks for."""


def points(document: dict) -> list[tuple[tuple, dict]]:
    """The (metric key, point) pairs of one document."""
    about = document["_aws"]
    stamp = about.get("Timestamp", time.time() * 1000) / 1000
    found = []
    for directive in about.get("CloudWatchMetrics") or []:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(_member(document, name)) for name in names}
            for metric in directive.get("Metrics") or []:
                key = (directive["Namespace"], metric["Name"], CW._dims_key(dimensions))
                values = _member(document, metric["Name"])
                for value in values if isinstance(values, list) else [values]:
                    unit = metric.get("Unit", "None")
                    found.append(
                        (key, {"Timestamp": stamp, "Value": float(value), "Unit": unit, "Dimensions": dimensions})
                    )
    return found


def _member(document: dict, name: str):
    if name not in document:
        raise InvalidDocument(f"names {name} and does not have it")
    return document[name]


def _record(line: str) -> None:
    for key, point in points(json.loads(line[line.index("{") :])):
        CW._metric_bucket(key).append(point)


def _after_invocation(original):
    def emit_logs(func, request_id, log_text, *args, **kwargs):
        original(func, request_id, log_text, *args, **kwargs)
        for line in (log_text or "").splitlines():
            if '"_aws"' not in line or "CloudWatchMetrics" not in line:
                continue
            try:
                _record(line)
            except (ValueError, KeyError, TypeError, AttributeError) as problem:
                log.warning("invalid embedded metrics (%r): %.200s", problem, line)

    return emit_logs


def apply() -> None:
    wrap(L, "_emit_lambda_logs", _after_invocation)
