"""What a Kinesis mapping does with one batch until it is done or given up.

AWS: `ReportBatchItemFailures` with the checkpoint at the lowest failed sequence number; bisection, which does not
use up retries; `MaximumRetryAttempts` counts function errors, not throttles; `MaximumRecordAgeInSeconds`; the
on-failure destination.
Assumed, AWS does not tell: retries back off from 0.2 s to 2 s; a call that moved the checkpoint starts a new count of
attempts for the rest.
"""

import time
from collections import deque
from typing import NamedTuple

from ministack.services import cloudwatch as CW
from ministack.services import lambda_svc as L

from .batch_response import failed_items, reports_items
from .failure_destination import discard
from .kinesis_lanes import Lane
from .values import as_bool, as_int

_BACKOFF = (0.2, 0.4, 0.8, 1.6, 2.0)


class Outcome(NamedTuple):
    """How one invocation ended."""

    first_failed: int | None  # index in the batch; None: all succeeded
    partial: bool  # the function named the record
    throttled: bool  # it did not even run
    result: dict


def alive(account: str, region: str, mapping: dict) -> bool:
    """Whether the mapping still exists and is enabled."""
    return L._esms.get_scoped(account, region, mapping["UUID"]) is mapping and as_bool(mapping.get("Enabled", True))


class Batch:
    """Processes one batch of a lane to its end: done, discarded, or handed back because the mapping stopped."""

    def __init__(self, account: str, region: str, mapping: dict, lane: Lane) -> None:
        self.account, self.region, self.mapping, self.lane = account, region, mapping, lane

    def run(self, records: list[dict]) -> None:
        work = deque([(records, 0)])  # (records, failed attempts so far)
        while work:
            records, attempts = work.popleft()
            records = self._drop_expired(records, attempts)
            if not records:
                continue
            if not alive(self.account, self.region, self.mapping):
                self.lane.put_back([r for part in [(records, attempts), *work] for r in part[0]])
                return
            outcome = self._invoke(records)
            if outcome.throttled:
                work.appendleft((records, attempts))
                time.sleep(_BACKOFF[-1])
            elif outcome.first_failed is not None:
                attempts = attempts + 1 if outcome.first_failed == 0 else 1
                self._retry(work, records[outcome.first_failed :], attempts, outcome)

    def _retry(self, work: deque, rest: list[dict], attempts: int, outcome: Outcome) -> None:
        """Queue what failed again, in halves or whole, or give it up."""
        limit = as_int(self.mapping.get("MaximumRetryAttempts"), -1)
        if as_bool(self.mapping.get("BisectBatchOnFunctionError")) and len(rest) > 1 and not outcome.partial:
            middle = len(rest) // 2
            work.extendleft([(rest[middle:], attempts - 1), (rest[:middle], attempts - 1)])
            time.sleep(_BACKOFF[0])
        elif 0 <= limit < attempts:
            discard(self.mapping, rest, "RetryAttemptsExhausted", attempts, outcome.result)
        else:
            work.appendleft((rest, attempts))
            time.sleep(_BACKOFF[min(attempts, len(_BACKOFF)) - 1])

    def _invoke(self, records: list[dict]) -> Outcome:
        func, _ = L._get_func_record_for_qualifier(self.mapping["FunctionName"], self.mapping.get("Qualifier"))
        result = L._execute_function(func, {"Records": records}) if func else {"error": True}
        name = {"FunctionName": self.mapping["FunctionName"]}
        age = max(0.0, time.time() - records[-1]["kinesis"]["approximateArrivalTimestamp"]) * 1000
        CW.record_metric("AWS/Lambda", "IteratorAge", age, "Milliseconds", name)
        failed, partial = self._first_failed(records, result)
        self.mapping["LastProcessingResult"] = "OK" if failed is None else "PROBLEM: Function call failed"
        return Outcome(failed, partial, bool(result.get("throttle")), result)

    def _first_failed(self, records: list[dict], result: dict) -> tuple[int | None, bool]:
        """Index of the first failed record (None: all succeeded), and whether the function named it."""
        if result.get("error"):
            return 0, False
        if not reports_items(self.mapping):
            return None, False
        numbers = [r["kinesis"]["sequenceNumber"] for r in records]
        items = failed_items(result.get("body"), numbers)
        if items is None:
            return 0, False
        return min((numbers.index(i) for i in items), default=None), bool(items)

    def _drop_expired(self, records: list[dict], attempts: int) -> list[dict]:
        limit = as_int(self.mapping.get("MaximumRecordAgeInSeconds"), -1)
        if limit < 0:
            return records
        cut = time.time() - limit
        old = [r for r in records if r["kinesis"]["approximateArrivalTimestamp"] < cut]
        if old:
            discard(self.mapping, old, "RecordAgeExceeded", attempts, None)
        return records[len(old) :]
