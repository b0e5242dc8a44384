"""Records that stand in documents: a dataclass says of each of its fields what it is, and which kind of value fits."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any, TypeVar, get_type_hints

from sim.ground.kinds import Kind, Record

R = TypeVar("R")


def declared(record: type) -> dict[str, Any]:
    """What the fields of a dataclass are annotated with, by their names."""
    hints = get_type_hints(record, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


def kind_of(record: type) -> Kind:
    """What stands for a record in a document; a record of one bare value is no dataclass, and says its `KIND`."""
    kind: Kind = mapping_of(record) if is_dataclass(record) else record.KIND  # type: ignore[attr-defined]  # see above
    return kind


def mapping_of(record: type) -> Record:
    """What stands for a dataclass in a document: a mapping of its fields, of which those with a default are optional.

    A field is declared as `Annotated[type, kind]`; others do not stand in documents.
    """
    kinds = declared(record)
    optional = {name: kind for name, kind in kinds.items() if _has_default(record, name)}
    return Record({name: kind for name, kind in kinds.items() if name not in optional}, optional)


def record_of(record: type[R], value: Any, **more: Any) -> R:
    """The record that a value of its kind stands for, with `more` fields; its lists are tuples."""
    if not is_dataclass(record):
        return record(value)  # type: ignore[call-arg]  # a record of one bare value
    known = {name: _fixed(value[name]) for name in declared(record) if name in value}
    # What is optional can be null, which says no more than where it is not there.
    lacking = [name for name in known if known[name] is None and _has_default(record, name)]
    return record(**{name: known[name] for name in known if name not in lacking}, **more)


def plain(record: Any) -> Any:
    """What stands for a record in a document; see `kind_of`."""
    return vars(record) if is_dataclass(record) else record


def _has_default(record: type, name: str) -> bool:
    # A dataclass has the defaults of its fields as attributes.
    return hasattr(record, name)


def _fixed(value: Any) -> Any:
    return tuple(map(_fixed, value)) if isinstance(value, list) else value
