"""What a scenario may say: its keys, their types and ranges, built from the parts that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ForwardRef, Literal, Union, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from sim.family import (
    CONVENTIONS,
    DATASETS,
    DISTRIBUTIONS,
    FILES,
    MOVEMENT,
    NETWORKS,
    PRESETS,
    STRATEGIES,
    Family,
    Options,
    did_you_mean,
)
from sim.files import FORMATS
from sim.movement._plan import Reach
from sim.movement.formal_support import Sponsor
from sim.movement.giving_up import Held
from sim.movement.messages import Period
from sim.scenario import nested
from sim.scenario.factors import RobustnessTable, SensitivityTable, SweepTable, TippingTable

MOST_RUNS = 1_000_000
Share = Annotated[float, Field(ge=0, le=1)]
Correlation = Annotated[float, Field(ge=-1, le=1, description="rank correlation to the size of a person's audience")]


def _number_or(*words: str) -> tuple[Any, ...]:
    # A union of types would report one error for each of them.
    expected = f"a number from 0 to 1, or {' or '.join(words)}"

    def check(value: Any) -> Any:
        number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        if number or value in words:
            return value
        raise PydanticCustomError("expected", "expected {expected}", {"expected": expected})

    schema = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"enum": list(words)}]}
    return AfterValidator(check), WithJsonSchema(schema)


class Contagion(Options):
    """Peers push by their number or their share, in every step."""

    rate: float = Field(ge=0, description="q: hazard a step at full exposure (a share of 1, or one peer in counts)")
    of: Annotated[Any, *_number_or("share", "count")] = Field(
        "share", description="exposure to the share or the count of peers who adopted, or the exponent nu between"
    )
    reinforcement: float = Field(1.0, gt=0, le=20, description="omega: above 1, several peers count for more")

    @property
    def divisor(self) -> float:
        """nu: 1 for shares, 0 for counts."""
        return {"share": 1.0, "count": 0.0}.get(self.of, self.of)


class Contacts(Options):
    """Each new adopter tries to persuade each person who listens to them, one by one."""

    p: Annotated[Any, *_number_or("1/peers")] = Field(
        description="chance that an attempt over a tie of weight 1 succeeds, for each tie once, not for each step; "
        "`1/peers`: 1 over the listener's number of peers"
    )
    persistence: Share = Field(
        0.0, description="delta: 0 one attempt, 1 an attempt in every step, between: fading attempts"
    )


class PassionWeight(Options):
    """What passion does, for each standard deviation of it."""

    passion: float = Field(0.0, ge=-10, le=10, description="what one standard deviation of passion adds (log scale)")


class SendingWeight(PassionWeight):
    """What makes people heard, for each standard deviation of passion, or of rank in the reporting line."""

    rank: float = Field(0.0, ge=-10, le=10, description="s_r: what one standard deviation of rank adds (log scale)")


class Resistance(Options):
    """How much pushing it takes, against what is usual."""

    scale: Any = Field(1.0, description="what resistance is multiplied by: a number above 0, or one for some tribes")


class Never(Options):
    """Who never adopts, whatever happens: a share at random, or who has 1 in a column."""

    share: Any = Field(0.0, description="share of all people, or one for some tribes: {tribe: share}")
    column: str | None = Field(None, description="a column of the people that has 1 for who never adopts, else 0")


class Wave(Options):
    """A wave of seeds: a share of all people, or a count; all but the first begin later."""

    share: Share | None = Field(None, description="share of all people, to the nearest person, at least one")
    count: Annotated[int, Field(ge=0)] | None = Field(None, description="number of people")
    start: Annotated[int | None, Field(ge=1)] = Field(None, alias="from", description="the step in which it begins")
    when: Reach | None = Field(None, description="it begins once this share is reached")


class Seeds(Options):
    """How many people to start with: a share of all, or a count; or waves of them, best first."""

    share: Share | None = Field(None, description="share of all people, to the nearest person, at least one")
    count: Annotated[int, Field(ge=0)] | None = Field(None, description="number of people")
    waves: Annotated[tuple[Wave, ...], Field(min_length=1)] | None = Field(
        None, description="some at once, more later or once a share is reached"
    )
    committed: bool = Field(False, description="seeds never give up")
    declining: Share = Field(0.0, description="chance of a person who is asked to decline, drawn once for each person")
    replaced: bool = Field(True, description="whether the next best is asked in place of who declines")


class Output(Options):
    """Which files of results are wanted besides the usual ones."""

    runs: Literal["csv", "parquet", "both"] = Field(
        "csv", description="runs.csv, runs.parquet (needs the extra `parquet`) or both"
    )
    adoptions: bool = Field(
        False,
        description="adoptions.csv: who adopted when, what pushed them, and which peers; sources.csv, with a chart",
    )


class Rounds(Options):
    """As many runs as it takes to know the differences of reach well enough, made in rounds."""

    precision: float = Field(
        gt=0, lt=1, description="half the width that the widest 95 % interval of a difference of reach may have"
    )
    at_most: int = Field(ge=2, le=MOST_RUNS, description="the number of runs at which it ends in any case")


def _choice(models: Mapping[str, Any], other: Callable[[Any], str], found: Callable[[Any], str]) -> Any:
    """A union of models told apart by the tag that `found` gives; `other` words the fault where it gives none.

    A tag stands in the place of an error between "<" and ">", so that it is never taken for a key.
    """

    def tag(data: Any) -> str:
        name = found(data)
        return name if name in models else "<other>"

    def refuse(data: Any) -> Any:
        raise PydanticCustomError("choice", "{message}", {"message": other(data)})

    last = Annotated[Any, BeforeValidator(refuse), WithJsonSchema({"not": {}}), Tag("<other>")]
    choices = [Annotated[model, Tag(name)] for name, model in models.items()]
    return Annotated[Union[(*choices, last)], Discriminator(tag)]


def _models(family: Family, key: str, word: str, **more: Any) -> dict[str, type[BaseModel]]:
    return {f"<{word} {name}>": part.options(key, **more) for name, part in family.parts.items()}


def _by_key(key: str, word: str) -> Callable[[Any], str]:
    return lambda data: f"<{word} {data[key]}>" if isinstance(data, dict) and key in data else "<none>"


def _unknown(key: str, kind: str, family: Family) -> Callable[[Any], str]:
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


def show(data: Any) -> str:
    """A value in the words of a message."""
    if isinstance(data, dict):
        return "a mapping"
    if isinstance(data, list | tuple):
        return "a list" if data else "an empty list"
    if data is None:
        return "nothing"
    return f'"{data}"' if isinstance(data, str) else str(data).lower() if isinstance(data, bool) else str(data)


def _spread(word: str, **more: Any) -> tuple[Any, dict[str, type[BaseModel]]]:
    models = _models(DISTRIBUTIONS, "distribution", word, **more)
    # Values from a column are what they are: nothing can be correlated with anything.
    models[f"<{word} column>"] = DISTRIBUTIONS.part("column").options(
        "distribution", **{name: field for name, field in more.items() if name != "correlation_with_degree"}
    )
    unknown = _unknown("distribution", "distribution", DISTRIBUTIONS)
    return _choice(models, unknown, _by_key("distribution", word)), models


CORRELATION = {"correlation_with_degree": (Correlation, 0.0)}
PASSION, PASSION_MODELS = _spread("passion", **CORRELATION)
THRESHOLD, THRESHOLD_MODELS = _spread(
    "threshold",
    counted=(
        Literal["shares", "counts"],
        Field("shares", alias="in", description="what is held against it: the share or the count of peers"),
    ),
    noise=(
        Annotated[float, Field(gt=0, le=1, description="chance a step to follow while enough peers did")],
        1.0,
    ),
    **CORRELATION,
)

ROLES: dict[str, Any] = {
    "receptivity": (
        PassionWeight,
        Field(PassionWeight(), description="what makes people readier: the passionate need fewer pushes"),
    ),
    "sending": (
        SendingWeight,
        Field(SendingWeight(), description="what makes people heard: the passionate, or the senior, persuade more"),
    ),
}
LINK: Any = Literal["hazard", "linear"]
OwnInfluence = create_model(
    "OwnInfluence",
    __base__=Options,
    __doc__="What pushes people, source by source; everything is off by default.",
    spontaneous=(float, Field(0.0, ge=0, description="l0: hazard a step without any peer")),
    contagion=(Contagion | None, Field(None, description="peers push by their number or share, in every step")),
    contacts=(Contacts | None, Field(None, description="each new adopter tries to persuade each listener")),
    threshold=(THRESHOLD | None, Field(None, description="people follow at once when enough of their peers did")),
    link=(
        LINK,
        Field("hazard", description="pushes are hazards, or chances of a step (as Bass as agents has them)"),
    ),
    **ROLES,
)
INFLUENCE_MODELS: dict[str, type[BaseModel]] = {
    **_models(PRESETS, "preset", "preset", **ROLES),
    **_models(CONVENTIONS, "convention", "convention"),
    "<own influence>": OwnInfluence,
}


def _beside_convention(data: Any) -> list[str]:
    # What pushes people as a movement has no place in a convention, which is a rule of its own.
    pushes = ["preset", *OwnInfluence.model_fields]
    return [key for key in data if key in pushes] if isinstance(data, dict) and "convention" in data else []


def _influence_tag(data: Any) -> str:
    if not isinstance(data, dict) or _beside_convention(data):
        return "<none>"
    if "convention" in data:
        return _by_key("convention", "convention")(data)
    return _by_key("preset", "preset")(data) if "preset" in data else "<own influence>"


def _influence_fault(data: Any) -> str:
    if others := _beside_convention(data):
        words = " and ".join(f"`{key}:`" for key in others)
        return f"{words} {'does' if len(others) == 1 else 'do'} not go with `convention:`, which is a rule of its own"
    convention = isinstance(data, dict) and "convention" in data
    kind, family = ("convention", CONVENTIONS) if convention else ("preset", PRESETS)
    return _unknown(kind, kind, family)(data)


INFLUENCE = _choice(INFLUENCE_MODELS, _influence_fault, _influence_tag)


class PeopleTable(Options):
    """What people are like."""

    passion: PASSION = Field(  # type: ignore[valid-type]
        default_factory=lambda: PASSION_MODELS["<passion constant>"](distribution="constant", value=0.0),
        description="how keen people are",
    )
    never: Never = Field(Never(), description="who never adopts")
    resistance: Resistance = Field(Resistance(), description="how much pushing people take")
    file: Path | None = Field(None, description="a table of people with a column of ids; goes with `network: file`")
    id: str = Field("id", description="the column of that table that holds the ids")
    tribe: str | None = Field(None, description="the column that says who belongs together; each gets its own curve")
    reports_to: str | None = Field(
        None, description="the column with the id of the person to whom each reports, empty for who reports to nobody"
    )


NAMED = ("organisation", "organisations")
"""Generated networks that can also be named by a key of their own, with their options inside."""
NAMED_MODELS = {name: NETWORKS.part(name).options() for name in NAMED}


def _alone(name: str, model: type[BaseModel]) -> type[BaseModel]:
    key: Any = {name: (model, Field(description=model.__doc__))}
    return create_model(f"{name.title()}Network", __base__=Options, __doc__=model.__doc__, **key)


NETWORK_MODELS: dict[str, type[BaseModel]] = {
    **_models(NETWORKS, "generate", "generate"),
    **{f"<{name}>": _alone(name, model) for name, model in NAMED_MODELS.items()},
    **{f"<file {name}>": part.options(file=(Path, ...)) for name, part in FILES.parts.items()},
    **_models(DATASETS, "dataset", "dataset"),
}


SOURCES = ("generate", "file", "dataset", *NAMED)


def _network_tag(data: Any) -> str:
    if not isinstance(data, dict):
        return "<none>"
    given = [key for key in SOURCES if key in data]
    if len(given) != 1:
        return "<none>"
    if given == ["file"]:
        return f"<file {FORMATS.get(Path(str(data['file'])).suffix.lower())}>"
    return f"<{given[0]}>" if given[0] in NAMED else f"<{given[0]} {data[given[0]]}>"


def _network_fault(data: Any) -> str:
    sources = "`generate: NAME`, `file: PATH`, `dataset: NAME`, `organisation: {...}` or `organisations: {...}`"
    if not isinstance(data, dict):
        return f"found {show(data)}, expected a mapping with {sources}"
    given = [key for key in SOURCES if key in data]
    if len(given) > 1:
        return f"{' and '.join(given)} are given; a network has one of {sources}"
    if not given:
        return f"says not where the network comes from: {sources}"
    if given == ["file"] and not isinstance(data["file"], str):
        return f"`file:` found {show(data['file'])}, expected the name of a file"
    if given == ["file"]:
        return f'"{data["file"]}" is of no known kind; known are {", ".join(FORMATS)}'
    family = NETWORKS if given == ["generate"] else DATASETS
    return _unknown(given[0], "network" if given == ["generate"] else "dataset", family)(data)


NETWORK = _choice(NETWORK_MODELS, _network_fault, _network_tag)


def _within(value: Any) -> Any:
    # A union of types would report one error for each of them.
    lists = list(value.values()) if isinstance(value, dict) else [value]
    items = [item for given in lists if isinstance(given, list) for item in given]
    right = lists and all(isinstance(given, list) and given for given in lists)
    if right and all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        return value
    raise PydanticCustomError("expected", "expected {expected}", {"expected": WITHIN_WORDS})


WITHIN_WORDS = "a list of tribes, or a mapping from columns to lists of values"
_LIST = {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}}
_LISTS = {"type": "object", "minProperties": 1, "additionalProperties": _LIST}
WITHIN = (
    Annotated[Any, AfterValidator(_within), WithJsonSchema({"anyOf": [_LIST, _LISTS]})],
    Field(None, description="only these people may be chosen: tribes, or `{column: [values]}`"),
)


class _OrName:
    """In the schema for editors: a strategy may be its bare name."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "enum": STRATEGIES.names}, handler(core)]}


LABEL = (str | None, Field(None, min_length=1, description="what the results call it; its name unless given"))
STRATEGY_MODELS = {
    f"<strategy {name}>": part.options(
        tag="name", base=Options, label=LABEL, within=WITHIN, **nested.fields(part, ForwardRef("AnyStrategy"))
    )
    for name, part in STRATEGIES.parts.items()
}
STRATEGY = _choice(STRATEGY_MODELS, _unknown("name", "strategy", STRATEGIES), _by_key("name", "strategy"))
AnyStrategy = TypeAliasType("AnyStrategy", Annotated[STRATEGY, _OrName()])  # type: ignore[valid-type]
PIECES = {key: piece for model in STRATEGY_MODELS.values() for key, piece in nested.models(model).items()}
for _model in (*PIECES.values(), *STRATEGY_MODELS.values()):
    # Strategies stand in the options of strategies: only now are all of them known.
    _model.model_rebuild(_types_namespace={"AnyStrategy": AnyStrategy})


MECHANISM_MODELS = {name.replace("-", "_"): part.options() for name, part in MOVEMENT.parts.items()}
MECHANISM_FIELDS: dict[str, Any] = {
    key: (model | None, Field(None, description=MOVEMENT.parts[key.replace("_", "-")].summary))
    for key, model in MECHANISM_MODELS.items()
}
Mechanisms = create_model(
    "Mechanisms",
    __base__=Options,
    __doc__="The mechanisms of a movement; all are off unless they are named.",
    **MECHANISM_FIELDS,
)


RUNS = _choice(
    {"<number>": Annotated[int, Field(ge=1, le=MOST_RUNS)], "<rounds>": Rounds},
    lambda data: f"found {show(data)}, expected a whole number, or a mapping with `precision:` and `at_most:`",
    lambda data: "<rounds>" if isinstance(data, dict) else "<number>" if type(data) in (int, float) else "<none>",
)


VARIED = ("network", "people", "influence", "movement", "seeds")
"""What a claim may have different without it: what a world is like. How it is tried stays the same."""


class ClaimTable(Options):
    """A claim that the scenario puts to the test: what is reached with it, against the same worlds without it."""

    says: str = Field(min_length=1, description="the claim, as a sentence")
    evidence: Literal["A", "B", "C"] = Field(
        description="how good the evidence outside this model is: A field experiments, B observation or laboratory, "
        "C assumption"
    )
    strategy: str | None = Field(None, description="the strategy that is looked at; the first unless given")
    over: str | None = Field(None, description="its lead over this strategy is looked at, in place of what it reaches")
    without: Annotated[
        dict[str, Any] | None,
        Field(min_length=1),
        WithJsonSchema({"type": "object", "minProperties": 1, "propertyNames": {"enum": list(VARIED)}}),
    ] = Field(
        None,
        description="what is different without the claim, in the words of a scenario and merged into it key by key; "
        "`null` takes a key away. If it is left out, `strategy` with and `over` without the claim are compared",
    )
    measure: Literal["reach", "takeoff", "auc"] = Field("reach", description="what is compared")
    expects: Literal["more", "less"] = Field("more", description="what the claim expects of it")


class Settings(Options):
    """A scenario: one question about how a change spreads, and what is needed to answer it."""

    name: str | None = Field(None, description="a few words for charts; the file's name unless given")
    question: str = Field("", description="what the scenario asks, as a question")
    network: NETWORK = Field(description="who listens to whom")  # type: ignore[valid-type]
    people: PeopleTable = Field(PeopleTable(), description="what people are like")
    influence: INFLUENCE = Field(description="what pushes people, source by source, or a preset")  # type: ignore[valid-type]
    movement: Mechanisms = Field(Mechanisms(), description="mechanisms of a movement")
    seeds: Seeds = Field(description="how many people to start with")
    strategies: Annotated[list[AnyStrategy], Field(min_length=1)] = Field(
        description="whom to start with: names, or mappings with a name and options"
    )
    baseline: str | None = Field(
        None, description="the strategy that the others are compared with; `random` or else the first unless given"
    )
    steps: int = Field(40, ge=1, le=100_000, description="number of steps")
    runs: RUNS = Field(  # type: ignore[valid-type]
        200, description="number of runs (worlds), each met by every strategy, or how precise they shall be"
    )
    seed: int = Field(1, ge=0, description="the number that all random draws are derived from")
    takeoff: float = Field(0.1, gt=0, le=1, description="a run has taken off if it reaches at least this share")
    smallest_difference: Share = Field(0.02, description="the smallest difference of reach that matters")
    output: Output = Field(Output(), description="which files of results are wanted")
    claim: ClaimTable | None = Field(None, description="a claim that the scenario puts to the test")
    sweep: SweepTable | None = Field(None, description="the same at other settings, in the same worlds")
    tipping: TippingTable | None = Field(
        None, description="the critical-mass curve: how often a movement takes off with how many seeds"
    )
    sensitivity: SensitivityTable | None = Field(None, description="which settings the outcome hangs on")
    support_stops: Annotated[int, Field(ge=2)] | None = Field(
        None,
        description="from this step on no sponsor, story or message supports the change: is it self-sustaining?",
    )
    random_equivalents: bool = Field(
        False, description="how many random seeds reach as much as each strategy does (random_equivalent_seeds)"
    )
    robustness: RobustnessTable | None = Field(
        None, description="what strategies lose where the map is wrong, or somebody who matters is gone"
    )


def _inside(models: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    # The models of options that are mappings of options themselves, or lists of such, by the option's name.
    found = {}
    for model in models.values():
        for name, field in model.model_fields.items():
            for kind in (field.annotation, *get_args(field.annotation)):
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    found[name] = kind
    return found


MODELS: dict[str, type[BaseModel]] = {
    **NETWORK_MODELS,
    **NAMED_MODELS,
    **_inside(NAMED_MODELS),
    **STRATEGY_MODELS,
    **PIECES,
    **INFLUENCE_MODELS,
    **PASSION_MODELS,
    **THRESHOLD_MODELS,
    "contagion": Contagion,
    "contacts": Contacts,
    "receptivity": PassionWeight,
    "sending": SendingWeight,
    "resistance": Resistance,
    "people": PeopleTable,
    "never": Never,
    "seeds": Seeds,
    "<rounds>": Rounds,
    "output": Output,
    "claim": ClaimTable,
    "sweep": SweepTable,
    "tipping": TippingTable,
    "sensitivity": SensitivityTable,
    "robustness": RobustnessTable,
    "waves": Wave,
    "movement": Mechanisms,
    **MECHANISM_MODELS,
    "sponsors": Sponsor,
    "periods": Period,
    "held_by": Held,
    "when": Reach,
}
"""The models by the last element of the place of an error inside them."""


@cache
def adapter(key: str) -> TypeAdapter[Any]:
    """What checks the value of one top-level key."""
    field = Settings.model_fields[key]
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return TypeAdapter(kind)


def keys(model: type[BaseModel]) -> list[str]:
    """The keys that a model knows, as they are written in a scenario."""
    return [field.alias or name for name, field in model.model_fields.items()]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario (draft 2020-12), with which editors complete and check."""
    schema = Settings.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "groundswell scenario"}
