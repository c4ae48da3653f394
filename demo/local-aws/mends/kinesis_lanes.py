"""How a mapping hands the records of a shard to its concurrent readers.

AWS (`ParallelizationFactor`): records of one partition key go to the same reader, in order, never two batches of
them at a time; the readers of a shard run concurrently.
"""

import threading
import time
import zlib
from bisect import bisect_right
from collections import deque
from typing import Callable

#: Lambda's limit for an event, bytes.
_PAYLOAD_LIMIT = 6_000_000
#: Size of a record's envelope in the event, bytes.
_RECORD_OVERHEAD = 700


def _weight(record: dict) -> int:
    return len(record["kinesis"]["data"]) + _RECORD_OVERHEAD


class Lane:
    """One of the concurrent readers of a shard; runs one batch at a time, in order."""

    def __init__(self) -> None:
        self.records: deque[dict] = deque()
        self.since = 0.0  # when the oldest waiting record was read
        self.busy = False
        self.head: float | None = None  # arrival time of the first record of the batch at work

    def ready(self, size: int, window: float) -> bool:
        if self.busy or not self.records:
            return False
        if len(self.records) >= size or time.time() - self.since >= window:
            return True
        return sum(map(_weight, self.records)) > _PAYLOAD_LIMIT

    def take(self, size: int) -> list[dict]:
        batch, payload = [], 0
        while self.records and len(batch) < size:
            payload += _weight(self.records[0])
            if batch and payload > _PAYLOAD_LIMIT:
                break
            batch.append(self.records.popleft())
        self.since = time.time()
        self.head = batch[0]["kinesis"]["approximateArrivalTimestamp"] if batch else None
        return batch

    def put_back(self, records: list[dict]) -> None:
        self.records.extendleft(reversed(records))


class ShardReader:
    """The state of one mapping on one shard."""

    def __init__(self, position: str) -> None:
        self.position = position  # sequence number of the last record handed to a lane
        self.lanes = [Lane()]
        self.lock = threading.Lock()

    def fetch(self, shard: dict, factor: int, convert: Callable[[list[dict]], list[dict]]) -> None:
        """Hand new records to the lanes of their partition keys."""
        with self.lock:
            if factor != len(self.lanes) and not self._resize(factor):
                return
            records = shard["records"]
            new = records[bisect_right(records, self.position, key=lambda r: r["SequenceNumber"]) :]
            if new:
                self.position = new[-1]["SequenceNumber"]
                self._distribute(convert(new))

    def _resize(self, factor: int) -> bool:
        """Whether the lanes could be replaced: a key that is at work must not move to another lane."""
        if any(lane.busy for lane in self.lanes):
            return False
        waiting = sorted((r for lane in self.lanes for r in lane.records), key=lambda r: r["kinesis"]["sequenceNumber"])
        self.lanes = [Lane() for _ in range(factor)]
        self._distribute(waiting)
        return True

    def _distribute(self, records: list[dict]) -> None:
        for record in records:
            lane = self.lanes[zlib.crc32(record["kinesis"]["partitionKey"].encode()) % len(self.lanes)]
            if not lane.records:
                lane.since = time.time()
            lane.records.append(record)

    def idle(self) -> bool:
        with self.lock:
            return not any(lane.busy or lane.records for lane in self.lanes)

    def waits(self) -> bool:
        return any(lane.records and not lane.busy for lane in self.lanes)

    def oldest(self) -> float | None:
        """Arrival time of the oldest record that waits or is at work in a lane."""
        waiting = [r["kinesis"]["approximateArrivalTimestamp"] for lane in self.lanes for r in list(lane.records)[:1]]
        return min(waiting + [lane.head for lane in self.lanes if lane.head is not None], default=None)
