"""Metric alarms.

Restored: dimensions, `Period`, `EvaluationPeriods`, `DatapointsToAlarm`, `TreatMissingData`; evaluation every
two seconds (stock: only when metrics are put); metric math alarms; state changes in the event log.
For periods of a minute or more AWS looks back two periods further and prefers real data points to missing ones.
Unlike AWS: periods end now instead of on the minute; no anomaly bands; no `EvaluateLowSampleCountPercentile`.
"""

import operator
import threading
import time

from ministack.services import cloudwatch as CW

from . import events, metric_math, series
from .patch import replace, wrap
from .values import as_int

#: Two threads that evaluate one alarm at the same time would both report its change.
_lock = threading.RLock()

_COMPARE = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def _data(alarm: dict, periods: int) -> list:
    """The last data points of the alarm, newest first; None where missing."""
    queries = alarm.get("Metrics")
    period = series.period(queries) if queries else as_int(alarm.get("Period"), 60)
    now = time.time() + 0.001
    edges = [now - period * i for i in range(periods, -1, -1)]
    if queries:
        named = series.query(queries, edges)
        shown = [q for q in queries if q.get("ReturnData") is not False]
        return named[shown[0]["Id"]][::-1]
    return series.values(alarm, alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average", edges)[::-1]


def _state(alarm: dict) -> tuple[str | None, str]:
    """New state (None: keep it) and why."""
    count = as_int(alarm.get("EvaluationPeriods"), 1)
    needed = as_int(alarm.get("DatapointsToAlarm"), count)
    missing = alarm.get("TreatMissingData") or "missing"
    period = series.period(alarm["Metrics"]) if alarm.get("Metrics") else as_int(alarm.get("Period"), 60)
    data = _data(alarm, count + (2 if period >= 60 else 0))
    real = [v for v in data if v is not None][:count]
    compare, threshold = _COMPARE[alarm["ComparisonOperator"]], float(alarm.get("Threshold") or 0)
    absent = count - len(real)
    breaching = sum(1 for v in real if compare(v, threshold)) + (absent if missing == "breaching" else 0)
    shown = ", ".join(f"{v:g}" for v in real) or "no data"
    comparison = f"{alarm['ComparisonOperator']} {threshold:g} (needed: {needed})"
    why = f"{breaching} out of the last {count} datapoints [{shown}] {comparison}"
    if breaching >= needed:
        return "ALARM", f"Threshold Crossed: {why}"
    if not real and missing == "missing":
        return "INSUFFICIENT_DATA", "Insufficient Data: no datapoints were received"
    if missing == "ignore" and absent and (not real or breaching + absent >= needed):
        return None, ""
    return "OK", f"Threshold not crossed: {why}"


def _evaluate(alarm: dict) -> None:
    if alarm.get("ComparisonOperator") not in _COMPARE:
        return  # made for an anomaly band, which is not emulated
    with _lock:
        try:
            state, why = _state(alarm)
        except Exception:
            events.mend_failed(f"evaluation of alarm {alarm['AlarmName']}")
            return
        old = alarm["StateValue"]
        if state is None or state == old:
            return
        alarm.update(StateValue=state, StateReason=why, StateUpdatedTimestamp=int(time.time()))
        CW._record_history(alarm["AlarmName"], old, state, why)
        CW._dispatch_alarm_actions(alarm, old, state, why)
        CW._evaluate_parent_alarms(alarm)


def check_queries(queries: list[dict]) -> None:
    """Refuse at creation what could not be evaluated later."""
    for query in queries:
        if query.get("Expression"):
            metric_math.parse(query["Expression"])
    shown = [q for q in queries if q.get("ReturnData") is not False]
    if len(shown) != 1:
        raise ValueError("Exactly one element of the metrics list should return data.")


def _put_metric_alarm(original):
    def put(params, data, is_cbor, is_json=False):
        queries = (data or {}).get("Metrics")
        if queries:
            try:
                check_queries(queries)
            except ValueError as problem:
                return CW._error("ValidationError", str(problem), 400, use_json=is_json, use_cbor=is_cbor)
        response = original(params, data, is_cbor, is_json)
        if queries and response[0] == 200:
            alarm = CW._alarms[data["AlarmName"]]
            alarm["Metrics"] = queries
            for name in ("MetricName", "Namespace", "Statistic", "Period"):
                alarm.pop(name, None)
            _evaluate(alarm)
        return response

    return put


def _with_event(original):
    def dispatch(alarm, old, new, reason):
        events.emit("alarm", alarm=alarm["AlarmName"], **{"from": old, "to": new}, reason=reason)
        return original(alarm, old, new, reason)

    return dispatch


def apply() -> None:
    replace(CW, "_evaluate_alarm", _evaluate)
    wrap(CW, "_put_metric_alarm", _put_metric_alarm)
    wrap(CW, "_dispatch_alarm_actions", _with_event)
