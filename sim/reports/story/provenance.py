"""How results were made, and what they cannot say."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from sim.results.about import About


def provenance(about: About, manifest: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """How results were made, as pairs of name and value: scenario, version, digest, seed, runs, command."""
    libraries = ", ".join(f"{name} {version}" for name, version in manifest["libraries"].items())
    pairs = [
        ("Scenario", about.name),
        ("People", f"{about.people:,}"),
        ("Runs", met(about.runs)),
        ("Steps", f"{about.steps:,}"),
        ("Seed of all random draws", str(about.seed)),
        ("Program", f"groundswell {manifest['groundswell']}, engine {manifest['engine']}"),
        ("With", f"Python {manifest['python']}, {libraries}"),
        ("Digest of the scenario", manifest["digest"]),
    ]
    pairs += [(f"Digest of {name}", digest) for name, digest in manifest.get("inputs", {}).items()]
    if manifest.get("start"):
        pairs.append(("Made", manifest["start"].replace("T", " ").replace("+00:00", " UTC")))
    # Runs from Python have no command.
    if len(manifest.get("command", ())) > 1:
        pairs.append(("To make it again", shlex.join(manifest["command"])))
    return tuple(pairs)


def met(runs: int) -> str:
    """How many worlds were simulated, with which strategies."""
    if runs == 1:
        return "1 simulated world, met by every strategy with the same people and luck"
    return f"{runs:,} simulated worlds, each met by every strategy with the same people and luck"


def limits(about: About, notes: Sequence[str], off: Sequence[str]) -> tuple[str, ...]:
    """What these results cannot say, in sentences."""
    sentences = [
        "This is a model: it says what follows from its assumptions, not what will happen.",
        "Adoption is yes or no, and seen by those who listen; ties stay as they are, and nobody enters or leaves.",
        "Only the strategies named here were compared; others may do better.",
        f"What a step lasts is not fixed: {about.steps} steps are no number of days or weeks by themselves.",
    ]
    if off:
        sentences.append(f"Not looked at, and without effect here: {', '.join(off)}.")
    sentences += [f"{line.rstrip('.')}." for line in (*about.accounts, *notes)]
    return tuple(sentences)
