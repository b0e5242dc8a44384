"""The items of the STRESS-ABS checklist, answered from a scenario."""

from collections.abc import Iterator

from sim import __version__
from sim.families.mechanisms import MECHANISMS
from sim.families.studies import studies
from sim.ground.wording import Points, Share
from sim.reports.describe.equations import on
from sim.reports.describe.odd import sentence
from sim.scenario.scenario import Scenario


def items(scenario: Scenario, file: str) -> Iterator[tuple[str, str]]:
    """Number, title and text of each item, in their order."""
    labels = ", ".join(strategy.label for strategy in scenario.strategies)
    yield "1.1 Purpose of the model", f"{sentence(scenario.question or scenario.name)} See ODD, element 1."
    outputs = (
        "By strategy, over runs: reach (share of all people who are adopters at the last step), takeoff (share of runs "
        f"that reach {Share(scenario.takeoff).exact}), reach given takeoff, steps until 10, 50 and 90 % adopted "
        "(Kaplan-Meier medians), mean share over all steps; paired differences in the same worlds with 95 % intervals."
    )
    yield "1.2 Model outputs", outputs
    against = f", with {scenario.baseline} as the baseline" if scenario.baseline else ""
    aims = (
        f"Compare {labels}{against}. A difference of reach below {Points(scenario.smallest_difference).exact} does not "
        f"matter here.{_beside(scenario)}"
    )
    yield "1.3 Experimentation aims", aims
    diagram = (
        "```text\nworld (network, people, luck) -> seeds of a strategy -> step: look, push, adopt together -> course\n"
        "  the same world ............. for each strategy ........................... compared run by run\n```"
    )
    yield "2.1 Base model overview diagram", diagram
    yield "2.2 Base model logic", "See ODD, element 3 (process overview) and element 7 (equations)."
    alike = "All strategies run in the same worlds; they differ in whom they start with, and in nothing else."
    yield "2.3 Scenario logic", f"{alike}{_claim(scenario)}"
    yield "2.4 Algorithms", "Seeds are chosen as described in ODD, element 5; the rule is that of ODD, element 7."
    yield "2.5.1 Environment", f"The network of ties, {scenario.people} people; it does not change in a run."
    yield "2.5.2 Agents", "People; see ODD, element 2."
    yield "2.5.3 Interaction topology", "People are influenced by those they listen to, along weighted, directed ties."
    yield "2.5.4 Entry and exit", "Nobody enters or leaves."
    yield "3.1 Data sources", _sources(scenario)
    yield "3.2 Pre-processing", _notes(scenario)
    yield "3.3 Input parameters", "See the table of all settings below."
    yield "3.4 Assumptions", _assumptions(scenario)
    yield "4.1 Initialisation", "No warm-up: step 0 is the beginning. See ODD, element 5."
    yield "4.2 Run length", f"{scenario.steps} steps."
    yield "4.3 Estimation approach", _estimation(scenario)
    software = f"groundswell {__version__} (Python; numpy, scipy, pandas, numba, Mesa)."
    yield "5.1 Software or programming language", software
    sampling = (
        f"numpy's PCG64, seeded by SeedSequence from (seed {scenario.seed}, run, name of the stream): network, each "
        "trait, strategies and mechanisms have streams of their own, which depend on no strategy, thread or engine."
    )
    yield "5.2 Random sampling", sampling
    execution = (
        f"`sim run {file}`. Synchronous steps; two engines (arrays, and Mesa agents) give the same bits. The manifest "
        "of a folder of results names all versions, the engine, the command and a digest of the scenario."
    )
    yield "5.3 Model execution", execution
    machine = "Any machine with Python 3.11 or newer; results do not depend on it. Times: see the manifest."
    yield "5.4 System specification", machine
    sharing = (
        "groundswell is free software (Apache-2.0); with its version, the scenario file and the files that it names, "
        "anybody can repeat the results to the bit."
    )
    yield "6.1 Computer model sharing statement", sharing


def _beside(scenario: Scenario) -> str:
    phrases = [studies()[name].phrase for name in scenario.asked]
    return f" Beside that, in the same worlds: {'; '.join(phrases)}." if phrases else ""


def _claim(scenario: Scenario) -> str:
    if scenario.claim is None or scenario.claim.without is None:
        return ""
    return " They run again in the same worlds without what is claimed to matter (`claim.without` below)."


def _sources(scenario: Scenario) -> str:
    if scenario.inputs:
        return "Files: " + ", ".join(f"`{name}`" for name in scenario.inputs) + " (checksums: ODD, element 6)."
    if "dataset" in scenario.settings["network"]:
        return f'The published network "{scenario.settings["network"]["dataset"]}", shipped with the program.'
    return "None: the network and the people are drawn from distributions."


def _notes(scenario: Scenario) -> str:
    return " ".join(f"{note.rstrip('.')}." for note in scenario.notes) if scenario.notes else "None."


def _assumptions(scenario: Scenario) -> str:
    grades = {name: MECHANISMS.part(name).EVIDENCE.grade for name in scenario.mechanisms}
    evidence = "; ".join(f"{name}: evidence grade {grade}" for name, grade in grades.items())
    rule = ", ".join(on(scenario)) or "the convention alone"
    return (
        f"What moves people is {rule}, and nothing else; its numbers are those of the table below and are assumptions "
        f"unless they were calibrated.{f' {evidence}.' if evidence else ''} Adoption is yes or no, and seen by those "
        "who listen."
    )


def _estimation(scenario: Scenario) -> str:
    rounds = ""
    if scenario.precision is not None:
        rounds = f" Runs are made in rounds until differences are known to {Points(scenario.precision).margin}, at most"
    return (
        f"{rounds or ' Runs:'} {scenario.runs} worlds, each met by every strategy, so that differences are paired. "
        "Intervals: Student's t, or BCa bootstrap of whole runs where outcomes are in lumps or skewed; Wilson's for "
        "probabilities; Kaplan-Meier for times, with runs that never get there censored at the last step."
    ).strip()
