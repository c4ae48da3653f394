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


def configure_after(provisioners: Any, resource_type: str, configure: Callable[[str, dict], None]) -> None:
    """Have `configure(physical id, properties)` follow whenever CloudFormation creates or updates such a resource."""
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    create, update = handlers["create"], handlers["update"]

    def configured_create(logical_id, props, stack):
        out = create(logical_id, props, stack)
        configure(out[0], props)
        return out

    def configured_update(physical_id, old, new, stack, *rest):
        out = update(physical_id, old, new, stack, *rest)
        configure(out[0], new)
        return out

    handlers.update(create=configured_create, update=configured_update)
