"""Trace headers.

Restored: a function invoked with an `X-Amzn-Trace-Id` header continues that trace, so `_X_AMZN_TRACE_ID` keeps its root
from function to function (the SDKs send the header); stock begins a new trace at each hop.
Unlike AWS: no segments are recorded, and a trace ends at SQS, Kinesis and Step Functions.
"""

from contextvars import ContextVar

from ministack.services import lambda_svc as L

from .patch import wrap

_inbound: ContextVar[str | None] = ContextVar("local_aws_trace", default=None)


def _invoke(original):
    async def invoke(name, event, headers, *args, **kwargs):
        _inbound.set(headers.get("x-amzn-trace-id"))
        return await original(name, event, headers, *args, **kwargs)

    return invoke


def _trace_id(original):
    def trace_id(config, inbound_trace_header=None):
        return original(config, inbound_trace_header or _inbound.get())

    return trace_id


def apply() -> None:
    wrap(L, "_invoke", _invoke)
    wrap(L, "_xray_trace_id_for_invocation", _trace_id)
