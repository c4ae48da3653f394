"""DynamoDB properties of templates.

Restored: `TimeToLiveSpecification`. Unlike AWS: expired items go within a minute (AWS: within days), reads are always
consistent, nothing is throttled.
"""

from ministack.services import dynamodb as DB
from ministack.services.cloudformation import provisioners as P

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
    handlers = P._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    create, update = handlers["create"], handlers["update"]

    def create_table(logical_id, props, stack):
        out = create(logical_id, props, stack)
        _set_time_to_live(out[0], props)
        return out

    def update_table(physical_id, old, new, stack, *rest):
        out = update(physical_id, old, new, stack, *rest)
        _set_time_to_live(out[0], new)
        return out

    handlers.update(create=create_table, update=update_table)
