"""Settings of one of several kinds, told apart by a tag; if none fits, there is one fault in words."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Union

from pydantic import AfterValidator, BaseModel, BeforeValidator, Discriminator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.ground.kinds import show
from sim.ground.parts import Family
from sim.ground.spelling import did_you_mean


def checked(fits: Callable[[Any], bool], expected: str, *schemas: dict[str, Any]) -> tuple[Any, ...]:
    """What makes a value one of several forms, in words for who writes another, and for editors.

    A union of types would report an error for each of them.
    """

    def check(value: Any) -> Any:
        if fits(value):
            return value
        raise PydanticCustomError("expected", "expected {expected}", {"expected": expected})

    return AfterValidator(check), WithJsonSchema({"anyOf": list(schemas)})


def number_or(*words: str) -> tuple[Any, ...]:
    """What makes a value a number from 0 to 1 or one of some words."""

    def fits(value: Any) -> bool:
        return value in words or (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1)

    expected = f"a number from 0 to 1, or {' or '.join(words)}"
    return checked(fits, expected, {"type": "number", "minimum": 0, "maximum": 1}, {"enum": list(words)})


def choice(models: Mapping[str, Any], other: Callable[[Any], str], tagged: Callable[[Any], str]) -> Any:
    """A union of models told apart by the tag that `tagged` gives; `other` words the fault if it gives none.

    A tag stands in the place of an error between "<" and ">", so that it is never taken for a key.
    """

    def tag(data: Any) -> str:
        name = tagged(data)
        return name if name in models else "<other>"

    def refuse(data: Any) -> Any:
        raise PydanticCustomError("choice", "{message}", {"message": other(data)})

    last = Annotated[Any, BeforeValidator(refuse), WithJsonSchema({"not": {}}), Tag("<other>")]
    choices = [Annotated[model, Tag(name)] for name, model in models.items()]
    return Annotated[Union[(*choices, last)], Discriminator(tag)]


def models(family: Family, key: str, word: str, **more: Any) -> dict[str, type[BaseModel]]:
    """The models of the parts of a family by their tags; `key` holds the name of a part, `more` are further fields."""
    return {f"<{word} {name}>": part.options(key, **more) for name, part in family.parts.items()}


def by_key(key: str, word: str) -> Callable[[Any], str]:
    """A function that finds the tag of a mapping that names a part by a key."""
    return lambda data: f"<{word} {data[key]}>" if isinstance(data, dict) and key in data else "<none>"


def unknown(key: str, kind: str, family: Family) -> Callable[[Any], str]:
    """A function that words the fault if a mapping names no part of a family."""

    def message(data: Any) -> str:
        names = ", ".join(family.names)
        if not isinstance(data, dict):
            return f"found {show(data)}, expected a mapping with `{key}:` (one of {names})"
        if key not in data:
            return f"`{key}:` is missing; it is one of {names}"
        if not isinstance(data[key], str):
            return f"`{key}:` found {show(data[key])}, expected one of {names}"
        return f'unknown {kind} "{data[key]}"{did_you_mean(data[key], family.names) or f"; known are {names}"}'

    return message
