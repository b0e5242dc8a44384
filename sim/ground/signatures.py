"""How the functions of parts are called: what they ask for before their options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sim.ground.faults import Fault

BEFORE: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
"""What stands before the names of arguments of which there can be any number."""


def misasked(function: Callable[..., Any], asks: Sequence[str], offers: Sequence[str] = ()) -> Iterator[Fault]:
    """What is wrong with how a function is called, which gets what its family `asks` for and some of what it `offers`.

    `function`: one that has code.
    """
    code = function.__code__
    fault = partial(Fault, code.co_filename, code.co_firstlineno)
    if code.co_flags & UNPLAIN:
        what = "is asynchronous or a generator, expected a function that returns its result"
        yield fault(f"`{function.__name__}` {what}")
    parameters = inspect.signature(function).parameters.values()
    names = [BEFORE.get(each.kind, "") + each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    if names[: len(asks)] != list(asks) or not {*names[len(asks) :]} <= {*offers}:
        further = f" and perhaps {', '.join(offers)}" if offers else ""
        no_self = "no self, and " if names[:1] == ["self"] else ""
        message = f"`{function.__name__}` asks for ({', '.join(names)}), expected {no_self}({', '.join(asks)}){further}"
        yield fault(f"{message}; options stand behind `*`")


UNPLAIN = inspect.CO_COROUTINE | inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
"""The marks of code that does not return its result when it is called."""
