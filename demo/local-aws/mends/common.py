"""Small helpers shared by the mends."""

import logging
from typing import Any

log = logging.getLogger("local_aws")


def replace_once(text: str, old: str, new: str) -> str:
    """Replace `old`, which must occur exactly once: a silent no-op would hide a changed MiniStack."""
    if text.count(old) != 1:
        raise RuntimeError(f"local-aws: expected exactly one occurrence of {old!r}, found {text.count(old)}")
    return text.replace(old, new)


def as_int(value: Any, default: int) -> int:
    """Integer property of a template or a request, where it may be a string or absent."""
    return default if value in (None, "") else int(value)


def as_bool(value: Any) -> bool:
    """Boolean property of a template or a request, where it may be a string."""
    return value.lower() == "true" if isinstance(value, str) else bool(value)
