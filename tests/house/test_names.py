"""Bindings are called what they are: few have a name that fits anything."""

import ast
from collections import Counter
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]

EMPTY = {"found", "told", "one", "some", "made", "kept", "there", "said", "given", "mine", "heavy", "wanted"}
"""Words that say nothing of what is bound."""


def bindings(source: str) -> list[str]:
    """The names that code binds: variables, arguments, functions and classes; attributes are promises of their own."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
    return names


def test_bindings_are_counted():
    """Variables of loops and comprehensions, arguments, functions and classes count; what is read does not."""
    source = """
        def said(given, *, mine=one):
            some, known.told = [kept for kept in there]
            for made in some: wanted.found = 1
    """
    assert sorted(bindings(dedent(source))) == ["given", "kept", "made", "mine", "said", "some"]


def test_bindings_are_called_what_they_are():
    """Fewer than one of a hundred bindings in sim/ have one of the twelve words for a name."""
    counts, every = Counter(), 0
    for file in (ROOT / "sim").rglob("*.py"):
        names = bindings(file.read_text(encoding="utf-8"))
        every += len(names)
        counts[file.relative_to(ROOT).as_posix()] = sum(name in EMPTY for name in names)
    worst = ", ".join(f"{file} {count}" for file, count in counts.most_common(10) if count)
    assert counts.total() < 0.01 * every, f"{counts.total()} of {every} bindings say nothing: {worst}"
