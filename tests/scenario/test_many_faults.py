"""Of many faults of a kind the first twenty are told, in the order of their places, and how many more there are."""

from collections.abc import Callable

import pytest

from sim.ground.faults import LISTED, Fault, InputError
from sim.scenario.read import read

MANY = 130
NUMBERS = range(1, MANY + 1)
SPACE = ",\n    "

SCENARIO = """
name: Many faults
question: How many are told?
network: {generate: scale-free, people: 400, links: 3}
people: {}
influence: {contagion: {rate: 0.1}}
seeds: {count: 2}
strategies: [random, most-connected]
steps: 2
runs: 2
seed: 1
"""


def items(word: Callable[[int], object]) -> str:
    """A list of YAML, of a word for each number, each in a line of its own."""
    return f"[{SPACE.join(str(word(number)) for number in NUMBERS)}]"


def keys(word: Callable[[int], str], value: str) -> str:
    """A mapping of YAML, with a key for each number, each in a line of its own."""
    return f"{{{SPACE.join(f'{word(number)}: {value}' for number in NUMBERS)}}}"


CASES = {
    "labels": ("strategies", items(lambda _: "random"), MANY - 1),
    "strategies": ("strategies", items(lambda number: f"randum{number}"), MANY),
    "options": ("strategies", items(lambda number: f"{{name: random, label: r{number}, nope: 1}}"), MANY),
    "types": ("strategies", items(lambda number: f"{{name: random, label: r{number}, within: 3}}"), MANY),
    "counts": ("tipping", f"{{counts: {items(lambda number: 500 - number)}}}", MANY),
    "sizes": ("network", f"{{organisations: {{sizes: {items(lambda number: -number)}, links: 4, rank: top}}}}", MANY),
    "blocks": (
        "network",
        f"{{generate: blocks, sizes: {items(lambda number: -number)}, within: 0.1, across: 0}}",
        MANY,
    ),
    "columns": ("strategies", f"[random, {{name: most-connected, within: {keys('c{}'.format, '[x]')}}}]", MANY),
    "without": ("claim", f"{{says: More, evidence: B, without: {keys('nope{}'.format, '1')}}}", MANY),
    "taken": ("claim", f"{{says: More, evidence: B, without: {{people: {keys('nope{}'.format, 'null')}}}}}", MANY),
    "numbers": ("tipping", f"{{counts: {items(lambda number: f'{number}e120')}}}", MANY),
    "scalars": ("tipping", f"{{counts: {items(lambda number: f'!!int x{number}')}}}", MANY),
    "tags": ("tipping", f"{{counts: {items(lambda number: f'!odd {number}')}}}", MANY),
    "twice": ("people", keys(lambda _: "never", "{share: 0.1}"), MANY - 1),
    "keys": ("people", keys("nope{}".format, "1"), MANY),
}
"""What stands at a top-level key, and how many faults of a kind that is."""


def faults(folder, key: str, value: str) -> tuple[Fault, ...]:
    """The faults of the scenario with something else at a top-level key."""
    lines = [line for line in SCENARIO.strip().split("\n") if not line.startswith(f"{key}:")]
    file = folder / "scenario.yaml"
    file.write_text("\n".join([*lines, f"{key}: {value}"]), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(file)
    return refused.value.faults


@pytest.mark.parametrize("case", CASES)
def test_the_first_of_a_kind_are_told(case, tmp_path):
    """Whatever list or mapping of a scenario has many faults of a kind, few are told, with the number of the others."""
    key, value, count = CASES[case]
    told = faults(tmp_path, key, value)
    more = [fault.message for fault in told if " more like these" in fault.message]
    # Some are at fault in two ways.
    assert {message.rpartition(": ")[2] for message in more} == {f"and {count - LISTED} more like these"}
    assert len(told) <= 2 * (LISTED + 1)


def test_places_are_in_the_order_of_their_numbers(tmp_path):
    """Faults of one line come in the order of the items that they are of: the ninth before the tenth."""
    told = faults(tmp_path, "strategies", items(lambda number: f"randum{number}").replace(SPACE, ", "))
    words = [f"strategies[{number}]: unknown strategy" for number in range(1, LISTED + 1)]
    assert [fault.message[: len(word)] for fault, word in zip(told, words, strict=False)] == words
    assert told[-1].message == f"strategies[{LISTED + 1}]: and {MANY - LISTED} more like these"
