"""Shows control characters, which a terminal would obey."""

import re

CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls of terminals, line ends, changes of the direction of writing, letters without width, bytes that are no text.

The joiners U+200C and U+200D do not belong here: Persian, Hindi and emoji are written with them.
"""


def visible(text: str) -> str:
    """Text in one line in which each of CONTROLS stands as an escape, such as `\\x1b` or `\\u202e`."""
    return CONTROLS.sub(lambda letter: letter[0].encode("unicode_escape").decode(), text)


def in_lines(text: str) -> str:
    """Text of one line or more in which each of CONTROLS but line ends and folds (U+200B) stands as an escape."""
    return CONTROLS.sub(lambda letter: letter[0] if letter[0] in "\n\u200b" else visible(letter[0]), text)


def in_json(text: str) -> str:
    """JSON, in one line or more, in which each of CONTROLS that JSON lets pass stands as an escape of JSON."""
    return CONTROLS.sub(_in_json, text)


def _in_json(letter: re.Match[str]) -> str:
    if letter[0] == "\n":
        return "\n"
    units = letter[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))
