"""Functions of CloudWatch metric math over aligned series: one value, or None where data is missing, per period."""

import math
from typing import Any, Callable

Series = list  # of float | None
Value = Any  # a number, None, a Series, or an Array of them


class Array(list):
    """An array of series, as against one series."""


AGGREGATES: dict[str, Callable] = {"MAX": max, "MIN": min, "SUM": sum, "AVG": lambda v: sum(v) / len(v)}
PER_VALUE: dict[str, Callable] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}


def stretched(value: Value, length: int) -> Series:
    """A number stands for a series of itself."""
    return value if isinstance(value, list) else [value] * length


def each(value: Value, function: Callable[[Series], Series]) -> Value:
    """Apply to the series, or to every series of an array."""
    return Array(function(s) for s in value) if isinstance(value, Array) else function(value)


def per_period(function: Callable, length: int, *values: Value) -> Value:
    """Apply per period; a missing value makes the result missing, and so does a division by zero."""
    arrays = [v for v in values if isinstance(v, Array)]
    if arrays:
        rows = range(max(map(len, arrays)))
        return Array(per_period(function, length, *(v[i] if isinstance(v, Array) else v for v in values)) for i in rows)
    if not any(isinstance(v, list) for v in values):
        return _one(function, values)
    return [_one(function, row) for row in zip(*(stretched(v, length) for v in values))]


def _one(function: Callable, arguments: tuple) -> float | None:
    if any(a is None for a in arguments):
        return None
    try:
        return float(function(*arguments))
    except (ZeroDivisionError, OverflowError):
        return None


def aggregate(function: Callable, length: int, value: Value) -> Value:
    """Of an array: per period, over its series. Of one series: over the whole range."""
    if not isinstance(value, Array):
        present = [v for v in stretched(value, 1) if v is not None]
        return function(present) if present else None
    rows = zip(*(stretched(s, length) for s in value))
    present_rows = ([v for v in row if v is not None] for row in rows)
    return [function(row) if row else None for row in present_rows]


def choose(length: int, test: Value, yes: Value, no: Value = None) -> Series:
    rows = zip(*(stretched(v, length) for v in (test, yes, no)))
    return [None if t is None else (y if t else n) for t, y, n in rows]


def fill(length: int, value: Value, filler: Value) -> Value:
    fillers = stretched(filler, length)
    return each(value, lambda series: [fillers[i] if v is None else v for i, v in enumerate(series)])


def fill_with_last(value: Value) -> Value:
    def repeat(series: Series) -> Series:
        last, out = None, []
        for v in series:
            last = v if v is not None else last
            out.append(last)
        return out

    return each(value, repeat)


def difference(value: Value) -> Value:
    return each(value, lambda s: [None] + [None if None in pair else pair[1] - pair[0] for pair in zip(s, s[1:])])


def running_sum(value: Value) -> Value:
    def add_up(series: Series) -> Series:
        total, out = 0.0, []
        for v in series:
            total += v or 0.0
            out.append(total)
        return out

    return each(value, add_up)
