"""Kinesis resharding.

Restored: `UpdateShardCount`, `SplitShard`, `MergeShards` and a template's new `ShardCount` close the parent shards
and keep their records (stock drops them); children name their parents; closed shards take no records and their
iterators end; the limits of `UpdateShardCount` (at most double, at least half, ten a day, provisioned mode).
Unlike AWS: resharding is immediate, the stream never shows `UPDATING`, and a count is always reached in one step.
"""

import json
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import kinesis as K

from .patch import replace, wrap

_DAY = 24 * 3600


def open_shards(stream: dict) -> dict:
    return {sid: shard for sid, shard in stream["shards"].items() if not shard.get("closed")}


def parents(shard: dict) -> list[str]:
    return shard.get("parents") or [
        p for p in (shard.get("parent_shard_id"), shard.get("adjacent_parent_shard_id")) if p
    ]


def _close(stream: dict, old: dict) -> None:
    """Put the shards that `stream` no longer has back, closed, before the new ones."""
    for sid, shard in old.items():
        if sid not in stream["shards"]:
            shard["closed"] = True
            last = shard["records"][-1]["SequenceNumber"] if shard["records"] else shard["starting_sequence_number"]
            shard.setdefault("ending_sequence_number", last)
    stream["shards"] = {**old, **stream["shards"]}


def _keeping_parents(original):
    def wrapper(data):
        _, stream = K._resolve_stream(data)
        for key in ("ShardToSplit", "ShardToMerge", "AdjacentShardToMerge"):
            if stream and stream["shards"].get(data.get(key), {}).get("closed"):
                return error_response_json("ResourceInUseException", f"Shard {data[key]} is closed", 400)
        old = dict(stream["shards"]) if stream else {}
        response = original(data)
        if stream:
            _close(stream, old)
        return response

    return wrapper


def reshard(stream: dict, target: int) -> None:
    """Replace the open shards by `target` uniform ones."""
    old = dict(stream["shards"])
    closing = open_shards(stream)
    children = K._build_shards(target, K._max_shard_index(stream) + 1)
    for child in children.values():
        low, high = int(child["starting_hash_key"]), int(child["ending_hash_key"])
        child["parents"] = [
            sid
            for sid, p in closing.items()
            if int(p["starting_hash_key"]) <= high and low <= int(p["ending_hash_key"])
        ]
        child["parent_shard_id"] = child["parents"][0]
        child["adjacent_parent_shard_id"] = child["parents"][1] if len(child["parents"]) > 1 else None
    stream["shards"] = {sid: s for sid, s in old.items() if sid not in closing} | children
    _close(stream, old)


def _update_shard_count(data):
    name, stream = K._resolve_stream(data)
    if not stream:
        return error_response_json("ResourceNotFoundException", f"Stream {name} not found", 400)
    target = int(data.get("TargetShardCount") or 0)
    current = len(open_shards(stream))
    if (stream.get("StreamModeDetails") or {}).get("StreamMode") == "ON_DEMAND":
        return error_response_json("ValidationException", "UpdateShardCount is not supported in on-demand mode", 400)
    if target > 2 * current or 2 * target < current or target < 1:
        return error_response_json(
            "InvalidArgumentException",
            f"UpdateShardCount cannot scale to {target} from {current}: at most double, at least half",
            400,
        )
    recent = [t for t in stream.get("_resharded", []) if time.time() - t < _DAY]
    if len(recent) >= 10:
        return error_response_json("LimitExceededException", "UpdateShardCount: at most 10 times in 24 hours", 400)
    stream["_resharded"] = recent + [time.time()]
    if target != current:
        reshard(stream, target)
    return json_response(
        {
            "StreamName": stream["StreamName"],
            "StreamARN": stream["StreamARN"],
            "CurrentShardCount": current,
            "TargetShardCount": target,
        }
    )


def _route(hash_key: int, stream: dict) -> str:
    for sid, shard in stream["shards"].items():
        if not shard.get("closed") and int(shard["starting_hash_key"]) <= hash_key <= int(shard["ending_hash_key"]):
            return sid
    return next(iter(open_shards(stream)))


def _shard_out(original):
    def wrapper(sid, shard):
        out = original(sid, shard)
        if shard.get("closed"):
            out["SequenceNumberRange"]["EndingSequenceNumber"] = shard["ending_sequence_number"]
        return out

    return wrapper


def _get_records(original):
    def wrapper(data):
        state = K._shard_iterators.get(data.get("ShardIterator"))
        status, headers, body = original(data)
        stream = K._streams.get(state["stream"]) if state else None
        shard = stream["shards"].get(state["shard_id"]) if stream else None
        if status == 200 and shard and shard.get("closed"):
            answer = json.loads(body)
            following = K._shard_iterators.get(answer.get("NextShardIterator"))
            if following and following["position"] >= len(shard["records"]):
                answer.pop("NextShardIterator")
                answer["ChildShards"] = [
                    {
                        "ShardId": sid,
                        "ParentShards": parents(child),
                        "HashKeyRange": {
                            "StartingHashKey": child["starting_hash_key"],
                            "EndingHashKey": child["ending_hash_key"],
                        },
                    }
                    for sid, child in stream["shards"].items()
                    if state["shard_id"] in parents(child)
                ]
                body = json.dumps(answer).encode()
        return status, headers, body

    return wrapper


def _summary(original):
    def wrapper(data):
        status, headers, body = original(data)
        _, stream = K._resolve_stream(data)
        if status == 200 and stream:
            answer = json.loads(body)
            answer["StreamDescriptionSummary"]["OpenShardCount"] = len(open_shards(stream))
            body = json.dumps(answer).encode()
        return status, headers, body

    return wrapper


def apply() -> None:
    replace(K, "_route_to_shard", _route)
    replace(K, "_update_shard_count", _update_shard_count)
    wrap(K, "_shard_out", _shard_out)
    wrap(K, "_get_records", _get_records)
    wrap(K, "_describe_stream_summary", _summary)
    wrap(K, "_split_shard", _keeping_parents)
    wrap(K, "_merge_shards", _keeping_parents)
