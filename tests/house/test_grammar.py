"""Numbers are put into words in one place (sim/ground/wording.py)."""

import ast
from pathlib import Path

SIM = Path(__file__).parents[2] / "sim"

ROOMS = ("statistics", "studies", "charts", "reports", "drawing", "app", "cli", "experiment")
"""Where people are told what runs came to."""


def parts(room: str) -> list[tuple[str, ast.FormattedValue]]:
    """What stands in braces in the f-strings of a room, with its file."""
    return [
        (str(file.relative_to(SIM)), node)
        for file in sorted((SIM / room).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue)
    ]


def test_no_share_is_rounded_elsewhere():
    """No room puts a share into per cents or points by itself, as `{share:.0%}` or `{100 * share}` would."""
    found = [part for room in ROOMS for part in parts(room)]
    offenders = []
    for file, node in found:
        spec = ast.unparse(node.format_spec) if node.format_spec else ""
        products = [part for part in ast.walk(node.value) if isinstance(part, ast.BinOp)]
        hundred = any(isinstance(part.left, ast.Constant) and part.left.value == 100 for part in products)
        if "%" in spec or hundred:
            offenders.append((file, node.lineno))
    assert offenders == []
    assert len(found) > 500, "the reader of f-strings finds too little to be believed"


def test_no_room_has_words_of_its_own_for_shares_and_money():
    """No module has a function called percent, as three had, or money."""
    offenders = [
        (str(file.relative_to(SIM)), node.name)
        for file in sorted(SIM.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.strip("_") in ("percent", "money")
    ]
    assert offenders == []
