"""Lambda execution environments (one worker process each).

Restored:
 - A handler error does not end the environment: AWS keeps it warm (stock kills the process).
 - The error payload is the runtime's: `{errorType, errorMessage, trace}` with the name of the thrown error
   (Node) or `stackTrace` (Python); a dead process is `Runtime.ExitError`, a timeout `Sandbox.Timedout`.
 - A process that dies in its initialisation is started once more, and no other environment suffers (stock stops all).
 - A configuration or code update replaces environments as they become idle; running invocations finish.
 - Each log line belongs to the invocation that wrote it (stock guesses by waiting 5 to 50 ms).
 - A deleted function's environments end; an environment ends when its standard input closes.
Reported to the event log: a process that died during an invocation, and a function timeout.
Unlike AWS: the local node runs every `nodejs*` runtime; memory size limits nothing; no freeze between calls.
"""

import threading

from ministack.core import lambda_runtime as R
from ministack.services import lambda_svc as L
from ministack.services.cloudformation import provisioners as P

from . import events
from .patch import replace, replace_once, wrap

#: A line that ends the log of one invocation.
_MARK = "\x1e"

_NODE_HELPERS = r"""
const _rawStdoutWrite = process.stdout.write.bind(process.stdout);
const _realStdoutWrite = (text) => {
  if (lineNum > 1) _stderrWrite("\x1e\n");
  return _rawStdoutWrite(text);
};
const _localAwsError = (e) => e instanceof Error
  ? { errorType: String(e.name || "Error"), errorMessage: String(e.message), trace: String(e.stack || "").split("\n") }
  : {
      errorType: e === null ? "object" : typeof e,
      errorMessage: typeof e === "object" ? JSON.stringify(e) : String(e),
      trace: [],
    };
"""


def _node_script(script: str) -> str:
    script = replace_once(script, "const _realStdoutWrite = process.stdout.write.bind(process.stdout);", _NODE_HELPERS)
    # "ok" keeps the worker alive; `_invoke` below turns the result into an error again.
    script = replace_once(
        script,
        'status: "error", error: String(err.message || err), trace: err.stack || ""',
        'status: "ok", handlerError: _localAwsError(err)',
    )
    script = replace_once(
        script,
        'status: "error", error: e.message, trace: e.stack',
        'status: "ok", handlerError: _localAwsError(e)',
    )
    # A thrown falsy value is an error too.
    script = replace_once(
        script,
        "res => settle(null, res), err => settle(err)",
        "res => settle(null, res), err => settle(err || new Error(String(err)))",
    )
    return script + '\nrl.on("close", () => process.exit(0));\n'


def _python_script(script: str) -> str:
    reply = '_real_stdout.write(json.dumps({"status": "ok", "result": result})'
    mark = 'sys.stderr.write("\\x1e\\n"); sys.stderr.flush(); '
    # The result is serialised first: a failing json.dumps must not write the mark twice.
    script = replace_once(
        script,
        reply,
        '_local_aws_reply = json.dumps({"status": "ok", "result": result}); '
        + mark
        + "_real_stdout.write(_local_aws_reply",
    )
    return replace_once(
        script,
        '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc()})',
        mark
        + '_real_stdout.write(json.dumps({"status": "ok", "handlerError": {"errorType": type(e).__name__,'
        + ' "errorMessage": str(e), "stackTrace": traceback.format_exc().splitlines()}})',
    )


#: The error payload of the last invocation on this thread.
_last = threading.local()


def _died_in_init(problem: Exception) -> bool:
    return isinstance(problem, BrokenPipeError) or "Worker process exited immediately" in str(problem)


def _spawn(original):
    def spawn(worker):
        try:
            original(worker)
        except (RuntimeError, BrokenPipeError) as problem:
            if not _died_in_init(problem):
                raise
            original(worker)

    return spawn


def _invoke(original):
    def invoke(worker, event, request_id, **kwargs):
        _last.error = None
        try:
            result = original(worker, event, request_id, **kwargs)
        except (RuntimeError, BrokenPipeError) as problem:
            if not _died_in_init(problem):
                raise
            result = {"status": "error", "error": str(problem), "log": ""}
        error = result.pop("handlerError", None)
        if error is not None:
            result.update(status="error", error=error["errorMessage"])
            result["trace"] = "\n".join(error.get("trace") or error.get("stackTrace") or [error["errorMessage"]])
            _last.error = error
        elif result.get("status") == "error" and not isinstance(worker, R.ProvidedWorker):
            message = str(result.get("error"))
            timed_out = message.startswith("Task timed out")
            events.emit("worker-timeout" if timed_out else "worker-died", function=worker.func_name)
            _last.error = {
                "errorType": "Sandbox.Timedout" if timed_out else "Runtime.ExitError",
                "errorMessage": f"RequestId: {request_id} Error: "
                + (message if timed_out else "Runtime exited with error: signal: killed"),
            }
        return result

    return invoke


def _execute_warm(original):
    def execute(func, event, request_id):
        _last.error = None
        result = original(func, event, request_id)
        if result.get("error") and _last.error:
            result["body"] = _last.error
        return result

    return execute


def _drain(original):
    def drain(worker, *args, **kwargs):
        if isinstance(worker, R.ProvidedWorker):
            return original(worker, *args, **kwargs)
        # The mark follows the answer at once; a process that died leaves none.
        lines, wait = [], 1.0 if worker._proc is not None else 0.05
        while True:
            try:
                line = worker._stderr_queue.get(timeout=wait)
            except R.queue.Empty:
                break
            if line == _MARK:
                break
            lines.append(line)
        return "\n".join(lines)

    return drain


def _invalidate(func_name, qualifier=None, account=None, region=None):
    """Retire a function's environments: the idle ones now, the busy ones when they are released."""
    with R._lock:
        doomed = []
        for key in list(R._workers):
            parts = key.split(":")
            if parts[2] == func_name and all(
                want is None or want == part
                for want, part in zip((account, region, qualifier), (parts[0], parts[1], parts[3]))
            ):
                doomed += R._workers.pop(key)
        idle = [worker for worker in doomed if not worker.in_use]
        for worker in doomed:
            worker.retired = True
    R.kill_workers(idle)


def _release(original):
    def release(worker):
        original(worker)
        if getattr(worker, "retired", False):
            R.kill_workers([worker])

    return release


def _delete_function(original):
    """Stock leaves the processes of a stack's functions running when the stack is deleted."""

    def delete(physical_id, props):
        original(physical_id, props)
        R.invalidate_worker(physical_id, account=L.get_account_id(), region=L.get_region())

    return delete


def apply() -> None:
    replace(R, "_NODEJS_WORKER_SCRIPT", _node_script(R._NODEJS_WORKER_SCRIPT))
    replace(R, "_PYTHON_WORKER_SCRIPT", _python_script(R._PYTHON_WORKER_SCRIPT))
    wrap(R.Worker, "_spawn", _spawn)
    wrap(R.Worker, "invoke", _invoke)
    wrap(R.Worker, "_drain_stderr_bounded", _drain)
    wrap(L, "_execute_function_warm", _execute_warm)
    for module in (R, L):  # L imported them by name
        replace(module, "invalidate_worker", _invalidate)
        wrap(module, "release_worker", _release)
    handlers = P._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    handlers["delete"] = _delete_function(handlers["delete"])
