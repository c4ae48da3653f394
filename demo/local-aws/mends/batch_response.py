"""How Lambda reads what a handler returned for a batch (`ReportBatchItemFailures`)."""

import json
from typing import Any, Iterable


def failed_items(body: Any, known: Iterable[str]) -> set[str] | None:
    """The reported identifiers, an empty set for complete success, or None for complete failure.

    AWS: an empty or null `batchItemFailures`, an empty or null response are complete success; an empty, null,
    missing or unknown `itemIdentifier`, or a response of another shape, is complete failure.
    """
    if isinstance(body, (str, bytes)):
        if not body:
            return set()
        try:
            body = json.loads(body)
        except ValueError:
            return None
    if body is None:
        return set()
    if not isinstance(body, dict):
        return None
    failures = body.get("batchItemFailures")
    if failures is None:
        return set()
    if not isinstance(failures, list):
        return None
    known, found = set(known), set()
    for failure in failures:
        item = failure.get("itemIdentifier") if isinstance(failure, dict) else None
        if not isinstance(item, str) or item not in known:
            return None
        found.add(item)
    return found


def reports_items(mapping: dict) -> bool:
    """Whether the mapping has `ReportBatchItemFailures` on; without it a response is ignored."""
    return "ReportBatchItemFailures" in (mapping.get("FunctionResponseTypes") or [])
