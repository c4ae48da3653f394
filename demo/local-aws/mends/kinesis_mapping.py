"""Kinesis event source mappings.

Restored: per-shard order; `BatchSize`, `MaximumBatchingWindowInSeconds`, the 6 MB event limit; concurrent readers
(kinesis_lanes.py); what happens to a failed batch (kinesis_batch.py); shards do not wait for each other; children of
a reshard after their parents; a disabled mapping keeps its checkpoint.
Unlike AWS: tumbling windows and enhanced fan-out are not supported; a mapping starts at once, not after a minute.
"""

import base64
import threading
import time

from ministack.core.responses import request_scope
from ministack.services import kinesis as K
from ministack.services import lambda_svc as L

from .events import mend_failed
from .kinesis_batch import Batch, alive
from .kinesis_lanes import Lane, ShardReader
from .kinesis_shards import parents
from .patch import replace
from .values import as_bool, as_int

#: mapping UUID -> shard id -> reader
_readers: dict[str, dict[str, ShardReader]] = {}


def _converter(account: str, region: str, shard_id: str, mapping: dict):
    """From stored records to those of an event, without those that the mapping filters out."""

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
                "eventSourceARN": mapping["EventSourceArn"],
            }
            for r in raw
        ]
        return L._apply_filter_criteria(records, mapping)

    return convert


def _settings(mapping: dict) -> tuple[int, float]:
    return as_int(mapping.get("BatchSize"), 100), as_int(mapping.get("MaximumBatchingWindowInSeconds"), 0)


def _drive(account: str, region: str, mapping: dict, lane: Lane, records: list[dict]) -> None:
    """Run the batch, then whatever batches became ready meanwhile."""
    try:
        while records:
            Batch(account, region, mapping, lane).run(records)
            size, window = _settings(mapping)
            ready = len(lane.records) >= size or (lane.records and not window)
            records = lane.take(size) if ready and alive(account, region, mapping) else []
    except Exception:
        mend_failed(f"kinesis batch of {mapping['FunctionName']}")
        lane.put_back(records)
    finally:
        lane.busy, lane.head = False, None
        L._esm_wake.set()


def _first_readers(stream: dict, mapping: dict) -> dict[str, ShardReader]:
    """Shards that exist now start where the mapping says; shards that appear later are children: all of them."""
    latest = mapping.get("StartingPosition") == "LATEST"
    return {
        sid: ShardReader(shard["records"][-1]["SequenceNumber"] if latest and shard["records"] else "")
        for sid, shard in stream["shards"].items()
    }


def _poll_mapping(account: str, region: str, mapping: dict) -> None:
    arn = mapping.get("EventSourceArn", "")
    stream = K._streams.get_scoped(account, region, arn.split("/")[-1])
    func, _ = L._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if not stream or stream.get("StreamARN") != arn or func is None:
        return
    if mapping["UUID"] not in _readers:
        _readers[mapping["UUID"]] = _first_readers(stream, mapping)
    if not as_bool(mapping.get("Enabled", True)):
        return
    readers = _readers[mapping["UUID"]]
    size, window = _settings(mapping)
    factor = as_int(mapping.get("ParallelizationFactor"), 1)
    for shard_id, shard in list(stream["shards"].items()):
        reader = readers.setdefault(shard_id, ShardReader(""))
        if not all(_drained(stream, readers, p) for p in parents(shard)):
            continue
        reader.fetch(shard, factor, _converter(account, region, shard_id, mapping))
        for lane in reader.lanes:
            if lane.ready(size, window):
                lane.busy = True
                batch = lane.take(size)
                L.spawn_background(_drive, account, region, mapping, lane, batch, thread_name="kinesis-lane")


def _drained(stream: dict, readers: dict[str, ShardReader], shard_id: str) -> bool:
    """Whether the mapping is done with a parent shard and all of its own parents."""
    shard = stream["shards"].get(shard_id)
    if shard is None or shard_id not in readers:
        return True
    last = shard["records"][-1]["SequenceNumber"] if shard["records"] else ""
    reader = readers[shard_id]
    done = bool(shard.get("closed")) and reader.position >= last and reader.idle()
    return done and all(_drained(stream, readers, p) for p in parents(shard))


def _poll() -> bool:
    """One look at every mapping; MiniStack's poll loop calls it."""
    seen = set()
    for account, region, mapping in L._iter_all_esms():
        if ":kinesis:" not in mapping.get("EventSourceArn", ""):
            continue
        seen.add(mapping["UUID"])
        with request_scope(account, region):
            try:
                _poll_mapping(account, region, mapping)
            except Exception:
                mend_failed(f"kinesis mapping {mapping['UUID']}")
    for uuid in set(_readers) - seen:
        del _readers[uuid]
    return False


def iterator_ages() -> dict[tuple[str, str, str], float]:
    """(account, region, stream name) -> milliseconds that its slowest mapping is behind (0 when caught up)."""
    ages: dict[tuple[str, str, str], float] = {}
    for account, region, mapping in L._iter_all_esms():
        if ":kinesis:" not in mapping.get("EventSourceArn", ""):
            continue
        key = (account, region, mapping["EventSourceArn"].split("/")[-1])
        oldest = [reader.oldest() for reader in list(_readers.get(mapping["UUID"], {}).values())]
        behind = max((time.time() - at for at in oldest if at is not None), default=0.0)
        ages[key] = max(ages.get(key, 0.0), behind * 1000)
    return ages


def _wake() -> None:
    """Look often enough for batching windows; the poll loop itself looks once a second."""
    while True:
        time.sleep(0.1)
        if any(reader.waits() for readers in list(_readers.values()) for reader in list(readers.values())):
            L._esm_wake.set()


def apply() -> None:
    replace(L, "_poll_kinesis", _poll)
    threading.Thread(target=_wake, name="kinesis-window", daemon=True).start()
