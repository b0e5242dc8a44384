"""Parts of somebody's own: which are known here, and where each comes from.

They are known where they were handed in, and nowhere else: to a reading, to a run, to a thread, for as long as it
lasts. Nothing stays behind for the next scenario.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from importlib.metadata import EntryPoint
from types import FunctionType, ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sim.ground.faults import Fault, InputError
from sim.ground.source_code import of_parts, top

if TYPE_CHECKING:
    from sim.ground.parts import Family, Part

T = TypeVar("T")

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""How a part may be called in a scenario."""


class Origin(NamedTuple):
    """Where a part comes from that is none of groundswell's.

    `family`: the package of its family; `file`, `line`: where its source begins, for faults; `package`: the
    distribution that brings it, with its version, nothing where it was handed in; `module`: the module at the top of
    that; `digest`: a SHA-256 of its source.
    """

    family: str
    file: str
    line: int
    package: str
    module: str
    digest: str

    @property
    def words(self) -> str:
        """In brackets, who brings it, and where it stands."""
        return f"({self.package or 'handed in'}; {self.file}:{self.line})"

    @property
    def folder(self) -> str:
        """The name of the family's folder."""
        return self.family.rpartition(".")[2]


_known: ContextVar[tuple[Part, ...]] = ContextVar("known", default=())

SETS = 8
"""For how many sets of parts it is remembered what follows from them."""


def own() -> tuple[Part, ...]:
    """The parts of somebody's own that are known here."""
    return _known.get()


@contextmanager
def known(parts: Iterable[Part]) -> Iterator[None]:
    """Let these parts of somebody's own be known, and no others, as long as the context lasts."""
    before = _known.set(tuple({(part.name, part.origin): part for part in parts}.values()))
    try:
        yield
    finally:
        _known.reset(before)


@dataclass(frozen=True)
class _Known:
    # A part as what follows from it is remembered. Functions and types that are made anew count as others, though
    # their source is the same: who checks with `isinstance` has the new ones. None are freed as long as this is held.
    name: str
    origin: Origin | None
    function: Any = field(hash=False)
    options: Any = field(hash=False)

    @classmethod
    def of(cls, part: Part) -> _Known:
        if isinstance(part.function, FunctionType):
            return cls(part.name, part.origin, part.function, part.fields)
        return cls(part.name, part.origin, None, None)


_caches: list[Any] = []


def forget() -> None:
    """Forget what was remembered of any set of parts: others are there now."""
    for cache in _caches:
        cache.cache_clear()


def by_parts(make: Callable[[], T]) -> Callable[[], T]:
    """What is made once for each set of parts that is known where it is asked for: the same, not only equal ones."""

    @lru_cache(maxsize=SETS)
    def remembered(_: tuple[_Known, ...]) -> T:
        return make()

    _caches.append(remembered)

    @wraps(make)
    def current() -> T:
        return remembered(tuple(map(_Known.of, own())))

    return current


def described(
    family: Family[Any], thing: Any, *, name: str = "", package: str = "", members: Mapping[str, Any] | None = None
) -> Part:
    """The part of a family that a function, or a module, class or namespace with its members, is; `members`: more.

    `name`: as scenarios have it, else that of the thing, with hyphens; `package`: who brings it. Raises InputError if
    the name is taken or no name, or the members break the contract.
    """
    (file, line), name = place(thing), name or name_of(thing)
    further = members or {}
    known = {*family.required, *family.optional, *family.contract.EXTRAS}
    faults = [Fault(file, line, f'"{key}" is no member of a {family.noun}') for key in further if key not in known]
    if not NAME.fullmatch(name):
        faults.append(Fault(file, line, f'"{name}" is no name for a part; name="..." gives it one, such as "my-part"'))
    if name in family.shipped:
        faults.append(Fault(file, line, f'"{name}" is a {family.noun} of groundswell; name="..." gives it another'))
    if faults:
        raise InputError(faults)
    own_members = family.contract.completed(name, {**_members(thing, family.verb), **further})
    digest = of_parts({"": thing, **further})
    origin = Origin(family.package, file, line, package, top(thing), digest)
    part = family.described(name, own_members, file, line, origin)
    if faults := list(part.slips(family)):
        raise InputError(faults)
    return part


def place(thing: Any) -> tuple[str, int]:
    """The file of a function, a class or a module, and the line in which it begins."""
    if isinstance(thing, FunctionType):
        return thing.__code__.co_filename, thing.__code__.co_firstlineno
    try:
        return str(inspect.getsourcefile(thing)), max(1, inspect.getsourcelines(thing)[1])
    except (OSError, TypeError):
        return top(thing), 1


def name_of(thing: Any) -> str:
    """What a function, a class or a module is called in a scenario."""
    words = str(getattr(thing, "__name__", "")).rpartition(".")[2]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words).replace("_", "-").lower()


def _members(thing: Any, verb: str) -> Mapping[str, Any]:
    if isinstance(thing, FunctionType):
        return {verb: thing}
    if isinstance(thing, type):
        return {"__module__": thing.__module__} | {key: getattr(thing, key) for key in dir(thing) if key[0] != "_"}
    return vars(thing)


PYTHON = (FunctionType, type, ModuleType, SimpleNamespace)
"""What can be a part: of anything else nobody could say whether it is another than it was."""


def packages_of(points: Iterable[EntryPoint]) -> str:
    """The packages that bring entry points, with their versions, in words."""
    return " and ".join(f"{point.dist.name} {point.dist.version}" if point.dist else "?" for point in points)


def from_package(family: Family[Any], name: str, points: tuple[EntryPoint, ...]) -> Part:
    """The part of this name that a package brings as an entry point.

    Raises InputError, in which the package is named, if it cannot be loaded, is no part, or several bring one.
    """
    packages = packages_of(points)
    if len(points) > 1:
        message = f'the packages {packages} each bring a {family.noun} "{name}": uninstall one'
        raise InputError([Fault(points[0].module, 1, message)])
    words = f'the package {packages} brings the {family.noun} "{name}"'
    try:
        thing = points[0].load()
    except Exception as error:
        message = f"{words}, which cannot be loaded: {type(error).__name__}: {error}"
        raise InputError([Fault(points[0].module, 1, message)]) from error
    if not isinstance(thing, PYTHON):
        message = f"{words}, which is no function, class or module but {type(thing).__name__}"
        raise InputError([Fault(points[0].module, 1, message)])
    try:
        return described(family, thing, name=name, package=packages)
    except InputError as error:
        raise InputError(Fault(fault.file, fault.line, f"{words}: {fault.message}") for fault in error.faults) from None
