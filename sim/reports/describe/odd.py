"""The seven elements of the ODD protocol, answered from a scenario."""

from collections.abc import Iterator

from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.mechanisms import MECHANISMS, Mechanism
from sim.families.strategies import STRATEGIES
from sim.ground.wording import Share
from sim.reports.describe.equations import equations, off, on, sources, symbols
from sim.scenario.scenario import Scenario


def elements(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Title and text of each of the seven elements, in their order."""
    yield "1. Purpose and patterns", _purpose(scenario)
    yield "2. Entities, state variables, and scales", _entities(scenario)
    yield "3. Process overview and scheduling", _process(scenario)
    yield "4. Design concepts", _concepts(scenario)
    yield "5. Initialization", _initialization(scenario)
    yield "6. Input data", _input(scenario)
    yield "7. Submodels", _submodels(scenario)


def _purpose(scenario: Scenario) -> str:
    labels = ", ".join(strategy.label for strategy in scenario.strategies)
    against = f" The others are compared with {scenario.baseline}." if scenario.baseline else ""
    claim = ""
    if scenario.claim is not None:
        claim = f' It puts a claim to the test: "{scenario.claim.says}" (evidence grade {scenario.claim.evidence}).'
    return (
        f"Purpose: to compare whom to start a change with ({labels}) in the same simulated worlds. Question: "
        f"{sentence(scenario.question or 'none is stated')}{claim}{against}\n\n"
        "Patterns by which the program is judged: published results that its tests reproduce (Bass 1969; Granovetter "
        "1978; Watts 2002; Kempe, Kleinberg & Tardos 2003; Centola & Macy 2007; Watts & Dodds 2007; Gleeson & Cahalane "
        "2007, and others), and the equality to the bit of two engines. "
        "Whether the settings fit a real organisation is not judged by that."
    )


def _entities(scenario: Scenario) -> str:
    ties = scenario.settings["network"]
    kind = next((str(ties[key]) for key in ("generate", "dataset", "file") if key in ties), "") or next(iter(ties))
    kind += ", the same in every run" if scenario.drawing.fixed else ", drawn anew in each run"
    columns = f"; further attributes of people decide the tribe ({scenario.tribe})" if scenario.tribe else ""
    line = f"; a reporting line (column {scenario.reports_to})" if scenario.reports_to else ""
    return (
        f"Entities: {scenario.people} people, and the ties between them (network: {kind}). A tie has a direction and a "
        f"weight w_ij >= 0, the influence of j on i.\n\n{_state(scenario)}{columns}{line}.\n\n"
        f"Scales: {scenario.steps} steps after step 0; what a step lasts is not fixed. Space is the network."
    )


def _state(scenario: Scenario) -> str:
    if scenario.convention is not None:
        return "State of a person: which conventions the person knows or remembers. Fixed for a run: who is committed"
    threshold = ", threshold theta_i" if scenario.traits["threshold"] else ""
    return (
        "State of a person: adopter or not (a_i); the step of adoption; the push accumulated since the present spell "
        f"began (H_i). Fixed for a run: passion b_i (standardised over the people){threshold}, resistance R_i (unit "
        "exponential, times a scale), whether the person never adopts"
    )


def _process(scenario: Scenario) -> str:
    if scenario.convention is not None:
        return "Step 0: the seeds take up the new convention. Then people talk, as the submodel of the convention says."
    adopts = []
    if any(is_on for name, is_on in sources(scenario).items() if name != "thresholds"):
        adopts.append("when what has accumulated reaches the resistance")
    if scenario.traits["threshold"]:
        adopts.append("when enough peers adopted to reach the threshold")
    steps = [
        f"What is scheduled for this step begins or ends.{_stops(scenario)}",
        "Everyone looks at the state after the previous step.",
        f"Each person who has not adopted receives a push, adds it up, and adopts {', or '.join(adopts) or 'never'}.",
        *(part.SCHEDULE for part in _mechanisms(scenario) if part.SCHEDULE),
        "All changes happen together; peers are told in ascending number of the person, which fixes the order in which "
        "numbers are added.",
    ]
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return f"Step 0: the seeds adopt. Then in each step t = 1, 2, ..., synchronously:\n\n{numbered}"


def _stops(scenario: Scenario) -> str:
    stop = scenario.support_stops
    return "" if stop is None else f" From step {stop} on, no sponsor, story or message supports the change."


def _mechanisms(scenario: Scenario) -> list[Mechanism]:
    return [MECHANISMS.part(name) for name in scenario.mechanisms]


def _concepts(scenario: Scenario) -> str:
    convention = scenario.convention is not None
    principles = (
        "a convention holds by being used: people talk in pairs, and take up what they hear."
        if convention
        else "peer influence on a social network: adding up pushes until a resistance is reached has the law of a "
        "chance 1 - exp(-push) in each step; thresholds after Granovetter (1978)."
    )
    dice = (
        "who talks to whom is drawn in each step, the same for every strategy"
        if convention
        else "only when a world is drawn (network if generated, traits, resistance, and what mechanisms draw); after "
        "that a run goes without dice"
    )
    sensing = "people see which of those they listen to adopted by the step before"
    if convention:
        sensing = "people hear what the one they talk to uses"
    senses = [part.SENSING for part in _mechanisms(scenario) if part.SENSING]
    sensing += f", {', '.join(senses)}." if senses else "; nobody sees the whole."
    concepts = {
        "Basic principles": principles,
        "Emergence": "the course of adoption, whether it takes off, and which strategy reaches most.",
        "Adaptation": "none: people follow the rule; they do not choose it.",
        "Objectives": "none: nobody maximises anything.",
        "Learning": "none, but for what people remember." if convention else "none beyond the accumulated push.",
        "Prediction": "none.",
        "Sensing": sensing,
        "Interaction": "along ties, from a person to those who listen.",
        "Stochasticity": f"{dice}. Each random quantity has a stream of its own, so that every strategy meets the same "
        "people with the same luck.",
        "Collectives": f"tribes by {scenario.tribe}." if scenario.tribe else "none.",
        "Observation": f"the number of adopters, adoptions and renunciations by step, in {_runs(scenario)}; "
        f"a run has taken off if it reaches {Share(scenario.takeoff).exact} of all people."
        f"{' What the seeds cost in each run.' if scenario.costs is not None else ''}",
    }
    return "\n".join(f"- **{name}:** {text}" for name, text in concepts.items())


def _initialization(scenario: Scenario) -> str:
    seeding = scenario.seeding
    waves = ""
    if seeding.later:
        waves = f" in {len(seeding.counts)} waves ({', '.join(map(str, seeding.counts))})"
    committed = " They never give up." if seeding.committed else ""
    lines = [
        f"Nobody has adopted but the seeds: {seeding.count} people{waves}, chosen by each strategy.{committed}",
        "",
    ]
    for strategy in scenario.strategies:
        words = STRATEGIES.part(strategy.name).summary
        name = "" if strategy.name == strategy.label else f" ({strategy.name})"
        once = " Chosen once for all runs." if strategy.label in scenario.once else ""
        lines.append(f"- **{strategy.label}**{name}: {words}{once}")
    return "\n".join(lines)


def _runs(scenario: Scenario) -> str:
    return f"{scenario.runs} runs" if scenario.precision is None else f"up to {scenario.runs} runs, as many as it takes"


def sentence(text: str) -> str:
    """A text with something at its end that ends a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _data(scenario: Scenario) -> str | None:
    # A sentence on the data set that a scenario names as its network.
    name = scenario.settings["network"].get("dataset")
    return None if name is None else DATASETS.part(name).summary


def _input(scenario: Scenario) -> str:
    if not scenario.inputs:
        known = _data(scenario)
        ties = "no file describes the people or their ties" if known is None else f"the ties are a data set: {known}"
        return f"None: nothing is read while the model runs, and {ties}{'.' if known is None else ''}"
    files = "\n".join(f"- `{name}`, SHA-256 {digest}" for name, digest in scenario.inputs.items())
    return f"Nothing is read while the model runs. Before, these files are:\n\n{files}"


def _submodels(scenario: Scenario) -> str:
    lines = ["```text", equations(scenario), "```", ""]
    if scenario.convention is not None:
        name = str(scenario.settings["influence"]["convention"])
        convention = CONVENTIONS.parts[name]
        return f"The convention `{name}`: {convention.summary} {convention.RULE}".strip()
    present, absent = (", ".join(names) or "nothing" for names in (on(scenario), off(scenario)))
    lines.append(f"On: {present}. Off, and without any effect: {absent}.")
    for name in scenario.mechanisms:
        part = MECHANISMS.part(name)
        lines += ["", f"- **{name}** (evidence grade {part.EVIDENCE.grade}): {part.summary}"]
    lines += ["", f"Symbols: {'; '.join(symbols(scenario))}."]
    if scenario.mechanisms:
        lines += ["", "Grades of evidence: A field experiments, B observation or laboratory, C assumption."]
    return "\n".join(lines)
