"""`ResultWriter` of a Distributed Map.

Restored: the results of the children are exported to S3 by status, with a manifest, whether the map run succeeded or
failed; the state's own result is the place of the manifest.
Unlike AWS: `WriterConfig` other than its default is refused; an export is one file per status, however large.
"""

import json

from ministack.services import s3 as S3
from ministack.services import stepfunctions as SF

_FIELDS = {
    "executionArn": "ExecutionArn",
    "input": "Input",
    "name": "Name",
    "output": "Output",
    "error": "Error",
    "cause": "Cause",
    "startDate": "StartDate",
    "stateMachineArn": "StateMachineArn",
    "status": "Status",
    "stopDate": "StopDate",
}
#: What happens to a child: the file it is exported to.
_FILES = {
    "SUCCEEDED": "SUCCEEDED",
    "FAILED": "FAILED",
    "TIMED_OUT": "FAILED",
    "ABORTED": "FAILED",
    "RUNNING": "PENDING",
}


def destination(state: dict, effective, ctx) -> dict | None:
    """Bucket and prefix that the map writes to, None when it exports nothing."""
    writer = state.get("ResultWriter") or {}
    parameters = writer.get("Parameters") or writer.get("Arguments")
    if not parameters:
        return None
    config = writer.get("WriterConfig") or {}
    if config.get("Transformation", "NONE") != "NONE" or config.get("OutputType", "JSON") != "JSON":
        raise SF._ExecutionError("States.Runtime", "the local AWS exports results unchanged and as JSON only")
    return SF._resolve_params_obj(parameters, effective, ctx)


def _put(bucket: str, key: str, content) -> dict:
    body = json.dumps(content).encode()
    status, _, answer = S3._put_object(bucket, key, body, {})
    if status >= 300:
        raise SF._ExecutionError("States.ResultWriterFailed", f"s3://{bucket}/{key}: {status} {answer!r}")
    return {"Key": key, "Size": len(body)}


def export(run: dict, place: dict) -> dict:
    """Write what became of every child; the state's result."""
    bucket, prefix = place["Bucket"], str(place.get("Prefix") or "").rstrip("/")
    folder = f"{prefix}/" if prefix else ""
    folder += run["mapRunArn"].split(":")[-1]
    groups: dict[str, list] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
    for child in list(SF._executions.values()):
        if child.get("mapRunArn") == run["mapRunArn"]:
            groups[_FILES[child["status"]]].append(
                {new: child[old] for old, new in _FIELDS.items() if child.get(old) is not None}
            )
    files = {
        name: [_put(bucket, f"{folder}/{name}_0.json", children)] if children else []
        for name, children in groups.items()
    }
    run["itemCounts"]["resultsWritten"] = run["executionCounts"]["resultsWritten"] = sum(map(len, groups.values()))
    manifest = f"{folder}/manifest.json"
    _put(bucket, manifest, {"DestinationBucket": bucket, "MapRunArn": run["mapRunArn"], "ResultFiles": files})
    return {"MapRunArn": run["mapRunArn"], "ResultWriterDetails": {"Bucket": bucket, "Key": manifest}}
