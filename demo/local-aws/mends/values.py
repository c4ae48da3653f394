"""Values of templates and requests, which may be strings or absent."""

from typing import Any


def as_int(value: Any, default: int) -> int:
    """Whole number, or the default where there is none."""
    return default if value in (None, "") else int(value)


def as_bool(value: Any) -> bool:
    """Truth value that may be spelled out."""
    return value.lower() == "true" if isinstance(value, str) else bool(value)
