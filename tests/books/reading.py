"""Reads the books: every page in Markdown, the blocks of code in it, its links, and its marked places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

NO_BOOKS = {"build", "dist", "results"}
"""Folders at the top that hold no books of the house."""


@dataclass(frozen=True)
class Block:
    """A block of code between fences: its language, the words after it on the fence, and its lines."""

    language: str
    words: str
    code: str


@dataclass(frozen=True)
class Book:
    """A page in Markdown, by its place in the project."""

    place: str

    @property
    def file(self) -> Path:
        """Where it stands."""
        return ROOT / self.place

    @cached_property
    def text(self) -> str:
        """All of it."""
        return self.file.read_text(encoding="utf-8")

    def blocks(self, *languages: str) -> list[Block]:
        """Its blocks of code, in their order: all, or those in some languages."""
        fences = re.finditer(r"^```(\w*)(.*)\n((?:.*\n)*?)^```$", self.text, re.MULTILINE)
        every = [Block(fence[1], fence[2].strip(), fence[3]) for fence in fences]
        return [block for block in every if not languages or block.language in languages]

    def links(self) -> list[tuple[str, str]]:
        """Files that it links to, as written, each with the heading in it or an empty text."""
        prose = re.sub(r"^```.*?^```$", "", self.text, flags=re.MULTILINE | re.DOTALL)
        targets = re.findall(r"\]\(([^)\s]+)\)", prose)
        return [(target.partition("#")[0], target.partition("#")[2]) for target in targets if "://" not in target]

    def anchors(self) -> set[str]:
        """What a link can name in it: its headings in small letters, hyphens for spaces, no other marks."""
        headings = re.findall(r"^#+ (.+)$", self.text, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def books() -> list[Book]:
    """All books, those at the top first."""
    return [Book(place) for place in sorted(_places(), key=lambda place: (place.count("/"), place))]


def _places() -> Iterator[str]:
    for file in ROOT.rglob("*.md"):
        parts = file.relative_to(ROOT).parts
        if parts[0] not in NO_BOOKS and not any(part.startswith(".") for part in parts):
            yield "/".join(parts)
