"""Kinesis event source mappings.

Restored: per-shard order; `BatchSize`, `MaximumBatchingWindowInSeconds`, the 6 MB event limit;
`ParallelizationFactor` (records of one partition key in order, never concurrent; the lanes of a shard run
concurrently; shards do not wait for each other); `ReportBatchItemFailures` with the checkpoint at the lowest failed
sequence number; bisection; `MaximumRetryAttempts`; `MaximumRecordAgeInSeconds`; on-failure destinations;
children of a reshard after their parents; a disabled mapping keeps its checkpoint.
Assumed, AWS does not tell: retries back off from 0.2 s to 2 s; a call that moved the checkpoint starts a new count of
attempts for the rest; halving does not count as an attempt.
Unlike AWS: tumbling windows and enhanced fan-out are not supported; a mapping starts at once, not after a minute.
"""

import base64
import threading
import time
import zlib
from bisect import bisect_right
from collections import deque

from ministack.core.responses import request_scope
from ministack.services import cloudwatch as CW
from ministack.services import kinesis as K
from ministack.services import lambda_svc as L

from .batch_response import failed_items, reports_items
from .common import as_bool, as_int, log
from .failure_destination import discard
from .kinesis_shards import parents

_PAYLOAD_LIMIT = 6_000_000
_RECORD_OVERHEAD = 700
_BACKOFF = (0.2, 0.4, 0.8, 1.6, 2.0)


class Lane:
    """One of the `ParallelizationFactor` concurrent readers of a shard; runs one batch at a time, in order."""

    def __init__(self) -> None:
        self.records: deque[dict] = deque()
        self.since = 0.0  # when the oldest waiting record was read
        self.busy = False
        self.head: float | None = None  # arrival time of the first record of the batch at work

    def ready(self, size: int, window: float) -> bool:
        if self.busy or not self.records:
            return False
        return len(self.records) >= size or time.time() - self.since >= window or self._payload() > _PAYLOAD_LIMIT

    def _payload(self) -> int:
        return sum(len(r["kinesis"]["data"]) + _RECORD_OVERHEAD for r in self.records)

    def take(self, size: int) -> list[dict]:
        batch, payload = [], 0
        while self.records and len(batch) < size:
            payload += len(self.records[0]["kinesis"]["data"]) + _RECORD_OVERHEAD
            if batch and payload > _PAYLOAD_LIMIT:
                break
            batch.append(self.records.popleft())
        self.since = time.time()
        self.head = batch[0]["kinesis"]["approximateArrivalTimestamp"] if batch else None
        return batch


class Reader:
    """The state of one mapping on one shard."""

    def __init__(self, position: str) -> None:
        self.position = position  # sequence number of the last record handed to a lane
        self.lanes = [Lane()]
        self.lock = threading.Lock()

    def fetch(self, shard: dict, factor: int, convert) -> None:
        """Hand new records to the lanes of their partition keys."""
        records = shard["records"]
        start = bisect_right(records, self.position, key=lambda r: r["SequenceNumber"])
        with self.lock:
            if factor != len(self.lanes):
                if any(lane.busy for lane in self.lanes):
                    return
                waiting = sorted((r for lane in self.lanes for r in lane.records), key=lambda r: r["kinesis"]["sequenceNumber"])
                self.lanes = [Lane() for _ in range(factor)]
                self._distribute(waiting)
            new = records[start:]
            if new:
                self.position = new[-1]["SequenceNumber"]
                self._distribute(convert(new))

    def _distribute(self, records: list[dict]) -> None:
        for record in records:
            lane = self.lanes[zlib.crc32(record["kinesis"]["partitionKey"].encode()) % len(self.lanes)]
            if not lane.records:
                lane.since = time.time()
            lane.records.append(record)

    def idle(self) -> bool:
        with self.lock:
            return not any(lane.busy or lane.records for lane in self.lanes)

    def oldest(self) -> float | None:
        """Arrival time of the oldest record that waits or is at work in a lane."""
        waiting = [r for lane in self.lanes for r in list(lane.records)[:1]]
        ages = [r["kinesis"]["approximateArrivalTimestamp"] for r in waiting]
        return min(ages + [lane.head for lane in self.lanes if lane.head is not None], default=None)


#: mapping UUID -> shard id -> reader
_readers: dict[str, dict[str, Reader]] = {}


def _converter(account: str, region: str, arn: str, shard_id: str, mapping: dict):
    def convert(raw: list[dict]) -> list[dict]:
        records = [
            {
                "kinesis": {
                    "kinesisSchemaVersion": "1.0",
                    "partitionKey": r["PartitionKey"],
                    "sequenceNumber": r["SequenceNumber"],
                    "data": r["Data"] if isinstance(r["Data"], str) else base64.b64encode(r["Data"]).decode(),
                    "approximateArrivalTimestamp": r["ApproximateArrivalTimestamp"],
                },
                "eventSource": "aws:kinesis",
                "eventVersion": "1.0",
                "eventID": f"{shard_id}:{r['SequenceNumber']}",
                "eventName": "aws:kinesis:record",
                "invokeIdentityArn": f"arn:aws:iam::{account}:role/lambda-role",
                "awsRegion": region,
                "eventSourceARN": arn,
            }
            for r in raw
        ]
        return L._apply_filter_criteria(records, mapping)

    return convert


def _alive(account: str, region: str, mapping: dict) -> bool:
    return L._esms.get_scoped(account, region, mapping["UUID"]) is mapping and as_bool(mapping.get("Enabled", True))


class Batch:
    """Processes one batch of a lane to its end: done, discarded, or handed back because the mapping stopped."""

    def __init__(self, account: str, region: str, mapping: dict, lane: Lane) -> None:
        self.account, self.region, self.mapping, self.lane = account, region, mapping, lane

    def run(self, records: list[dict]) -> None:
        work = deque([(records, 0)])  # (records, attempts already made)
        while work:
            records, attempts = work.popleft()
            records = self._drop_expired(records, attempts)
            if not records:
                continue
            if not _alive(self.account, self.region, self.mapping):
                rest = [r for part in [(records, attempts), *work] for r in part[0]]
                self.lane.records.extendleft(reversed(rest))
                return
            failed, result = self._invoke(records)
            if failed is None:
                continue
            attempts = attempts + 1 if failed == 0 else 1
            rest = records[failed:]
            limit = as_int(self.mapping.get("MaximumRetryAttempts"), -1)
            halves = as_bool(self.mapping.get("BisectBatchOnFunctionError")) and len(rest) > 1
            if halves and not self.partial:
                middle = len(rest) // 2
                work.extendleft([(rest[middle:], attempts - 1), (rest[:middle], attempts - 1)])
                self._pause(0)
            elif 0 <= limit < attempts:
                discard(self.mapping, rest, "RetryAttemptsExhausted", attempts, result)
            else:
                work.appendleft((rest, attempts))
                self._pause(attempts - 1)

    def _invoke(self, records: list[dict]) -> tuple[int | None, dict]:
        """Index of the first failed record, None when all succeeded; and the result."""
        func, _ = L._get_func_record_for_qualifier(self.mapping["FunctionName"], self.mapping.get("Qualifier"))
        self.partial = False
        if func is None:
            return 0, {"error": True}
        result = L._execute_function(func, {"Records": records})
        age = max(0.0, time.time() - records[-1]["kinesis"]["approximateArrivalTimestamp"]) * 1000
        CW.record_metric("AWS/Lambda", "IteratorAge", age, "Milliseconds", {"FunctionName": self.mapping["FunctionName"]})
        failed: int | None = None
        if result.get("error"):
            failed = 0
        elif reports_items(self.mapping):
            numbers = [r["kinesis"]["sequenceNumber"] for r in records]
            items = failed_items(result.get("body"), numbers)
            if items is None:
                failed = 0
            elif items:
                self.partial = True
                failed = min(numbers.index(i) for i in items)
        self.mapping["LastProcessingResult"] = "OK" if failed is None else "PROBLEM: Function call failed"
        return failed, result

    def _drop_expired(self, records: list[dict], attempts: int) -> list[dict]:
        limit = as_int(self.mapping.get("MaximumRecordAgeInSeconds"), -1)
        if limit < 0:
            return records
        cut = time.time() - limit
        old = [r for r in records if r["kinesis"]["approximateArrivalTimestamp"] < cut]
        if old:
            discard(self.mapping, old, "RecordAgeExceeded", attempts, None)
        return records[len(old):]

    def _pause(self, attempt: int) -> None:
        time.sleep(_BACKOFF[min(attempt, len(_BACKOFF) - 1)])


def _settings(mapping: dict) -> tuple[int, float]:
    return as_int(mapping.get("BatchSize"), 100), as_int(mapping.get("MaximumBatchingWindowInSeconds"), 0)


def _drive(account: str, region: str, mapping: dict, lane: Lane, records: list[dict]) -> None:
    """Run the batch, then whatever batches became ready meanwhile."""
    try:
        while records:
            Batch(account, region, mapping, lane).run(records)
            ready = len(lane.records) >= _settings(mapping)[0] or (lane.records and not _settings(mapping)[1])
            records = lane.take(_settings(mapping)[0]) if ready and _alive(account, region, mapping) else []
    except Exception:
        log.exception("kinesis batch of %s", mapping["FunctionName"])
        lane.records.extendleft(reversed(records))
    finally:
        lane.busy, lane.head = False, None
        L._esm_wake.set()


def _poll_mapping(account: str, region: str, mapping: dict) -> None:
    arn = mapping.get("EventSourceArn", "")
    stream = K._streams.get_scoped(account, region, arn.split("/")[-1])
    func, _ = L._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if not stream or stream.get("StreamARN") != arn or func is None:
        return
    readers = _readers.get(mapping["UUID"])
    if readers is None:
        # Shards that exist now start where the mapping says; shards that appear later are children: all of them.
        latest = mapping.get("StartingPosition") == "LATEST"
        readers = _readers[mapping["UUID"]] = {
            sid: Reader(shard["records"][-1]["SequenceNumber"] if latest and shard["records"] else "")
            for sid, shard in stream["shards"].items()
        }
    if not as_bool(mapping.get("Enabled", True)):
        return
    size, window = _settings(mapping)
    for shard_id, shard in list(stream["shards"].items()):
        reader = readers.setdefault(shard_id, Reader(""))
        if not all(_drained(stream, readers, p) for p in parents(shard)):
            continue
        reader.fetch(shard, as_int(mapping.get("ParallelizationFactor"), 1), _converter(account, region, arn, shard_id, mapping))
        for lane in reader.lanes:
            if lane.ready(size, window):
                lane.busy = True
                L.spawn_background(_drive, account, region, mapping, lane, lane.take(size), thread_name="kinesis-lane")


def _drained(stream: dict, readers: dict[str, Reader], shard_id: str) -> bool:
    shard = stream["shards"].get(shard_id)
    if shard is None or shard_id not in readers:
        return True
    last = shard["records"][-1]["SequenceNumber"] if shard["records"] else ""
    return bool(shard.get("closed")) and readers[shard_id].position >= last and readers[shard_id].idle() and all(
        _drained(stream, readers, p) for p in parents(shard)
    )


def _poll() -> bool:
    seen = set()
    for account, region, mapping in L._iter_all_esms():
        if ":kinesis:" not in mapping.get("EventSourceArn", ""):
            continue
        seen.add(mapping["UUID"])
        with request_scope(account, region):
            try:
                _poll_mapping(account, region, mapping)
            except Exception:
                log.exception("kinesis mapping %s", mapping["UUID"])
    for uuid in set(_readers) - seen:
        del _readers[uuid]
    return False


def iterator_ages() -> dict[str, float]:
    """Stream name -> milliseconds that its slowest mapping is behind (0 when caught up)."""
    ages: dict[str, float] = {}
    for account, region, mapping in L._iter_all_esms():
        name = mapping.get("EventSourceArn", "").split("/")[-1]
        stream = K._streams.get_scoped(account, region, name) if ":kinesis:" in mapping.get("EventSourceArn", "") else None
        if stream is None:
            continue
        behind = 0.0
        for shard_id, reader in (_readers.get(mapping["UUID"]) or {}).items():
            oldest = reader.oldest()
            if oldest is not None:
                behind = max(behind, time.time() - oldest)
        ages[name] = max(ages.get(name, 0.0), behind * 1000)
    return ages


def _wake() -> None:
    """Look often enough for batching windows; the poll loop itself looks once a second."""
    while True:
        time.sleep(0.1)
        if any(lane.records and not lane.busy for readers in list(_readers.values()) for r in list(readers.values()) for lane in r.lanes):
            L._esm_wake.set()


def apply() -> None:
    L._poll_kinesis = _poll
    threading.Thread(target=_wake, name="kinesis-window", daemon=True).start()
