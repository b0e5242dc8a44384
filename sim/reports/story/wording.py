"""Text that a page or a paper can hold."""

import re

from sim.ground.visible import in_lines

NO_LETTER = re.compile("[\ufffe\uffff]")
"""What Unicode says is no letter."""


def plain(text: str) -> str:
    """Text that a page or a paper can hold: controls are spelled, no line ends between a number and its per cent."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", in_lines(NO_LETTER.sub("", text)))
