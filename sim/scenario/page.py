"""A YAML page as plain data that remembers its lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from sim.faults import Fault, InputError


@dataclass(frozen=True)
class Page:
    """What a YAML file says: `content`, a mapping as ruamel.yaml reads it, of the file called `file`.

    `faults`: keys that are given twice.
    """

    file: str
    content: CommentedMap
    faults: tuple[Fault, ...] = ()

    def line(self, where: tuple[Any, ...]) -> int:
        """The line (from 1) of the key or item at a path of keys and numbers, or of the nearest thing above it.

        Elements that are nowhere in the page are passed over.
        """
        node, line = self.content, self.content.lc.line
        for key in where:
            if isinstance(node, CommentedMap) and key in node:
                line, node = node.lc.key(key)[0], node[key]
            elif isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
                line, node = node.lc.item(key)[0], node[key]
        return line + 1


def read_page(path: Path, file: str) -> Page:
    """Read a YAML file whose top level is a mapping. Raises InputError if there is no such file or it is not YAML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        yaml = YAML(typ="rt", pure=True)
        yaml.allow_duplicate_keys = True
        twice = list(_duplicates(yaml.compose(text)))
        content = yaml.load(text)
    except FileNotFoundError:
        raise InputError([Fault(file, 1, "there is no such file")]) from None
    except OSError as error:
        raise InputError([Fault(file, 1, f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError([Fault(file, line, "is not text in UTF-8")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or "cannot be understood").strip()
        raise InputError([Fault(file, mark.line + 1 if mark else 1, f"is not valid YAML: {problem}")]) from None
    except YAMLError as error:
        raise InputError([Fault(file, 1, f"is not valid YAML: {str(error).splitlines()[0]}")]) from None
    if content is None:
        raise InputError([Fault(file, 1, "is empty; `sim new` writes a scenario to start from")])
    if not isinstance(content, CommentedMap):
        raise InputError([Fault(file, 1, f"found {_kind(content)}, expected `key: value` lines")])
    again = '"{}" is given twice; it was first given in line {}'
    return Page(file, content, tuple(Fault(file, line, again.format(key, first)) for key, first, line in twice))


def _duplicates(node: Node | None, above: tuple[Node, ...] = ()) -> list[tuple[str, int, int]]:
    # Keys that stand twice in a mapping: (key, line of the first, line of the second). An alias can lead back up.
    found: list[tuple[str, int, int]] = []
    if node in above:
        return found
    if isinstance(node, SequenceNode):
        for item in node.value:
            found += _duplicates(item, (*above, node))
    elif isinstance(node, MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if str(key.value) in first:
                found.append((str(key.value), first[str(key.value)], line))
            first.setdefault(str(key.value), line)
            found += _duplicates(value, (*above, node))
    return found


def _kind(content: object) -> str:
    return "a list" if isinstance(content, CommentedSeq) else "plain text"
