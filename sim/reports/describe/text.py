"""The description of a scenario as one Markdown text."""

from collections.abc import Iterable, Sequence

from sim import __version__
from sim.ground.own import known
from sim.reports.describe import odd, stress
from sim.reports.describe import settings as _settings
from sim.scenario.scenario import Scenario


def describe(scenario: Scenario, file: str) -> str:
    """ODD protocol, STRESS-ABS checklist and all settings of a scenario from a file; the same text each time."""
    with known(scenario.parts):
        return _described(scenario, file)


def _described(scenario: Scenario, file: str) -> str:
    parts = [
        f"# {scenario.name}: a description of the model",
        f"{scenario.question or 'A comparison of strategies.'} Written by `sim describe {file}` of groundswell "
        f"{__version__}; repeated by `sim run {file}`.",
        "## ODD protocol",
        "After Grimm et al. (2020), The ODD protocol for describing agent-based and other simulation models: a "
        "second update, JASSS 23(2) 7.",
        *_sections(odd.elements(scenario), "###"),
        "## STRESS-ABS checklist",
        "After Monks et al. (2019), Strengthening the reporting of empirical simulation studies, Journal of "
        "Simulation 13:55-67.",
        *_sections(stress.items(scenario, file), "###"),
        "## All settings",
        table(("setting", "value", "", "meaning"), _settings.rows(scenario.settings, scenario.written)),
    ]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    marked = (" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) for line in lines)
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {line} |" for line in marked)])


def _sections(pairs: Iterable[tuple[str, str]], level: str) -> list[str]:
    return [f"{level} {title}\n\n{text}" for title, text in pairs]
