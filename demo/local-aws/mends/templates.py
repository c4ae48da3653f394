"""CloudFormation resource types and properties that MiniStack lacks.

Restored: metric math in `AWS::CloudWatch::Alarm`; a changed `ShardCount`.
Accepted without any effect, so that a stack can still be deployed: the types in `HOLLOW`.
"""

import uuid

from ministack.services import cloudwatch as CW
from ministack.services import kinesis as K
from ministack.services.cloudformation import provisioners as P

from .alarms import check_queries
from .kinesis_shards import open_shards, reshard
from .patch import wrap
from .values import as_int

#: Types that only exist in the stack; nothing behind them works.
HOLLOW = (
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::ApplicationSignals::ServiceLevelObjective",
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::Logs::QueryDefinition",
    "AWS::ResourceGroups::Group",
    "AWS::Route53::HealthCheck",
    "AWS::XRay::Group",
    "AWS::XRay::SamplingRule",
)


def _hollow() -> dict:
    def create(logical_id, props, stack):
        name = str(uuid.uuid4())
        arn = f"arn:aws:local:{CW.get_region()}:{CW.get_account_id()}:{logical_id}/{name}"
        return name, {"Arn": arn, "GroupARN": arn, "HealthCheckId": name, "QueryDefinitionId": name, "RuleARN": arn}

    return {"create": create, "update": lambda physical_id, *_: (physical_id, {}), "delete": lambda *_: None}


def _alarm_record(original):
    def record_of(name, props):
        queries = props.get("Metrics")
        if not queries:
            return original(name, props)
        for query in queries:
            for holder in (query.get("MetricStat") or {}, query):
                if "Period" in holder:
                    holder["Period"] = as_int(holder["Period"], 60)
            if "ReturnData" in query:
                query["ReturnData"] = str(query["ReturnData"]).lower() == "true"
        check_queries(queries)
        plain = {k: v for k, v in props.items() if k != "Metrics"}
        record = original(name, {**plain, "MetricName": "-", "Namespace": "-"})
        for field in ("MetricName", "Namespace", "Statistic", "Period"):
            record.pop(field, None)
        return {**record, "Metrics": queries}

    return record_of


def _stream_update(original):
    def update(physical_id, old, new, stack, *rest):
        out = original(physical_id, old, new, stack, *rest)
        stream, wanted = K._streams.get(physical_id), as_int(new.get("ShardCount"), 0)
        if stream and wanted and wanted != len(open_shards(stream)):
            reshard(stream, wanted)
        return out

    return update


def apply() -> None:
    handlers = P._RESOURCE_HANDLERS
    for name in HOLLOW:
        handlers.setdefault(name, _hollow())
    wrap(P, "_cw_metric_alarm_record", _alarm_record)
    stream = handlers["AWS::Kinesis::Stream"]
    stream["update"] = _stream_update(stream["update"])
