"""How the mends change MiniStack: only what is there is replaced.

A mend whose target a new MiniStack lacks must stop the start, not silently do nothing.
"""

from typing import Any, Callable


class ChangedMiniStack(RuntimeError):
    """MiniStack lacks what a mend rests on."""


def replace(owner: Any, name: str, new: Any) -> None:
    """Put `new` in the place of an existing function, class member or constant."""
    if not hasattr(owner, name):
        raise ChangedMiniStack(f"local-aws: {owner.__name__}.{name} does not exist in this MiniStack")
    setattr(owner, name, new)


def wrap(owner: Any, name: str, wrapper: Callable[[Any], Any]) -> None:
    """Replace a function by `wrapper(function)`."""
    replace(owner, name, wrapper(getattr(owner, name, None)))


def replace_once(text: str, old: str, new: str) -> str:
    """Replace `old`, which must occur exactly once."""
    if text.count(old) != 1:
        raise ChangedMiniStack(f"local-aws: expected exactly one occurrence of {old!r}, found {text.count(old)}")
    return text.replace(old, new)
