"""Mends: each module restores one piece of AWS behaviour in MiniStack by wrapping its functions."""


def apply_all() -> None:
    """Apply every mend, in this order: a later one may wrap what an earlier one put in place."""
    from . import (
        alarm_actions,
        alarms,
        composite_alarms,
        dynamodb,
        emf,
        faults,
        http2,
        kinesis_mapping,
        kinesis_shards,
        map_width,
        metric_queries,
        metrics,
        s3,
        sns_delivery,
        sqs_mapping,
        sqs_queue,
        sqs_redrive,
        step_functions,
        templates,
        tracing,
        workers,
    )

    for mend in (
        http2,
        faults,
        workers,
        tracing,
        sqs_queue,
        sqs_redrive,
        sqs_mapping,
        kinesis_shards,
        kinesis_mapping,
        emf,
        metrics,
        metric_queries,
        sns_delivery,
        alarm_actions,
        alarms,
        composite_alarms,
        s3,
        dynamodb,
        map_width,
        step_functions,
        templates,
    ):
        mend.apply()
