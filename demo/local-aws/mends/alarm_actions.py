"""What an alarm does when its state changes, by evaluation or by SetAlarmState.

Restored: the message CloudWatch publishes to SNS (all fields; `Trigger.Dimensions` as name/value pairs; `Metrics` for
metric math; the rule and the children for composite alarms); Lambda actions; the EventBridge event; in the alarm's
history, whether an action worked.
Unlike AWS: no permission and no topic encryption is checked; other action kinds (Auto Scaling, EC2, SSM) do nothing;
`ActionsSuppressor` is ignored.
"""

import json
import time
import uuid
from datetime import datetime, timezone

from ministack.services import cloudwatch as CW
from ministack.services import eventbridge as EB
from ministack.services import lambda_svc as L
from ministack.services import sns as SNS

from . import faults
from .events import mend_failed
from .patch import replace

_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
_REGIONS = {"us-east-1": "US East (N. Virginia)", "us-west-2": "US West (Oregon)", "eu-west-1": "EU (Ireland)"}
_STATISTICS = {
    "Average": "AVERAGE",
    "Sum": "SUM",
    "Minimum": "MINIMUM",
    "Maximum": "MAXIMUM",
    "SampleCount": "SAMPLE_COUNT",
}


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def _trigger(alarm: dict) -> dict:
    common = {
        "EvaluationPeriods": alarm.get("EvaluationPeriods", 1),
        **({"DatapointsToAlarm": alarm["DatapointsToAlarm"]} if alarm.get("DatapointsToAlarm") else {}),
        "ComparisonOperator": alarm.get("ComparisonOperator"),
        "Threshold": alarm.get("Threshold"),
        "TreatMissingData": alarm.get("TreatMissingData") or "missing",
        "EvaluateLowSampleCountPercentile": "",
    }
    if alarm.get("Metrics"):
        return {**common, "Metrics": alarm["Metrics"]}
    extended = alarm.get("ExtendedStatistic")
    return {
        "MetricName": alarm.get("MetricName"),
        "Namespace": alarm.get("Namespace"),
        **(
            {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": extended}
            if extended
            else {"StatisticType": "Statistic", "Statistic": _STATISTICS.get(alarm.get("Statistic") or "Average")}
        ),
        "Unit": alarm.get("Unit"),
        "Dimensions": [{"value": d["Value"], "name": d["Name"]} for d in alarm.get("Dimensions") or []],
        "Period": alarm.get("Period", 60),
        **common,
    }


def _message(alarm: dict, old: str, new: str, reason: str) -> dict:
    region = CW.get_region()
    message = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": CW.get_account_id(),
        "AlarmConfigurationUpdatedTimestamp": _stamp(alarm.get("AlarmConfigurationUpdatedTimestamp") or time.time()),
        "NewStateValue": new,
        "NewStateReason": reason,
        "StateChangeTime": _stamp(time.time()),
        "Region": _REGIONS.get(region, region),
        "AlarmArn": alarm.get("AlarmArn"),
        "OldStateValue": old,
        **{field: alarm.get(field) or [] for field in ("OKActions", "AlarmActions", "InsufficientDataActions")},
    }
    if alarm.get("AlarmRule"):
        children = json.loads(alarm.get("StateReasonData") or "{}").get("triggeringAlarms") or []
        return {
            **message,
            "AlarmRule": alarm["AlarmRule"],
            "TriggeringChildren": [
                {"Arn": c["arn"], "State": {"Value": c["state"]["value"], "Timestamp": c["state"]["timestamp"]}}
                for c in children
            ],
        }
    return {**message, "Trigger": _trigger(alarm)}


def _lambda_event(alarm: dict, old: str, new: str, reason: str) -> dict:
    now = _stamp(time.time())
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.get("AlarmArn"),
        "accountId": CW.get_account_id(),
        "time": now,
        "region": CW.get_region(),
        "alarmData": {
            "alarmName": alarm["AlarmName"],
            "state": {"value": new, "reason": reason, "timestamp": now},
            "previousState": {"value": old},
            "configuration": {"description": alarm.get("AlarmDescription") or ""},
        },
    }


class Refused(RuntimeError):
    """The service that an action calls does not let CloudWatch in."""


def _write_down(alarm: dict, summary: str) -> None:
    CW._history_entries().append(
        {
            "AlarmName": alarm["AlarmName"],
            "AlarmType": "CompositeAlarm" if alarm.get("AlarmRule") else "MetricAlarm",
            "Timestamp": CW._ts_iso(time.time()),
            "HistoryItemType": "Action",
            "HistorySummary": summary,
            "HistoryData": "{}",
        }
    )


def _act(action: str, alarm: dict, message: str, event: dict) -> None:
    if ":sns:" in action:
        if faults.find("sns:Publish", action, "refuse"):
            raise Refused(f"CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: {action}")
        subject = f'{alarm["StateValue"]}: "{alarm["AlarmName"]}" in {CW.get_region()}'[:100]
        SNS._fanout(action, str(uuid.uuid4()), message, subject)
    elif ":lambda:" in action:
        func, _, _ = L._get_func_record_for_ref(action)
        if func:
            L.invoke_async_with_retry(func, event)


def _tell_event_bus(alarm: dict, detail: dict) -> None:
    EB._dispatch_event(
        {
            "EventId": str(uuid.uuid4()),
            "Source": "aws.cloudwatch",
            "DetailType": "CloudWatch Alarm State Change",
            "Detail": json.dumps(detail),
            "EventBusName": "default",
            "Time": time.time(),
            "Resources": [alarm.get("AlarmArn")],
        }
    )


def _dispatch(alarm: dict, old: str, new: str, reason: str) -> None:
    """One action that fails keeps no other from happening."""
    event = _lambda_event(alarm, old, new, reason)
    actions = alarm.get(_ACTIONS[new]) or [] if alarm.get("ActionsEnabled", True) else []
    message = json.dumps(_message(alarm, old, new, reason))
    for action in actions:
        try:
            _act(action, alarm, message, event)
            _write_down(alarm, f"Successfully executed action {action}")
        except Refused as problem:
            _write_down(alarm, f'Failed to execute action {action}. Received error: "{problem}"')
        except Exception:
            mend_failed(f"action {action} of alarm {alarm['AlarmName']}")
    try:
        _tell_event_bus(alarm, event["alarmData"])
    except Exception:
        mend_failed(f"event of alarm {alarm['AlarmName']}")


def apply() -> None:
    replace(CW, "_dispatch_alarm_actions", _dispatch)
