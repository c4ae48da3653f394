"""DynamoDB properties of templates.

Restored: `TimeToLiveSpecification`. Unlike AWS: expired items go within a minute (AWS: within days), reads are always
consistent, nothing is throttled.
"""

from ministack.services import dynamodb as DB
from ministack.services.cloudformation import provisioners as P

from .patch import configure_after
from .values import as_bool


def _set_time_to_live(table: str, props: dict) -> None:
    spec = props.get("TimeToLiveSpecification")
    if not spec:
        return
    answer = DB._update_ttl(
        {
            "TableName": table,
            "TimeToLiveSpecification": {
                "AttributeName": spec.get("AttributeName"),
                "Enabled": as_bool(spec.get("Enabled")),
            },
        }
    )
    if answer[0] >= 300:
        raise ValueError(f"time to live of table {table}: {answer[2]!r}")


def apply() -> None:
    configure_after(P, "AWS::DynamoDB::Table", _set_time_to_live)
