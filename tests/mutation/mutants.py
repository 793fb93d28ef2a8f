"""Small wrong changes to a module, each of which some test should notice."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
"""Its bound moved by one, and its opposite."""
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_WORDS: Final = frozenset({"_", "N_", "ngettext"})
"""What is said is not mutated; the tests look at what decides."""
_UNSEEN: Final = frozenset({"annotation", "returns", "decorator_list"})
"""Parts of a node that decide nothing when the program runs."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change."""

    module: str
    line: int
    was: str
    """The line as it was, by which the mutant is known however the file grows."""
    change: str
    source: str

    @property
    def name(self) -> str:
        """As the list of equivalents has it."""
        return f"{self.module} | {self.was} | {self.change}"


@dataclass(frozen=True, slots=True)
class _Change:
    node: ast.AST
    at: ast.AST
    """Has the line number."""
    field: str
    value: object
    text: str


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    lines = source.splitlines()
    seen: Counter[tuple[str, str]] = Counter()
    for change in sorted(_changes(tree), key=lambda each: _line(each.at)):
        before = getattr(change.node, change.field)
        setattr(change.node, change.field, change.value)
        line = _line(change.at)
        was = lines[line - 1].strip()
        seen[was, change.text] += 1
        text = f"{change.text} (#{seen[was, change.text]})"
        yield Mutant(module, line, was, text, ast.unparse(tree))
        setattr(change.node, change.field, before)


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def _changes(node: ast.AST) -> Iterator[_Change]:
    if _is_silent(node):
        return
    yield from _of(node)
    for name, value in ast.iter_fields(node):
        if name in _UNSEEN:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _changes(child)


def _is_silent(node: ast.AST) -> bool:
    """Docstrings, words for people, and lists of names."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WORDS:
        return True
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _of(node: ast.AST) -> Iterator[_Change]:
    """The changes of a node itself."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Return):
        yield from _returned(node)
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.UnaryOp):
        yield from _operated(node)
    else:
        yield from _branched(node)


def _operated(node: ast.BoolOp | ast.BinOp | ast.UnaryOp) -> Iterator[_Change]:
    match node:
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _Change(node, node, "op", other, f"{_short(node)}: and <-> or")
        case ast.BinOp() if (operator := _COUNTED.get(type(node.op))) is not None:
            yield _Change(node, node, "op", operator(), f"{_short(node)}: {operator.__name__}")
        case ast.UnaryOp(op=ast.Not()):
            yield _Change(node, node, "operand", _not(node.operand), f"{_short(node)}: no not")
        case ast.UnaryOp(op=ast.USub()):
            yield _Change(node, node, "op", ast.UAdd(), f"{_short(node)}: no minus")


def _branched(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.If() | ast.IfExp():
            yield _Change(node, node, "test", _not(node.test), f"if not {_short(node.test)}")
        case ast.comprehension():
            for place, test in enumerate(node.ifs):
                ifs = [*node.ifs[:place], _not(test), *node.ifs[place + 1 :]]
                yield _Change(node, test, "ifs", ifs, f"if not {_short(test)}")
        case ast.Expr(value=ast.Call()):
            yield _Change(node, node, "value", ast.Constant(None), f"no {_short(node)}")


def _compared(node: ast.Compare) -> Iterator[_Change]:
    for place, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield _Change(node, node, "ops", ops, f"{_short(node)}: {other.__name__}")


def _constant(node: ast.Constant) -> Iterator[_Change]:
    value = node.value
    other: object
    if isinstance(value, bool):
        other = not value
    elif isinstance(value, int):
        other = value + 1
    elif isinstance(value, str):
        other = f"{value}X"
    else:
        return
    yield _Change(node, node, "value", other, f"{value!r} -> {other!r}")


def _returned(node: ast.Return) -> Iterator[_Change]:
    none = isinstance(node.value, ast.Constant) and node.value.value is None
    if node.value is not None and not none:
        yield _Change(node, node, "value", ast.Constant(None), "return None")


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 50 else f"{text[:49]}…"
