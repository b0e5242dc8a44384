"""Numbers as charts say them: shares in percent, and how often of how many."""

from collections.abc import Mapping
from typing import Any


def percent(share: float) -> str:
    """A share of one in whole percent; next to nothing and next to everything are told apart from both."""
    value = 100 * share
    if 0 < value < 0.05:
        return "under 0.1 %"
    if 99.95 < value < 100:
        return "over 99.9 %"
    return f"{value:.1f} %" if 0 < value < 1 or 99 < value < 100 else f"{value:.0f} %"


def often(share: float, runs: int, what: str = "runs") -> str:
    """How many of all runs a share of them is; "about" where it is no whole number of them, as where ties are split."""
    count, whole = share * runs, f"{runs:,} {what.removesuffix('s') if runs == 1 else what}"
    if abs(count - round(count)) < 1e-6:
        return f"{round(count):,} of {whole}"
    if count < 1:
        return f"fewer than 1 of {whole}"
    return f"more than {runs - 1:,} of {whole}" if count > runs - 1 else f"about {round(count):,} of {whole}"


def too_few(runs: int) -> str:
    """That there are too few runs, to be gone on with what for."""
    return "One run is too little" if runs == 1 else f"{runs} runs are too few"


def origin(about: Mapping[str, Any]) -> str:
    """Where a chart comes from, and what it holds for."""
    return f"{about['people']:,} people. {source(about)}"


def source(about: Mapping[str, Any]) -> str:
    """The same where the number of people is told already, or is not one number."""
    return f"In this model, with these assumptions. Scenario: {about['name']}. groundswell {about['version']}"
