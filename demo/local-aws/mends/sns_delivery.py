"""Deliveries of SNS that fail.

Restored: a delivery that a subscriber cannot take goes to the dead-letter queue of the subscription, where it has one;
at once where the subscriber is gone or refuses (a queue that does not exist or does not let the topic in, an HTTP
answer of 4xx but 429), after some tries where it fails.
Unlike AWS: three tries within two seconds, not 50 within six hours (HTTP) or 100,015 within 23 days (SQS); e-mails,
which are not sent, never fail; what is dead-lettered names no error.
"""

import asyncio
import json
import threading
import time
import urllib.error

from ministack.services import sns as SNS
from ministack.services import sqs as SQS

from . import faults
from .events import log, mend_failed
from .patch import replace, wrap

_TRIES = 3
_PAUSE_SECONDS = 1.0


def _subscriptions(endpoint: str) -> list[tuple[str, dict]]:
    found = []
    for topic in list(SNS._topics._data.values()):
        found += [(topic["arn"], sub) for sub in topic["subscriptions"] if sub.get("endpoint") == endpoint]
    return found


def _dead_letter(deliver, endpoint: str, payload: str, topic_arn: str) -> None:
    """Where a payload of SNS's own envelope tells its topic, only that topic's subscription is meant."""
    for owner, sub in _subscriptions(endpoint):
        policy = sub.get("attributes", {}).get("RedrivePolicy")
        if not policy or owner != topic_arn:
            continue
        target = (json.loads(policy) if isinstance(policy, str) else policy)["deadLetterTargetArn"]
        log.info("SNS: %s could not be told, see %s", endpoint, target)
        deliver(target, payload, True, payload, topic_arn=owner)


def _topic_of(payload: str) -> str:
    try:
        return json.loads(payload).get("TopicArn", "")
    except (ValueError, AttributeError):
        return ""


def _refuses(problem: Exception) -> bool:
    return isinstance(problem, urllib.error.HTTPError) and 400 <= problem.code < 500 and problem.code != 429


def _to_http(deliver):
    async def deliver_to_http(endpoint: str, payload: str):
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE_SECONDS)
            try:
                await asyncio.to_thread(SNS._http_post_sync, endpoint, payload, "Notification")
                return
            except Exception as problem:
                log.info("SNS: %s failed: %s", endpoint, problem)
                if _refuses(problem):
                    break
        _dead_letter(deliver, endpoint, payload, _topic_of(payload))

    return deliver_to_http


def _takes(endpoint: str, topic_arn: str) -> bool:
    account = topic_arn.split(":")[4] if topic_arn.count(":") == 5 else SNS.get_account_id()
    return bool(SQS._queue_by_arn(endpoint)) and SQS.queue_policy_allows(
        endpoint, "sns.amazonaws.com", topic_arn, account
    )


def _retry(deliver, args: tuple, kwargs: dict) -> None:
    endpoint, envelope = args[:2]
    try:
        for _ in range(_TRIES - 1):
            time.sleep(_PAUSE_SECONDS)
            if not faults.find("sns:Deliver", endpoint, "refuse"):
                return deliver(*args, **kwargs)
        _dead_letter(deliver, endpoint, envelope, kwargs.get("topic_arn", ""))
    except Exception:
        mend_failed(f"delivery to {endpoint}")


def _to_sqs(deliver):
    def deliver_to_sqs(*args, **kwargs):
        endpoint, envelope = args[:2]
        if faults.find("sns:Deliver", endpoint, "refuse"):
            threading.Thread(target=_retry, args=(deliver, args, kwargs), daemon=True).start()
        elif _takes(endpoint, kwargs.get("topic_arn", "")):
            deliver(*args, **kwargs)
        else:
            _dead_letter(deliver, endpoint, envelope, kwargs.get("topic_arn", ""))

    return deliver_to_sqs


def apply() -> None:
    deliver = SNS._deliver_to_sqs
    wrap(SNS, "_deliver_to_sqs", _to_sqs)
    replace(SNS, "_deliver_to_http", _to_http(deliver))
