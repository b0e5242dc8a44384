"""Finds the parts of a family and reads their keyword-only arguments as their options.

A family is a folder; a part is a file in it with one function of the family's verb; the part's name is the
file's name with hyphens. Nothing is registered by hand: a part is known by being there.
"""

import difflib
import importlib
import inspect
import pkgutil
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

UNGRADED = "ungraded"
"""The grade of what nobody has graded."""


class Options(BaseModel):
    """The options of a part: frozen, and nothing but what the part names."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Part:
    """One part: its name in a scenario, its function, and what it can be told."""

    name: str
    function: Callable[..., Any]

    @cached_property
    def summary(self) -> str:
        """The first sentence of the docstring; the part's name where it has none."""
        return (inspect.getdoc(self.function) or self.name).split("\n\n")[0].replace("\n", " ")

    @property
    def grade(self) -> str:
        """How good the evidence for a mechanism is, as GRADE in its file says; UNGRADED where it does not."""
        return str(getattr(inspect.getmodule(self.function), "GRADE", UNGRADED))

    @cached_property
    def line(self) -> str:
        """The part in one line: its name, its options with defaults, and what it is."""
        words = []
        for name, (hint, default) in self.fields.items():
            told = getattr(hint, "__metadata__", ())
            written = next((field.alias for field in told if getattr(field, "alias", None)), name)
            bare = default in (..., None, ()) or isinstance(default, BaseModel)
            words.append(written + ("" if bare else f": {_shown(default)}"))
        options = f" ({', '.join(words)})" if words else ""
        return f"{self.name}{options} - {self.summary}"

    @cached_property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Options as pydantic fields: name -> (type, default), `...` where there is no default."""
        hints = get_type_hints(self.function, include_extras=True)
        parameters = inspect.signature(self.function).parameters.values()
        return {
            p.name: (hints[p.name], ... if p.default is p.empty else p.default)
            for p in parameters
            if p.kind is p.KEYWORD_ONLY
        }

    def options(
        self,
        tag: str | None = None,
        base: type[BaseModel] = Options,
        *,
        leave_out: tuple[str, ...] = (),
        optional: bool = False,
        **more: Any,
    ) -> type[BaseModel]:
        """A pydantic model of the options; `tag` adds a key that holds the part's name; `more` are further fields.

        The options in `leave_out` are none of it; with `optional` each option can be missing, and is None then.
        """
        from typing import Literal

        fields: dict[str, Any] = {} if tag is None else {tag: (Literal[self.name], ...)}
        own = {name: field for name, field in self.fields.items() if name not in leave_out}
        fields |= {name: (kind | None, None) for name, (kind, _) in own.items()} if optional else own
        fields |= more
        title = self.name.title().replace("-", "")
        return create_model(title, __base__=base, __doc__=self.summary, **fields)

    def faults(self, options: Mapping[str, Any]) -> list[tuple[str | tuple[str | int, ...], str]]:
        """What is wrong with options that are right one by one: (option, message) pairs.

        Where an option is a mapping or a list, keys and numbers can lead on to the place in it. A part with such rules
        has a function `faults` beside its own, with the same keyword-only arguments.
        """
        return list(self.beside("faults", lambda **_: [])(**options))

    def beside(self, name: str, default: Callable[..., Any] | None = None) -> Callable[..., Any]:
        """Another function in the part's file, or the default. Raises AttributeError if there is neither."""
        module = inspect.getmodule(self.function)
        function: Callable[..., Any] = getattr(module, name) if default is None else getattr(module, name, default)
        return function


@dataclass(frozen=True)
class Family:
    """The parts in one folder: `package` is the folder as a module, `verb` the function that each file has.

    Files with a leading underscore, and those named in `besides`, are no parts.
    """

    package: str
    verb: str
    besides: tuple[str, ...] = ()

    @cached_property
    def names(self) -> list[str]:
        """The names of all parts, in alphabetical order."""
        folder = importlib.import_module(self.package)
        files = (info.name for info in pkgutil.iter_modules(folder.__path__))
        return sorted(name.replace("_", "-") for name in files if name[0] != "_" and name not in self.besides)

    def part(self, name: str) -> Part:
        """The part called `name`. Raises KeyError, with the nearest name, if there is none."""
        if name not in self.names:
            raise KeyError(f"unknown name {name!r}{did_you_mean(name, self.names)}")
        module = importlib.import_module(f"{self.package}.{name.replace('-', '_')}")
        return Part(name, getattr(module, self.verb))

    @cached_property
    def parts(self) -> dict[str, Part]:
        """All parts by name."""
        return {name: self.part(name) for name in self.names}


def _shown(default: Any) -> str:
    # A default as it is written in a scenario.
    if isinstance(default, Mapping):
        return f"{{{', '.join(f'{key}: {value}' for key, value in default.items())}}}"
    return str(default).lower()


LONG_WORD = 60
"""Characters of a word that is compared with others: the time for that grows with their square."""

AMONG = 2_000
"""Names that a word is compared with one by one."""

LETTERS = string.ascii_letters + string.digits + " -_."


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`, did you mean "..."?` for the nearest of the known words, or nothing if none is near.

    Of many known words one is near that is a single letter away, or written in other capitals.
    """
    wanted, names = str(word), list(known)
    if len(wanted) > LONG_WORD:
        return ""
    if len(names) > AMONG:
        names = sorted(_near(wanted).intersection(names))
        if alike := [name for name in names if name.lower() == wanted.lower()]:
            return f', did you mean "{alike[0]}"?'
    names = [name for name in names if len(name) <= 2 * LONG_WORD]
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return f', did you mean "{near[0]}"?' if near else ""


def _near(word: str) -> set[str]:
    # All that a word becomes by one letter more, one less, another one, or two that change places.
    cuts = [(word[:k], word[k:]) for k in range(len(word) + 1)]
    near = {word.lower(), word.upper(), word.title(), *(left + right[1:] for left, right in cuts)}
    near.update(left + right[1::-1] + right[2:] for left, right in cuts)
    for letter in {*LETTERS, *word}:
        near.update(left + letter + right for left, right in cuts)
        near.update(left + letter + right[1:] for left, right in cuts)
    return near


CHARTS = Family("sim.charts", "draw")
CONVENTIONS = Family("sim.conventions", "play")
DATASETS = Family("sim.datasets", "load")
DISTRIBUTIONS = Family("sim.distributions", "values")
FILES = Family("sim.files", "read")
MOVEMENT = Family("sim.mechanisms", "begin")
NETWORKS = Family("sim.networks", "build")
PRESETS = Family("sim.presets", "influence")
STRATEGIES = Family("sim.strategies", "choose")
TRAITS = Family("sim.traits", "draw")
