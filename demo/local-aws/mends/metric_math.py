"""A safe evaluator of CloudWatch metric math over aligned series (lists of numbers or None).

Supported: + - * / ^, comparisons, AND OR && ||, unary minus, arrays, METRICS(), IF, FILL (number, REPEAT),
MAX MIN SUM AVG (of an array: per period; of one series: over the range), ABS CEIL FLOOR, TIME_SERIES, DIFF, RUNNING_SUM.
Anything else, anomaly detection bands and SEARCH among them, raises `UnsupportedExpression`.
"""

import ast
import math
import operator
import re
from typing import Any, Callable

Series = list  # of float | None


class UnsupportedExpression(ValueError):
    """The expression uses something this evaluator lacks."""


_BINARY: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_AGGREGATES: dict[str, Callable] = {"MAX": max, "MIN": min, "SUM": sum, "AVG": lambda v: sum(v) / len(v)}
_PER_VALUE: dict[str, Callable] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}


def parse(expression: str) -> ast.expr:
    """Syntax tree of an expression; raises UnsupportedExpression when it is not one we can evaluate."""
    text = expression.replace("&&", " and ").replace("||", " or ").replace("^", "**")
    text = re.sub(r"\bAND\b", "and", re.sub(r"\bOR\b", "or", text))
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as problem:
        raise UnsupportedExpression(f"metric math {expression!r}: {problem}") from problem
    known = {*_AGGREGATES, *_PER_VALUE, "IF", "FILL", "METRICS", "TIME_SERIES", "DIFF", "RUNNING_SUM"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in known):
            raise UnsupportedExpression(f"metric math {expression!r}: function not emulated")
    return tree


def evaluate(expression: str, named: dict[str, Series], length: int) -> Series:
    """Value of the expression for each of `length` periods."""
    value = _Evaluator(named, length).eval(parse(expression))
    return value if isinstance(value, list) else [value] * length


class _Array(list):
    """An array of series, as against one series."""


class _Evaluator:
    def __init__(self, named: dict[str, Series], length: int) -> None:
        self.named, self.length = named, length

    def eval(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.Name):
            if node.id not in self.named:
                raise UnsupportedExpression(f"metric math: unknown id {node.id}")
            return self.named[node.id]
        if isinstance(node, ast.List):
            return _Array(self.eval(item) for item in node.elts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.zip(operator.neg, self.eval(node.operand))
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            return self.zip(_BINARY[type(node.op)], self.eval(node.left), self.eval(node.right))
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _BINARY:
            return self.zip(_BINARY[type(node.ops[0])], self.eval(node.left), self.eval(node.comparators[0]))
        if isinstance(node, ast.BoolOp):
            both = (lambda *v: all(v)) if isinstance(node.op, ast.And) else (lambda *v: any(v))
            return self.zip(both, *(self.eval(v) for v in node.values))
        if isinstance(node, ast.Call):
            return self.call(node.func.id, node.args)  # type: ignore[attr-defined]
        raise UnsupportedExpression(f"metric math: {ast.dump(node)[:80]} not emulated")

    def zip(self, function: Callable, *values: Any) -> Any:
        """Apply per period; a missing value (or a division by zero) makes the result missing."""
        if any(isinstance(v, _Array) for v in values):
            width = max(len(v) for v in values if isinstance(v, _Array))
            return _Array(
                self.zip(function, *(v[i] if isinstance(v, _Array) else v for v in values)) for i in range(width)
            )

        def one(*arguments: Any) -> Any:
            if any(a is None for a in arguments):
                return None
            try:
                return float(function(*arguments))
            except (ZeroDivisionError, OverflowError):
                return None

        if not any(isinstance(v, list) for v in values):
            return one(*values)
        return [one(*(v[i] if isinstance(v, list) else v for v in values)) for i in range(self.length)]

    def call(self, name: str, args: list[ast.expr]) -> Any:
        if name == "METRICS":
            prefix = args[0].value if args and isinstance(args[0], ast.Constant) else ""
            return _Array(s for key, s in self.named.items() if key.startswith(str(prefix)))
        if name == "FILL":
            series, mode = self.eval(args[0]), args[1]
            if isinstance(mode, ast.Name) and mode.id == "REPEAT":
                return self.each(series, self.repeat)
            if isinstance(mode, ast.Name) and mode.id not in self.named:
                raise UnsupportedExpression(f"metric math: FILL({mode.id}) not emulated")
            filler = self.eval(mode)
            pick = filler if isinstance(filler, list) else [filler] * self.length
            return self.each(series, lambda s: [pick[i] if v is None else v for i, v in enumerate(s)])
        values = [self.eval(a) for a in args]
        if name == "IF":
            test, yes, no = (v if isinstance(v, list) else [v] * self.length for v in (*values, None)[:3])
            return [None if t is None else (y if t else n) for t, y, n in zip(test, yes, no)]
        if name in _AGGREGATES:
            function = _AGGREGATES[name]
            if isinstance(values[0], _Array):
                rows = ([s[i] if isinstance(s, list) else s for s in values[0]] for i in range(self.length))
                present = ([v for v in row if v is not None] for row in rows)
                return [function(row) if row else None for row in present]
            present = [v for v in values[0] if v is not None] if isinstance(values[0], list) else [values[0]]
            return function(present) if present else None
        if name in _PER_VALUE:
            return self.zip(_PER_VALUE[name], values[0])
        if name == "TIME_SERIES":
            return [values[0]] * self.length
        if name == "DIFF":
            return self.each(values[0], lambda s: [None] + [None if None in p else p[1] - p[0] for p in zip(s, s[1:])])
        total, out = 0.0, []  # RUNNING_SUM
        for value in values[0]:
            total += value or 0.0
            out.append(total)
        return out

    @staticmethod
    def each(value: Any, function: Callable[[Series], Series]) -> Any:
        return _Array(function(s) for s in value) if isinstance(value, _Array) else function(value)

    @staticmethod
    def repeat(series: Series) -> Series:
        last, out = None, []
        for value in series:
            last = value if value is not None else last
            out.append(last)
        return out
