"""Lesson plans: a scenario of 20 minutes each, with a page for the teacher: what to ask, let guess, do and expect."""

import re
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.templates import shipped


@dataclass(frozen=True)
class Lesson:
    """A lesson: `scenario`, the file; `title`; and the parts of its page, in Markdown, by their headings."""

    scenario: Path
    title: str
    parts: dict[str, str]

    @property
    def guesses(self) -> list[str]:
        """The answers from which a class chooses its guess before it sees anything."""
        return re.findall(r"^- (.+)$", self.parts["Guess first"], re.MULTILINE)


def lessons() -> dict[str, Lesson]:
    """The shipped lessons by name, in the order in which they are taught."""
    files = {name.removeprefix("lessons/"): file for name, file in shipped().items() if name.startswith("lessons/")}
    return {name: _lesson(file) for name, file in files.items()}


def _lesson(file: Path) -> Lesson:
    head, *parts = re.split(r"^## ", file.with_suffix(".md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    chapters = (part.split("\n", 1) for part in parts)
    return Lesson(file, head.split("\n", 1)[0].removeprefix("# "), {name: text.strip() for name, text in chapters})
