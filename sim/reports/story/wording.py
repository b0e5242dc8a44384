"""Text that a page or a paper can hold."""

import re

from sim.ground.visible import in_lines

NO_LETTER = re.compile("[\ufffe\uffff]")
"""Noncharacters of Unicode."""


def plain(text: str) -> str:
    """Text that a page or a paper can hold: controls are escaped, and a number stays with its percent sign."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", in_lines(NO_LETTER.sub("", text)))
