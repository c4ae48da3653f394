"""Mends: each module restores one piece of AWS behaviour in MiniStack by wrapping its functions."""


def apply_all() -> None:
    """Apply every mend; must run before MiniStack starts to serve."""
    from . import (
        alarm_actions,
        alarms,
        kinesis_mapping,
        kinesis_shards,
        metric_queries,
        metrics,
        s3,
        sqs_mapping,
        sqs_queue,
        step_functions,
        templates,
        workers,
    )

    for mend in (
        workers,
        sqs_queue,
        sqs_mapping,
        kinesis_shards,
        kinesis_mapping,
        metrics,
        metric_queries,
        alarm_actions,
        alarms,
        s3,
        step_functions,
        templates,
    ):
        mend.apply()
