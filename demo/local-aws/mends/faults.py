"""Faults on demand: the services fail as AWS's do, where and for as long as a test asks for it.

`PUT /_local-aws/faults/NAME` with a fault as JSON sets it, `DELETE` ends it; both tell how often it came true (`hits`).

{"action": "dynamodb:GetItem", "resource": "Table", "effect": "refuse", "status": 400, "code": "ThrottlingException",
 "message": "Rate exceeded"}                      the answer of the service's own protocol; nothing is done
{"action": "s3:*", "effect": "delay", "millis": 2000}    done, later
{"action": "sqs:SendMessage", "effect": "lose", "millis": 30000}    done, and the answer is held back for so long
{"action": "sqs:Deliver", "resource": "Queue", "effect": "repeat", "times": 4}    each batch is handed over again

`action` is the name that IAM has for it, with `*` for all of a service. `resource` is a text that the request's path or
body holds, such as a name; without it all are meant. Only what functions and services do fails: whoever calls with an
access key that is no account number, as the CDK CLI and a test do, is spared.
`sqs:Deliver` is the handing over of a mapping's batch, and `sns:Publish` also what an alarm does.
"""

import asyncio
import contextvars
import json
import re
import threading

from ministack import app as A
from ministack.core.iam_actions import access_denied_response, extract_iam_action
from ministack.core.router import detect_service, extract_access_key_id

from .patch import wrap

PATH = "/_local-aws/faults/"
_EFFECTS = ("refuse", "delay", "lose", "repeat")
_ACCOUNT = re.compile(r"^\d{12}$")

_lock = threading.Lock()
_faults: dict[str, dict] = {}
#: Seconds for which the answer of the request under way is held back.
_held: contextvars.ContextVar[float] = contextvars.ContextVar("held", default=0.0)


def find(action: str, resource: str, *effects: str) -> dict | None:
    """The first fault of one of these effects that hits an action on what `resource` names; counts it."""
    with _lock:
        for fault in _faults.values():
            if fault["effect"] in effects and _hits(fault, action, resource):
                fault["hits"] += 1
                return fault
    return None


def _hits(fault: dict, action: str, resource: str) -> bool:
    wanted = fault["action"]
    named = action.startswith(wanted[:-1]) if wanted.endswith("*") else action == wanted
    return named and fault.get("resource", "") in resource


def _set(name: str, fault: dict) -> dict:
    if not isinstance(fault.get("action"), str) or fault.get("effect") not in _EFFECTS:
        raise ValueError(f"not a fault: {fault}")
    with _lock:
        _faults[name] = {**fault, "hits": 0}
        return _faults[name]


def _control(method: str, name: str, body: bytes) -> tuple:
    headers = {"Content-Type": "application/json"}
    try:
        if method == "PUT":
            return 200, headers, json.dumps(_set(name, json.loads(body))).encode()
    except (ValueError, AttributeError) as problem:
        return 400, headers, json.dumps({"message": str(problem)}).encode()
    with _lock:
        fault = _faults.pop(name, None) if method == "DELETE" else _faults.get(name)
    return (404 if fault is None else 200), headers, json.dumps(fault).encode()


def _refusal(fault: dict, service: str, action: str, request_id: str, headers: dict) -> tuple:
    code, message = fault.get("code", ""), fault.get("message", "")
    role = "arn:aws:sts::000000000000:assumed-role/role/function"
    answer = access_denied_response(
        service, action, role, request_id, error_code=code, message=message, headers=headers
    )
    return (fault.get("status", answer[0]), {**answer[1], "x-amzn-errortype": code or "AccessDeniedException"}, answer[2])


def _shortcuts(original):
    async def handle(method, path, headers, body, query_params, request_id):
        if path.startswith(PATH):
            return _control(method, path[len(PATH) :], body)
        if _faults and _ACCOUNT.match(extract_access_key_id(headers, query_params) or ""):
            service = detect_service(method, path, headers, query_params)
            action = extract_iam_action(service, method, path, headers, body, query_params) or ""
            fault = find(action, path + body.decode("utf-8", "replace"), "refuse", "delay", "lose")
            if fault and fault["effect"] == "refuse":
                return _refusal(fault, service, action, request_id, headers)
            if fault and fault["effect"] == "delay":
                await asyncio.sleep(fault["millis"] / 1000)
            if fault and fault["effect"] == "lose":
                _held.set(fault["millis"] / 1000)
        return await original(method, path, headers, body, query_params, request_id)

    return handle


def _app(original):
    async def app(scope, receive, send):
        async def held(message):
            if seconds := _held.get():
                _held.set(0.0)
                await asyncio.sleep(seconds)
            await send(message)

        await original(scope, receive, held)

    return app


def apply() -> None:
    wrap(A, "_handle_post_body_shortcuts", _shortcuts)
    wrap(A, "app", _app)
