"""The command `sim list`."""

from collections.abc import Iterator

import click

from sim.cli.told import echo, parts_known

PARTS = ("strategies", "networks", "presets", "mechanisms", "conventions", "datasets", "charts")
OTHERS = ("scenarios", "outcomes", "studies")


@click.command(name="list")
@click.argument("what", required=False, type=click.Choice([*PARTS, *OTHERS]))
def list_(what: str | None) -> None:
    """List what can be named in a scenario or asked for, one line each, with options.

    `sim explain NAME` says more about each.
    """
    with parts_known():
        for title in (*PARTS, *OTHERS):
            if what is None:
                echo(f"{title}:")
            if what in (None, title):
                for line in _lines(title):
                    echo(("  " if what is None else "") + line)


def scenario_lines() -> Iterator[str]:
    """The shipped scenarios, with the question of each."""
    from sim.scenario.templates import question, shipped

    yield from (f"{name} - {question(file)}" for name, file in shipped().items())


def _lines(title: str) -> Iterator[str]:
    if title == "scenarios":
        yield from scenario_lines()
        return
    from sim.families.mechanisms import Mechanism
    from sim.reports.explain.shelves import SHELVES

    for shelf in SHELVES:
        if shelf.name == title:
            for part in shelf.family.parts.values():
                yield part.line + (f" [evidence: {part.EVIDENCE.grade}]" if isinstance(part, Mechanism) else "")
    if title in OTHERS:
        from sim.reports.explain.topics import listed

        yield from (f"{name} - {meaning}" for name, meaning in listed(title))
