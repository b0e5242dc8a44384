"""What in the books is made from the declarations, and where it stands.

It stands between a mark, `<!-- keys -->`, and its end, `<!-- end of keys -->`; what is around it is written by hand.
"""

import re
from collections.abc import Callable

from books.columns import columns
from books.keys import Keys, escaped
from sim.families.mechanisms import MECHANISMS
from sim.families.presets import PRESETS
from sim.ground.parts import CHARTS, Family

MADE: dict[tuple[str, str], Callable[[], str]] = {
    ("scenarios/README.md", "keys"): lambda: Keys().text(),
    ("scenarios/README.md", "mechanisms"): lambda: parts(MECHANISMS, grades=True),
    ("sim/MODEL.md", "presets"): lambda: parts(PRESETS),
    ("sim/reports/README.md", "charts"): lambda: parts(CHARTS),
    ("sim/results/README.md", "columns"): columns,
}
"""What makes each marked place, by the book and the mark."""


def parts(family: Family, *, grades: bool = False) -> str:
    """A table of the parts of a family: name, what each is and, with `grades`, how good the evidence for it is."""
    head = "| name | what it is | evidence |\n|---|---|---|\n" if grades else "| name | what it is |\n|---|---|\n"
    rows = [f"| `{part.name}` | {escaped(part.summary)} |" for part in family.parts.values()]
    if grades:
        rows = [f"{row} {part.EVIDENCE.grade} |" for row, part in zip(rows, family.parts.values(), strict=True)]
    return head + "".join(f"{row}\n" for row in rows)


def anew(text: str, mark: str, content: str) -> str:
    """A page with other lines between a mark and its end. Raises ValueError unless the mark stands there once."""
    pieces = re.split(rf"(?<=^<!-- {mark} -->\n)(?:.*\n)*?(?=<!-- end of {mark} -->$)", text, flags=re.MULTILINE)
    if len(pieces) != 2:
        raise ValueError(f"expected one <!-- {mark} --> with its end <!-- end of {mark} -->, found {len(pieces) - 1}")
    return f"{pieces[0]}\n{content}\n{pieces[1]}"
