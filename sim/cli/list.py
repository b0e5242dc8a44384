"""The command `sim list`."""

from __future__ import annotations

import click

from sim.cli.told import echo


@click.command(name="list")
@click.argument(
    "what",
    required=False,
    type=click.Choice(["strategies", "networks", "presets", "mechanisms", "conventions", "datasets", "charts"]),
)
def list_(what: str | None) -> None:
    """Say what can be named in a scenario, one line each, with options."""
    from sim.families.conventions import CONVENTIONS
    from sim.families.datasets import DATASETS
    from sim.families.mechanisms import MECHANISMS, Mechanism
    from sim.families.networks import NETWORKS
    from sim.families.presets import PRESETS
    from sim.families.strategies import STRATEGIES
    from sim.ground.parts import CHARTS, Family

    families: dict[str, Family] = {
        "strategies": STRATEGIES,
        "networks": NETWORKS,
        "presets": PRESETS,
        "mechanisms": MECHANISMS,
        "conventions": CONVENTIONS,
        "datasets": DATASETS,
        "charts": CHARTS,
    }
    for title, family in families.items():
        if what is None:
            echo(f"{title}:")
        if what in (None, title):
            for part in family.parts.values():
                grade = f" [evidence: {part.EVIDENCE.grade}]" if isinstance(part, Mechanism) else ""
                echo(("  " if what is None else "") + part.line + grade)
