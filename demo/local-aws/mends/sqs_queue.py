"""SQS queues under concurrency.

Restored: what a client and a mapping do to a queue at the same time takes effect once, and all of it. Stock lets both
rebuild the queue's list from what they saw: messages that one of them deleted come back, and one message is received
by both. Here every action on a queue holds one lock.
"""

import functools
import threading

from ministack.services import sns as SNS
from ministack.services import sqs as SQ

from .patch import replace, wrap

lock = threading.RLock()


def locked(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with lock:
            return function(*args, **kwargs)

    return wrapper


def apply() -> None:
    replace(SQ, "_queues_lock", lock)
    for action, function in list(SQ._HANDLERS.items()):
        if action != "ReceiveMessage":  # waits; its steps below are locked instead
            SQ._HANDLERS[action] = locked(function)
    for name in ("_expire_retained", "_dlq_sweep", "_collect_msgs", "_act_send_message"):
        wrap(SQ, name, locked)
    wrap(SNS, "_deliver_to_sqs", locked)
