"""Options of a strategy that are strategies themselves: their types in the settings, and their values."""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, create_model

from sim.families.strategies import Inner
from sim.ground.parts import Options, Part

Place = tuple[str | int, ...]


def fields(part: Part, strategy: Any) -> dict[str, Any]:
    """The options of a part with strategies in their types, these replaced by the type `strategy`."""
    changed = {name: (_type(hint, strategy), default) for name, (hint, default) in part.fields.items()}
    return {name: field for name, field in changed.items() if field[0] is not part.fields[name][0]}


def models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models of elements of options, such as those of `parts:`."""
    for field in kind.model_fields.values():
        for item in get_args(field.annotation):
            if isinstance(item, type) and issubclass(item, Options):
                yield item


def inner(hint: Any, value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The strategies in a checked option, each with its place in the option."""
    hint = _bare(hint)
    if hint is Inner:
        yield place, value
    elif get_origin(hint) is tuple:
        for number, item in enumerate(value):
            yield from inner(get_args(hint)[0], item, (*place, number))
    elif is_dataclass(hint):
        for name, kind in get_type_hints(hint, include_extras=True).items():
            yield from inner(kind, getattr(value, name), (*place, name))


def filled(hint: Any, value: Any, make: Callable[[Any], Any]) -> Any:
    """A checked option as the strategy's function takes it, with each strategy in it made from its settings."""
    hint = _bare(hint)
    if hint is Inner:
        return make(value)
    if get_origin(hint) is tuple and isinstance(value, tuple):
        return tuple(filled(get_args(hint)[0], item, make) for item in value)
    if is_dataclass(hint) and isinstance(hint, type):
        kinds = get_type_hints(hint, include_extras=True)
        return hint(**{name: filled(kind, getattr(value, name), make) for name, kind in kinds.items()})
    return value


def spelled_out(strategy: Any) -> Any:
    """A strategy as a mapping with a name; likewise those in its options, under the key `strategy`."""
    if isinstance(strategy, str):
        return {"name": strategy}
    if isinstance(strategy, dict):
        return {key: spelled_out(value) if key == "strategy" else _items(value) for key, value in strategy.items()}
    return strategy


def _items(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [spelled_out(item) if isinstance(item, dict) else item for item in value]


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _type(hint: Any, strategy: Any) -> Any:
    if hint is Inner:
        return strategy
    if get_origin(hint) is Annotated:
        bare, *more = get_args(hint)
        changed = _type(bare, strategy)
        return hint if changed is bare else Annotated[(changed, *more)]
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        changed = _type(item, strategy)
        return hint if changed is item else tuple.__class_getitem__((changed, ...))
    if is_dataclass(hint) and isinstance(hint, type):
        kinds = get_type_hints(hint, include_extras=True)
        options: Any = {name: (_type(kind, strategy), ...) for name, kind in kinds.items()}
        return create_model(hint.__name__, __base__=Options, __doc__=hint.__doc__, **options)
    return hint
