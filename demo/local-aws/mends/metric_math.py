"""A safe evaluator of CloudWatch metric math.

Supported: + - * / ^, comparisons, AND OR && ||, unary minus, arrays, METRICS(), IF, FILL (number, REPEAT), MAX MIN SUM
AVG, ABS CEIL FLOOR, TIME_SERIES, DIFF, RUNNING_SUM. Anything else, anomaly detection bands and SEARCH among them,
raises `UnsupportedExpression`.
"""

import ast
import operator
import re
from typing import Callable

from .metric_functions import (
    AGGREGATES,
    PER_VALUE,
    Array,
    Series,
    Value,
    aggregate,
    choose,
    difference,
    fill,
    fill_with_last,
    per_period,
    running_sum,
    stretched,
)


class UnsupportedExpression(ValueError):
    """The expression uses something this evaluator lacks."""


class UnknownId(UnsupportedExpression):
    """The expression names a query that has no value, or not yet."""


_BINARY: dict[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS = {*AGGREGATES, *PER_VALUE, "IF", "FILL", "METRICS", "TIME_SERIES", "DIFF", "RUNNING_SUM"}


def parse(expression: str) -> ast.expr:
    """Syntax tree of an expression; raises UnsupportedExpression when it is not one we can evaluate."""
    text = expression.replace("&&", " and ").replace("||", " or ").replace("^", "**")
    text = re.sub(r"\bAND\b", "and", re.sub(r"\bOR\b", "or", text))
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as problem:
        raise UnsupportedExpression(f"metric math {expression!r}: {problem}") from problem
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS):
            raise UnsupportedExpression(f"metric math {expression!r}: function not emulated")
    return tree


def evaluate(expression: str, named: dict[str, Series], length: int) -> Series:
    """Value of the expression for each of `length` periods."""
    return stretched(_Evaluator(named, length).value(parse(expression)), length)


class _Evaluator:
    def __init__(self, named: dict[str, Series], length: int) -> None:
        self.named, self.length = named, length

    def value(self, node: ast.AST) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.Name(id=name):
                return self.series(name)
            case ast.List(elts=items):
                return Array(self.value(item) for item in items)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.apply(operator.neg, operand)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _BINARY:
                return self.apply(_BINARY[type(op)], left, right)
            case ast.Compare(ops=[op], left=left, comparators=[right]) if type(op) in _BINARY:
                return self.apply(_BINARY[type(op)], left, right)
            case ast.BoolOp(op=ast.And(), values=parts):
                return self.apply(lambda *v: all(v), *parts)
            case ast.BoolOp(op=ast.Or(), values=parts):
                return self.apply(lambda *v: any(v), *parts)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(name, arguments)
        raise UnsupportedExpression(f"metric math: {ast.unparse(node)} not emulated")

    def series(self, name: str) -> Series:
        if name not in self.named:
            raise UnknownId(f"metric math: unknown id {name}")
        return self.named[name]

    def apply(self, function: Callable, *operands: ast.AST) -> Value:
        return per_period(function, self.length, *(self.value(o) for o in operands))

    def call(self, name: str, arguments: list[ast.expr]) -> Value:
        if name == "METRICS":
            prefix = str(arguments[0].value) if arguments and isinstance(arguments[0], ast.Constant) else ""
            return Array(series for key, series in self.named.items() if key.startswith(prefix))
        if name == "FILL":
            return self.filled(*arguments)
        if name in PER_VALUE:
            return self.apply(PER_VALUE[name], arguments[0])
        values = [self.value(a) for a in arguments]
        if name in AGGREGATES:
            return aggregate(AGGREGATES[name], self.length, values[0])
        if name == "IF":
            return choose(self.length, *values)
        if name == "DIFF":
            return difference(values[0])
        return running_sum(values[0]) if name == "RUNNING_SUM" else stretched(values[0], self.length)

    def filled(self, series: ast.expr, mode: ast.expr) -> Value:
        if isinstance(mode, ast.Name) and mode.id == "REPEAT":
            return fill_with_last(self.value(series))
        if isinstance(mode, ast.Name) and mode.id not in self.named:
            raise UnsupportedExpression(f"metric math: FILL({mode.id}) not emulated")
        return fill(self.length, self.value(series), self.value(mode))
