"""The width of a Distributed Map, live, and executions that go on where they were stopped.

Restored: `UpdateMapRun` changes how many children of a running map run at a time; `RedriveExecution` starts an execution
again that was stopped or failed, and its Distributed Map leaves out the items whose children had succeeded.
Unlike AWS: a redriven execution walks through its states from the first one; its map has a map run of its own for the
items that are left, where AWS goes on with the first one; one that hands batches to its children begins with all of them.
"""

import collections
import contextvars
import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as SF

from .patch import replace, wrap

#: The execution whose map is being run by this thread.
_current = threading.local()
_pools: dict[str, "_Pool"] = {}
_REDRIVABLE = ("ABORTED", "FAILED", "TIMED_OUT")


class _Pool:
    """Runs tasks as many at a time as the map run says at that moment."""

    def __init__(self, run: dict):
        self._run, self._tasks, self._running = run, collections.deque(), 0
        self._lock = threading.Lock()
        _pools[run["mapRunArn"]] = self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        _pools.pop(self._run["mapRunArn"], None)

    def submit(self, task, *args):
        future = Future()
        self._tasks.append((future, task, args))
        self.fill()
        return future

    def fill(self):
        with self._lock:
            while self._tasks and self._has_room():
                self._running += 1
                threading.Thread(target=self._work, daemon=True).start()

    def _has_room(self, own: int = 0) -> bool:
        width = int(self._run["maxConcurrency"] or 0)
        return width == 0 or self._running - own < width

    def _work(self):
        while True:
            with self._lock:
                if not self._tasks or not self._has_room(own=1):
                    self._running -= 1
                    return
                future, task, args = self._tasks.popleft()
            try:
                future.set_result(task(*args))
            except BaseException as problem:  # noqa: BLE001 - whoever waits for the task is told
                future.set_exception(problem)


def _pool(max_workers=None, *args, **kwargs):
    """The pool of a Distributed Map that this thread has just begun, else an ordinary one."""
    execution = getattr(_current, "execution", None)
    _current.execution = None
    runs = [run for run in list(SF._map_runs.values()) if execution and run["executionArn"] == execution["executionArn"]]
    return _Pool(runs[-1]) if runs else ThreadPoolExecutor(max_workers, *args, **kwargs)


def _update(original):
    def update_map_run(data):
        answer = original(data)
        pool = _pools.get(data.get("mapRunArn"))
        if pool:
            pool.fill()
        return answer

    return update_map_run


def _run_map(original):
    def run_map(state, raw_input, effective, iterator, execution, ctx):
        state, effective = _left(state, effective, execution, ctx)
        _current.execution = execution
        try:
            return original(state, raw_input, effective, iterator, execution, ctx)
        finally:
            _current.execution = None

    return run_map


def _left(state: dict, effective, execution: dict, ctx):
    """Of a redriven execution, the items whose children have not succeeded."""
    reader, selector = state.get("ItemReader"), state.get("ItemSelector")
    if not execution.get("redriveCount") or not reader or not selector or state.get("ItemBatcher"):
        return state, effective
    runs = {arn for arn, run in list(SF._map_runs.items()) if run["executionArn"] == execution["executionArn"]}
    done = {
        child["input"]
        for child in list(SF._executions.values())
        if child.get("mapRunArn") in runs and child["status"] == "SUCCEEDED"
    }
    inputs = []
    for index, item in enumerate(SF._read_map_items(reader, effective, ctx)):
        item_ctx = {**ctx, "Map": {"Item": {"Index": index, "Value": item}}}
        inputs.append(SF._resolve_params_obj(selector, effective, item_ctx))
    left = [one for one in inputs if json.dumps(one) not in done]
    plain = {key: value for key, value in state.items() if key not in ("ItemReader", "ItemSelector")}
    return {**plain, "ItemsPath": "$"}, left


def _redrive(data: dict):
    execution = SF._executions.get(data.get("executionArn"))
    if execution is None:
        return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{data.get('executionArn')}'", 400)
    if execution["status"] not in _REDRIVABLE:
        return error_response_json("ExecutionNotRedrivable", f"Execution is {execution['status']}", 400)
    date = SF.now_iso()
    for field in ("error", "cause"):
        execution.pop(field, None)
    execution.update(status="RUNNING", stopDate=None, redriveDate=date, redriveCount=execution.get("redriveCount", 0) + 1)
    context = contextvars.copy_context()
    run = threading.Thread(target=context.run, args=(SF._run_execution, execution["executionArn"]), daemon=True)
    run.start()
    return json_response({"redriveDate": date})


def _handle(original):
    async def handle_request(method, path, headers, body, query_params):
        if headers.get("x-amz-target", "").endswith(".RedriveExecution"):
            return SF._finalize_response(_redrive(json.loads(body or b"{}")))
        return await original(method, path, headers, body, query_params)

    return handle_request


def apply() -> None:
    replace(SF, "ThreadPoolExecutor", _pool)
    wrap(SF, "_update_map_run", _update)
    wrap(SF, "_run_distributed_map", _run_map)
    wrap(SF, "handle_request", _handle)
