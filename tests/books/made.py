"""What in the books is made from the declarations, and where it stands.

It stands between a mark, `<!-- keys -->`, and its end, `<!-- end of keys -->`; what is around it is written by hand.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from books.columns import columns
from books.keys import Keys, escaped
from sim.families.charts import CHARTS
from sim.families.mechanisms import MECHANISMS, ordered
from sim.families.presets import PRESETS, Preset
from sim.ground.parts import Family

MADE: dict[tuple[str, str], Callable[[], str]] = {
    ("scenarios/README.md", "keys"): lambda: Keys().text(),
    ("scenarios/README.md", "mechanisms"): lambda: parts(
        MECHANISMS, evidence=lambda part: part.EVIDENCE.grade, because=lambda part: part.EVIDENCE.why
    ),
    ("sim/MODEL.md", "order"): lambda: "".join(f"1. `{name}`\n" for name in ordered()),
    ("sim/MODEL.md", "presets"): lambda: parts(PRESETS, settings=settings),
    ("sim/reports/README.md", "charts"): lambda: parts(
        CHARTS,
        needs=lambda part: part.ASK,
        drawn=lambda part: "`sim run`, `sim chart`" if part.RUN else "`sim chart`",
    ),
    ("sim/results/README.md", "columns"): columns,
}
"""What makes each marked place, by the book and the mark."""


def parts(family: Family, **more: Callable[[Any], str]) -> str:
    """A table of the parts of a family: name and what each is; `more`: further columns, and what stands in them."""
    heads = ["name", "what it is", *more]
    rows = [[f"`{part.name}`", part.summary, *(cell(part) for cell in more.values())] for part in family.parts.values()]
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(escaped, cells))} |\n" for cells in lines)


def settings(preset: Preset) -> str:
    """What a preset says with its defaults, in the words of a scenario."""
    options = dict(preset.options()())
    mechanisms = preset.movement(**options)
    movement = f", `movement: {flow(mechanisms)}`" if mechanisms else ""
    return f"`influence: {flow(preset.function(**options))}`{movement}"


def flow(value: Any) -> str:
    """A mapping as it is written in one line of a scenario."""
    if not isinstance(value, Mapping):
        return str(value)
    return f"{{{', '.join(f'{key}: {flow(inner)}' for key, inner in value.items())}}}"


def anew(text: str, mark: str, content: str) -> str:
    """A page with other lines between a mark and its end. Raises ValueError unless the mark stands there once."""
    pieces = re.split(rf"(?<=^<!-- {mark} -->\n)(?:.*\n)*?(?=<!-- end of {mark} -->$)", text, flags=re.MULTILINE)
    if len(pieces) != 2:
        raise ValueError(f"expected one <!-- {mark} --> with its end <!-- end of {mark} -->, found {len(pieces) - 1}")
    return f"{pieces[0]}\n{content}\n{pieces[1]}"
