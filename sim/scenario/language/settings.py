"""The settings of a scenario: its keys, their types and ranges, built from all available parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ForwardRef, Literal, NamedTuple, get_args

from pydantic import BaseModel, Field, Tag, TypeAdapter, create_model
from typing_extensions import TypeAliasType

from sim.families.mechanisms import MECHANISMS, key
from sim.families.strategies import STRATEGIES
from sim.families.studies import options
from sim.ground.declared import of_all_or_each
from sim.ground.kinds import MOST_RUNS, MOST_STEPS, show
from sim.ground.own import by_parts
from sim.ground.parts import Options
from sim.movement.plan import Reach
from sim.scenario.language import nested
from sim.scenario.language.factors import LIST_SCHEMA, Line
from sim.scenario.language.pushes import INFLUENCE, PASSION, PASSION_MODELS, Share
from sim.scenario.language.sources import network
from sim.scenario.language.unions import by_key, checked, choice, unknown


class Resistance(Options):
    """How much pushing it takes, against what is usual."""

    scale: Annotated[Any, of_all_or_each(exclusiveMinimum=0)] = Field(
        1.0, description="what resistance is multiplied by: a number above 0, or one for some tribes", examples=[1.5]
    )


class Never(Options):
    """Who never adopts, whatever happens: a share at random, or who has 1 in a column."""

    share: Annotated[Any, of_all_or_each(minimum=0, maximum=1)] = Field(
        0.0, description="share of all people, or one for some tribes: {tribe: share}", examples=[0.1]
    )
    column: str | None = Field(
        None, description="a column of the people with 1 for those who never adopt, else 0", examples=["opposed"]
    )


class Cost(Options):
    """What it costs to win people as seeds: their time, training, a fee."""

    each: Any = Field(
        None, description="what a person costs, at least 0, or one for some tribes: {tribe: cost}", examples=[900]
    )
    column: str | None = Field(None, description="a column of the people with what each costs", examples=["fee"])
    unit: str = Field("", description="what costs are counted in, for instance EUR or hours", examples=["EUR"])


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
        None,
        description="some at once, more later or once a share is reached",
        examples=[
            [{"share": 0.03}, {"share": 0.02, "from": 5}],
            [{"share": 0.03}, {"count": 10, "when": {"reach": 0.2}}],
        ],
    )
    committed: bool = Field(False, description="seeds never give up")
    declining: Share = Field(0.0, description="chance of a person who is asked to decline, drawn once for each person")
    replaced: bool = Field(True, description="whether the next best is asked in place of those who decline")


class Output(Options):
    """Which files of results are wanted besides the usual ones."""

    runs: Literal["csv", "parquet", "both"] = Field(
        "csv", description="runs.csv, runs.parquet (needs the extra `parquet`) or both"
    )
    adoptions: bool = Field(
        False,
        description="adoptions.csv: who adopted when, what pushed them, and which peers; sources.csv, with a chart",
    )
    world: bool | None = Field(
        None,
        description="world.json: who is tied to whom in the first run, and who changed when and why, for the replay; "
        "by default, up to 1,000 people and 20,000 ties",
    )


class Rounds(Options):
    """As many runs as it takes to know the differences of reach well enough, made in rounds."""

    precision: float = Field(
        gt=0,
        lt=1,
        description="half the width that the widest 95 % interval of a difference of reach may have",
        examples=[0.02],
    )
    at_most: int = Field(
        ge=2, le=MOST_RUNS, description="the number of runs at which it ends in any case", examples=[2000]
    )


class PeopleTable(Options):
    """What people are like."""

    passion: PASSION = Field(
        default_factory=lambda: PASSION_MODELS["<passion constant>"](distribution="constant", value=0.0),
        description="how keen people are",
    )
    never: Never = Field(Never(), description="who never adopts")
    resistance: Resistance = Field(Resistance(), description="how much pushing people take")
    cost: Cost | None = Field(
        None, description="what it costs to win people as seeds", examples=[{"each": 900, "unit": "EUR"}]
    )
    file: Path | None = Field(
        None, description="a table of people with a column of ids; goes with `network: file`", examples=["people.csv"]
    )
    id: str = Field("id", description="the column of that table that holds the ids", examples=["name"])
    tribe: str | None = Field(
        None, description="the column that says who belongs together; each gets its own curve", examples=["department"]
    )
    reports_to: str | None = Field(
        None,
        description="the column with the id of the person to whom each reports, empty for people who report to nobody",
        examples=["manager"],
    )


def _within(value: Any) -> bool:
    lists = list(value.values()) if isinstance(value, dict) else [value]
    if not lists or not all(isinstance(values, list) and values for values in lists):
        return False
    return all(isinstance(item, str | int) and not isinstance(item, bool) for values in lists for item in values)


WITHIN_WORDS = "a list of tribes, or a mapping from columns to lists of values"
_LISTS = {"type": "object", "minProperties": 1, "additionalProperties": LIST_SCHEMA}
WITHIN = (
    Annotated[Any, *checked(_within, WITHIN_WORDS, LIST_SCHEMA, _LISTS)],
    Field(None, description="only these people may be chosen: tribes, or `{column: [values]}`"),
)


EQUALS = (
    Literal["each run"] | None,
    Field(
        None,
        description="`each run`: chosen anew in each run, which averages over people who are equal to the strategy; "
        "otherwise once for all runs, if nothing that it sees is drawn anew in each",
    ),
)


class _OrName:
    """Lets a strategy be its bare name in the schema for editors."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "enum": STRATEGIES.names}, handler(core)]}


LABEL = (Line | None, Field(None, min_length=1, description="what the results call it; its name unless given"))


def _strategy() -> Any:
    # The type of a strategy.
    kinds = {
        f"<strategy {name}>": part.options(
            tag="name",
            base=Options,
            label=LABEL,
            within=WITHIN,
            equals=EQUALS,
            **nested.fields(part, ForwardRef("AnyStrategy")),
        )
        for name, part in STRATEGIES.parts.items()
    }
    strategy = choice(kinds, unknown("name", "strategy", STRATEGIES), by_key("name", "strategy"))
    either = TypeAliasType("AnyStrategy", Annotated[strategy, _OrName()])  # type: ignore[misc]
    pieces = [piece for model in kinds.values() for piece in nested.models(model)]
    for model in (*pieces, *kinds.values()):
        # Strategies occur in options of strategies: only here are all of them known.
        model.model_rebuild(_types_namespace={"AnyStrategy": either})
    return either


def _mechanisms() -> type[Options]:
    # The type of `movement:`.
    members: dict[str, Any] = {
        key(name): (part.options() | None, Field(None, description=part.summary))
        for name, part in MECHANISMS.parts.items()
    }
    words = "The mechanisms of a movement; all are off unless they are named."
    return create_model("Mechanisms", __base__=Options, __doc__=words, **members)


RUNS = choice(
    {"<number>": Annotated[int, Field(ge=1, le=MOST_RUNS)], "<rounds>": Rounds},
    lambda data: f"found {show(data)}, expected a whole number, or a mapping with `precision:` and `at_most:`",
    lambda data: "<rounds>" if isinstance(data, dict) else "<number>" if type(data) in (int, float) else "<none>",
)


class Plain(Options):
    """A scenario: one question about how a change spreads, and what is needed to answer it."""

    name: Line | None = Field(None, description="a few words for charts; the file's name unless given")
    question: Line = Field("", description="what the scenario asks, as a question")
    network: Any = Field(description="who listens to whom")
    people: PeopleTable = Field(PeopleTable(), description="what people are like")
    influence: INFLUENCE = Field(description="what pushes people, source by source, or a preset")
    movement: Any = Field(None, description="mechanisms of a movement")
    seeds: Seeds = Field(description="how many people to start with")
    strategies: Any = Field(description="whom to start with: names, or mappings with a name and options")
    baseline: str | None = Field(
        None, description="the strategy that the others are compared with; `random` or else the first unless given"
    )
    steps: int = Field(40, ge=1, le=MOST_STEPS, description="number of steps")
    runs: RUNS = Field(  # type: ignore[valid-type]
        200, description="number of runs (worlds), in each of which every strategy runs, or how precise they should be"
    )
    seed: int = Field(1, ge=0, description="the number that all random draws are derived from")
    takeoff: float = Field(0.1, gt=0, le=1, description="a run has taken off if it reaches at least this share")
    smallest_difference: Share = Field(0.02, description="the smallest difference of reach that matters")
    output: Output = Field(Output(), description="which files of results are wanted")


def _models(hint: Any, name: str, seen: set[Any]) -> Iterator[tuple[str, type[BaseModel]]]:
    # The models inside a type by the last element of the place of an error in them: a field, or the tag of a choice.
    if isinstance(hint, TypeAliasType):
        if hint not in seen:
            seen.add(hint)
            yield from _models(hint.__value__, name, seen)
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        yield name, hint
        for key, field in hint.model_fields.items():
            yield from _models(field.annotation, key, seen)
    else:
        tags = (more.tag for more in getattr(hint, "__metadata__", ()) if isinstance(more, Tag))
        key = next(tags, name)
        for inner in get_args(hint):
            yield from _models(inner, key, seen)


class Language(NamedTuple):
    """What a scenario may say with the parts that are known: all its `settings`, and the `models` inside these.

    `models`: by the last element of the place of an error in them; `checks`: the validator of each top-level key, made
    when it is first asked for.
    """

    settings: type[Options]
    models: Mapping[str, type[BaseModel]]
    checks: dict[str, TypeAdapter[Any]]


@by_parts
def _language() -> Language:
    mechanisms, plain = _mechanisms(), Plain.model_fields
    strategies: Any = list.__class_getitem__(_strategy())
    members: dict[str, Any] = {
        "network": (network(), plain["network"]),
        "movement": (mechanisms, Field(mechanisms(), description=plain["movement"].description)),
        "strategies": (Annotated[strategies, Field(min_length=1)], plain["strategies"]),
    }
    for option in options():
        asked = Field(option.default, description=option.description, examples=option.examples)
        members[option.key] = (option.kind, asked)
    settings = create_model("Settings", __base__=Plain, __doc__=Plain.__doc__, **members)
    return Language(settings, dict(_models(settings, "", set())), {})


def settings() -> type[Options]:
    """The model of a scenario, of which each field is a top-level key."""
    return _language().settings


def models() -> Mapping[str, type[BaseModel]]:
    """The models by the last element of the place of an error inside them."""
    return _language().models


def adapter(key: str) -> TypeAdapter[Any]:
    """The validator of one top-level key."""
    language = _language()
    if key not in language.checks:
        field = language.settings.model_fields[key]
        kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        language.checks[key] = TypeAdapter(kind)
    return language.checks[key]


def keys(model: type[BaseModel]) -> list[str]:
    """The keys that a model knows, as they are written in a scenario."""
    return [field.alias or name for name, field in model.model_fields.items()]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario (draft 2020-12), with which editors complete and check."""
    schema = settings().model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "groundswell scenario"}
