"""Finds the parts of a family and reads their keyword-only arguments as their options.

A family is a folder; a part is a file in it with one function of the family's verb; the part's name is the
file's name with hyphens. Nothing is registered by hand: a part is known by being there. What a part must have and may
have beside its function is the contract of its family: a class of parts in `sim/families/`, a field for each member.

Beside the files, parts of one's own are known where they were handed in (`known`), and nowhere else.
"""

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache, cached_property
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import Any, ClassVar, Generic, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from pydantic.fields import FieldInfo
from typing_extensions import TypeVar

from sim.ground.declared import Symbol
from sim.ground.faults import Fault, InputError
from sim.ground.own import Origin, forget, from_package, own, packages_of
from sim.ground.signatures import misasked
from sim.ground.spelling import did_you_mean

OptionFault = tuple[str | tuple[str | int, ...], str]
"""The place of an option, or keys and numbers of a place inside it, and what is wrong there."""


class Options(BaseModel):
    """Base of the options of a part: frozen, with no other keys than the part names."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The JSON Schema; descriptions of options with a symbol begin with it."""
        schema: dict[str, Any] = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, option in cls.model_fields.items():
            if symbol := symbol_of(option):
                described = properties[option.alias or name]
                described["description"] = f"{symbol}: {option.description}"
        return schema


def symbol_of(option: FieldInfo) -> str:
    """The symbol of an option in the equations; empty if it is in none."""
    return next((mark.name for mark in option.metadata if isinstance(mark, Symbol)), "")


def nothing(*_: Any, **__: Any) -> tuple[Any, ...]:
    """A default for optional members: no faults, notes, names, ..."""
    return ()


def no_words(*_: Any, **__: Any) -> dict[str, Any]:
    """A default for optional members: nothing to add."""
    return {}


@dataclass(frozen=True)
class Part:
    """One part: its name in a scenario, its function and its options.

    A subclass is the contract of a family. Its fields are the members that a part's file has beside the function:
    those without a default are required, the others are optional. A member has the same name here as there; constants
    are written in capitals.
    """

    name: str
    function: Callable[..., Any]
    faults: Callable[..., Iterable[OptionFault]] = field(default=nothing, kw_only=True)
    """`faults(*, options)`: what is wrong between options that are right one by one. Optional."""

    origin: Origin | None = field(default=None, kw_only=True)
    """Where it comes from, if it is somebody's own."""

    def __getstate__(self) -> dict[str, Any]:
        # What is worked out of these is worked out anew where it arrives.
        return {member.name: getattr(self, member.name) for member in fields(self)}

    EXTRAS: ClassVar[frozenset[str]] = frozenset()
    """What may be said beside a function of somebody's own besides the members: of it, `completed` makes members."""

    @classmethod
    def completed(cls, name: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
        """The members of somebody's own part of this name, with what follows from them."""
        return members

    def slips(self, family: "Family[Any]") -> Iterator[Fault]:
        """What is wrong with somebody's own part of this family besides its members: how its function is called."""
        if hasattr(self.function, "__code__"):
            yield from misasked(self.function, family.asks, family.offers)
        elif self.origin is not None:
            message = f"`{family.verb}` is {self.function!r}, expected a function"
            yield Fault(self.origin.file, self.origin.line, message)

    @cached_property
    def summary(self) -> str:
        """The first sentence of the docstring; the part's name where it has none."""
        return (inspect.getdoc(self.function) or self.name).split("\n\n")[0].replace("\n", " ")

    @cached_property
    def line(self) -> str:
        """The part in one line: its name, its options with defaults, and what it is."""
        words = []
        for name, (hint, default) in self.fields.items():
            metadata = getattr(hint, "__metadata__", ())
            written = next((field.alias for field in metadata if getattr(field, "alias", None)), name)
            bare = default in (..., None, ()) or isinstance(default, BaseModel)
            words.append(written + ("" if bare else f": {_shown(default)}"))
        options = f" ({', '.join(words)})" if words else ""
        return f"{self.name}{options} - {self.summary}"

    @cached_property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Options as pydantic fields: name -> (type, default), `...` where there is no default."""
        code = self.function.__code__
        try:
            hints = get_type_hints(self.function, include_extras=True)
        except NameError as error:
            message = f"{self.function.__name__}: a type cannot be understood: {error}"
            raise InputError([Fault(code.co_filename, code.co_firstlineno, message)]) from None
        parameters = inspect.signature(self.function).parameters.values()
        options = [parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
        if untyped := [option.name for option in options if option.name not in hints]:
            message = f"{self.function.__name__}: the type of {', '.join(untyped)} is missing"
            raise InputError([Fault(code.co_filename, code.co_firstlineno, message)])
        return {option.name: (hints[option.name], _default(option)) for option in options}

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

        Options in `leave_out` are left out; with `optional` each option can be missing, and is None then.
        """
        from typing import Literal

        fields: dict[str, Any] = {} if tag is None else {tag: (Literal[self.name], ...)}
        own = {name: field for name, field in self.fields.items() if name not in leave_out}
        fields |= {name: (kind | None, None) for name, (kind, _) in own.items()} if optional else own
        fields |= more
        title = self.name.title().replace("-", "")
        return create_model(title, __base__=base, __doc__=self.summary, **fields)


def _default(option: inspect.Parameter) -> Any:
    return ... if option.default is option.empty else option.default


Kind_co = TypeVar("Kind_co", bound=Part, default=Part, covariant=True)


@dataclass(frozen=True)
class Family(Generic[Kind_co]):
    """The parts in one folder: `package` is the folder as a module, `verb` the function that each file has.

    `contract`: the class of the parts; `noun`: what a part is called. Files that begin with an underscore are no parts.
    A family that says what its function asks for (`asks`, and `offers` of which it may ask for some) is open: parts
    that are known here (`sim.ground.own`) are of it, too, and those that packages bring as entry points
    `groundswell.FOLDER`, where they are asked for.
    """

    package: str
    verb: str
    contract: type[Kind_co] = Part  # type: ignore[assignment]
    noun: str = "part"
    asks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of all parts, in alphabetical order."""
        return sorted({*self.shipped, *self._own})

    @cached_property
    def required(self) -> tuple[str, ...]:
        """What each part's file must have, beginning with the verb."""
        return (self.verb, *(name for name, member in self._members.items() if member.default is MISSING))

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """What a part's file may have."""
        return tuple(name for name in self._members if name not in self.required)

    @cached_property
    def folder(self) -> str:
        """The name of the folder."""
        return self.package.rpartition(".")[2]

    def part(self, name: str) -> Kind_co:
        """The part called `name`; one that a package brings is loaded.

        Raises KeyError, with the nearest name, if there is none; InputError if it cannot be had or breaks the contract.
        """
        if name in self._own:
            return self._own[name]
        if name not in self._loaded:
            if name in self.shipped:
                module = importlib.import_module(f"{self.package}.{name.replace('-', '_')}")
                self._loaded[name] = self.described(name, vars(module), str(module.__file__))
            elif name in self.installed:
                self._loaded[name] = from_package(self, name, self.installed[name])
            else:
                raise KeyError(f"unknown name {name!r}{did_you_mean(name, [*self.names, *self.installed])}")
        return self._loaded[name]

    def get(self, name: str) -> Kind_co | None:
        """The part called `name`; None if there is none. Raises InputError as `part` does."""
        return self.part(name) if name in (*self.names, *self.installed) else None

    @property
    def parts(self) -> Mapping[str, Kind_co]:
        """All parts by name. Raises InputError if the file of one breaks the contract."""
        return {name: self.part(name) for name in self.names} if self._own else self._filed

    @cached_property
    def installed(self) -> Mapping[str, tuple[EntryPoint, ...]]:
        """What packages bring as entry points, by name; several of one name are a fault where it is asked for."""
        brought: dict[str, tuple[EntryPoint, ...]] = {}
        for point in _installed().select(group=f"groundswell.{self.folder}") if self.asks else ():
            name = point.name.replace("_", "-")
            brought[name] = (*brought.get(name, ()), point)
        return brought

    @cached_property
    def brought(self) -> tuple[Mapping[str, Kind_co], tuple[Fault, ...]]:
        """All parts that packages bring, by name, and what is wrong with those that cannot be had."""
        parts: dict[str, Kind_co] = {}
        faults: list[Fault] = []
        for name, points in self.installed.items():
            if name in self.shipped:
                package = packages_of(points)
                message = f'"{name}" is one of the {self.folder} of groundswell; that of {package} is never used'
                faults.append(Fault(points[0].module, 1, message))
                continue
            try:
                parts[name] = self.part(name)
            except InputError as error:
                faults += error.faults
        return parts, tuple(faults)

    def described(
        self, name: str, members: Mapping[str, Any], file: str, line: int = 1, origin: Origin | None = None
    ) -> Kind_co:
        """The part that has these members, of which some may be no part's; `file`, `line`: where they begin.

        Raises InputError if they break the contract.
        """
        if faults := list(self._faults(members, file, line)):
            raise InputError(faults)
        chosen = {key: members[key] for key in self._members if key in members}
        return self.contract(name, members[self.verb], origin=origin, **chosen)

    @property
    def _own(self) -> Mapping[str, Any]:
        return {part.name: part for part in own() if part.origin is not None and part.origin.family == self.package}

    @cached_property
    def shipped(self) -> frozenset[str]:
        """The names of the parts that are files in the folder."""
        folder = importlib.import_module(self.package)
        files = (info.name for info in pkgutil.iter_modules(folder.__path__))
        return frozenset(name.replace("_", "-") for name in files if name[0] != "_")

    @cached_property
    def _filed(self) -> Mapping[str, Kind_co]:
        return {name: self.part(name) for name in sorted(self.shipped)}

    @cached_property
    def _loaded(self) -> dict[str, Any]:
        return {}

    def forget(self) -> None:
        """Look again for what is there."""
        for known in ("shipped", "_filed", "_loaded", "installed", "brought"):
            self.__dict__.pop(known, None)
        _installed.cache_clear()
        forget()

    @cached_property
    def _members(self) -> dict[str, Any]:
        # Names of members in a part's file, and as fields.
        own = {member.name for member in fields(Part)} - {"faults"}
        return {member.name: member for member in fields(self.contract) if member.name not in own}

    def _faults(self, members: Mapping[str, Any], file: str, first: int) -> Iterable[Fault]:
        for key in self.required:
            if key not in members:
                yield Fault(file, first, f"there is no `{key}`, which every {self.noun} has")
        for key in public(members):
            near = difflib.get_close_matches(key, [*self.required, *self.optional], n=1, cutoff=ALIKE)
            if near and near[0] != key:
                line = members[key].__code__.co_firstlineno if inspect.isfunction(members[key]) else first
                yield Fault(file, line, f'"{key}" is no member of a part, did you mean "{near[0]}"?')


@cache
def _installed() -> EntryPoints:
    # Every package that is installed is opened for them, which takes its time: once for all families.
    return entry_points()


ALIKE = 0.85
"""A name in a part's file that is so similar to a member's is taken for a misspelling."""


def public(members: Mapping[str, Any]) -> list[str]:
    """The public functions and constants that a module or class defines: no classes, no names of types."""
    home = members.get("__name__", members.get("__module__"))
    functions = [key for key, value in members.items() if getattr(value, "__module__", "") == home]
    functions = [key for key in functions if key.islower() and callable(members[key])]
    constants = [key for key in members if key.isupper()]
    return [key for key in (*functions, *constants) if not key.startswith("_")]


def _shown(default: Any) -> str:
    # A default as it is written in a scenario.
    if isinstance(default, Mapping):
        return f"{{{', '.join(f'{key}: {value}' for key, value in default.items())}}}"
    return str(default).lower()
