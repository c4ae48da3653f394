"""Step Functions: the Distributed Map, and the error of a throttled Lambda task.

Restored: `MaxConcurrencyPath`, `ToleratedFailureCountPath`, `ToleratedFailurePercentagePath`; `ItemBatcher`;
`ResultWriter` (map_results.py); no new child after the tolerated failures are exceeded or the execution is stopped; a
stopped execution stays `ABORTED` with its map run and the children that had not begun; a task whose function is
throttled fails with `Lambda.TooManyRequestsException`.
Unlike AWS: a child that runs finishes its current state; a batch counts as one
item in `itemCounts`; retries know neither jitter nor `MaxDelaySeconds` and wait 60 s at most.
"""

import copy
import json

from ministack.services import stepfunctions as SF

from . import map_results
from .patch import wrap

_PATHS = ("MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage")
_ABORTED = "States.Aborted"


def _resolve_numbers(state: dict, raw_input, effective, ctx) -> dict:
    state = dict(state)
    for field in _PATHS:
        if state.get(field + "Path"):
            state[field] = SF._resolve_path_or_ctx(state.pop(field + "Path"), effective, ctx)
        elif isinstance(state.get(field), str):  # JSONata
            state[field] = SF._jsonata_state_field(state, field, "number", raw_input, ctx)
    return state


def _batches(state: dict, effective, ctx) -> tuple[dict, list]:
    """The state without reader, selector and batcher, and the batches they make."""
    batcher = state["ItemBatcher"]
    items = (
        SF._read_map_items(state["ItemReader"], effective, ctx)
        if state.get("ItemReader")
        else SF._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, ctx)
    )
    selector = state.get("ItemSelector") or state.get("Parameters")
    if selector:
        selected = []
        for index, item in enumerate(items):
            item_ctx = copy.deepcopy(ctx)
            item_ctx["Map"] = {"Item": {"Index": index, "Value": item}}
            selected.append(SF._resolve_params_obj(selector, effective, item_ctx))
        items = selected
    size = batcher.get("MaxItemsPerBatch")
    if batcher.get("MaxItemsPerBatchPath"):
        size = SF._resolve_path_or_ctx(batcher["MaxItemsPerBatchPath"], effective, ctx)
    limit = int(batcher.get("MaxInputBytesPerBatch") or 262_144)
    shared = (
        {"BatchInput": SF._resolve_params_obj(batcher["BatchInput"], effective, ctx)}
        if batcher.get("BatchInput")
        else {}
    )
    batches, batch, weight = [], [], 0
    for item in items:
        bytes_ = len(json.dumps(item))
        if batch and (weight + bytes_ > limit or (size and len(batch) >= int(size))):
            batches.append({**shared, "Items": batch})
            batch, weight = [], 0
        batch.append(item)
        weight += bytes_
    if batch:
        batches.append({**shared, "Items": batch})
    plain = {k: v for k, v in state.items() if k not in ("ItemReader", "ItemSelector", "Parameters", "ItemBatcher")}
    return {**plain, "ItemsPath": "$"}, batches


def _run_map(original):
    def run_map(state, raw_input, effective, iterator, execution, ctx):
        state = _resolve_numbers(state, raw_input, effective, ctx)
        place = map_results.destination(state, effective, ctx)
        if state.get("ItemBatcher"):
            state, effective = _batches(state, effective, ctx)
        before = set(_runs_of(execution))
        try:
            output = original(state, raw_input, effective, iterator, execution, ctx)
        except SF._ExecutionError:
            if place:
                _export(execution, before, place)
            raise
        finally:
            if execution["status"] == "ABORTED":
                for run in _runs_of(execution).values():
                    _mark_aborted(run)
        return _exported_output(state, raw_input, _export(execution, before, place), ctx) if place else output

    return run_map


def _runs_of(execution: dict) -> dict[str, dict]:
    return {arn: run for arn, run in list(SF._map_runs.items()) if run["executionArn"] == execution["executionArn"]}


def _export(execution: dict, before: set[str], place: dict) -> dict | None:
    """Export the map run that this state began; there is none when its items could not be read."""
    begun = [run for arn, run in _runs_of(execution).items() if arn not in before]
    return map_results.export(begun[-1], place) if begun else None


def _exported_output(state: dict, raw_input, result: dict | None, ctx):
    output = SF._apply_result_path(state, raw_input, SF._apply_result_selector(state, result))
    return SF._apply_output_path(state, output, ctx), SF._next_or_end(state)


def _mark_aborted(run: dict) -> None:
    run["status"] = "ABORTED"
    for child in list(SF._executions.values()):
        if child.get("mapRunArn") == run["mapRunArn"] and child.get("error") == _ABORTED:
            child["status"] = "ABORTED"
            for counts in (run["itemCounts"], run["executionCounts"]):
                counts["failed"] -= 1
                counts["aborted"] += 1


def _check(execution: dict) -> None:
    """Refuse to begin work for a map run that ended."""
    run = SF._map_runs.get(execution.get("mapRunArn")) if execution.get("mapRunArn") else None
    if run is None:
        return
    parent = SF._executions.get(run["executionArn"]) or {}
    if parent.get("status") not in (None, "RUNNING"):
        raise SF._ExecutionError(_ABORTED, "The execution was stopped")
    counts = run["itemCounts"]
    failed, total = counts["failed"], max(1, counts["total"])
    if failed and failed > run["toleratedFailureCount"] and failed * 100 > run["toleratedFailurePercentage"] * total:
        raise SF._ExecutionError(_ABORTED, "The tolerated failure threshold was exceeded")


def _checked(original, position: int):
    def wrapper(*args, **kwargs):
        _check(args[position])
        return original(*args, **kwargs)

    return wrapper


def _fail(original):
    def wrapper(execution, error, cause):
        if execution["status"] != "ABORTED":
            original(execution, error, cause)

    return wrapper


def _throttled(original):
    def call_lambda(func_ref, event):
        try:
            return original(func_ref, event)
        except SF._ExecutionError as problem:
            if problem.error == "Lambda.Unknown" and "TooManyRequestsException" in problem.cause:
                raise SF._ExecutionError("Lambda.TooManyRequestsException", problem.cause) from problem
            raise

    return call_lambda


def apply() -> None:
    wrap(SF, "_run_distributed_map", _run_map)
    wrap(SF, "_run_sub_machine", lambda original: _checked(original, 3))
    wrap(SF, "_execute_task", lambda original: _checked(original, 2))
    wrap(SF, "_fail_execution", _fail)
    wrap(SF, "_call_lambda", _throttled)
