"""`AWS::CloudWatch::CompositeAlarm` in templates, which MiniStack knows through its API only.

Unlike AWS: `ActionsSuppressor` is ignored.
"""

from ministack.services import cloudwatch as CW
from ministack.services.cloudformation import provisioners as P


def _put(name, props):
    status, _, body = CW._put_composite_alarm({}, {**props, "AlarmName": name}, False, True)
    if status >= 300:
        raise ValueError(body)
    return name, {"Arn": CW._composite_alarms[name]["AlarmArn"]}


def _create(logical_id, props, stack):
    return _put(props.get("AlarmName") or P._physical_name(stack, logical_id, max_len=255), props)


def _update(physical_id, old, new, stack, *rest):
    return _put(new.get("AlarmName") or physical_id, new)


def _delete(physical_id, props):
    CW._composite_alarms.pop(physical_id, None)


def apply() -> None:
    P._RESOURCE_HANDLERS["AWS::CloudWatch::CompositeAlarm"] = {"create": _create, "update": _update, "delete": _delete}
