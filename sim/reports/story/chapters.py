"""The story in chapters, made of a few kinds of blocks, which a page and a paper each set in their own way."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sim.evidence.grades import LEGEND
from sim.families.charts import charts
from sim.reports.story.certainty import Outcome
from sim.reports.story.invitation import Guests
from sim.reports.story.story import Story


@dataclass(frozen=True)
class Words:
    """A paragraph; a `weighty` one stands out."""

    text: str
    weighty: bool = False


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter, perhaps with a `mark` beside it and a `note` below."""

    text: str
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class Names:
    """People in order, best first, each with how often they are chosen."""

    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rows:
    """A table with a header; the first column names what a row is about."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A chart, by its name."""

    name: str


Block: TypeAlias = Words | Points | Heading | Names | Rows | Picture


@dataclass(frozen=True)
class Chapter:
    """A chapter: its `key`, a `title`, and blocks in their order."""

    key: str
    title: str
    blocks: tuple[Block, ...]


def chapters(story: Story, pictures: Collection[str]) -> tuple[Chapter, ...]:
    """The chapters of a story; `pictures`: the available charts, each used once."""
    return (
        Chapter("answer", "The answer", tuple(_answer(story, pictures))),
        Chapter("sure", "How sure is that?", tuple(_sure(story, pictures))),
        Chapter("invite", "Who to invite", tuple(_invite(story, pictures))),
        Chapter("assumes", "What it assumes", tuple(_assumes(story))),
        Chapter("made", "How it was made", tuple(_made(story))),
    )


def _answer(story: Story, pictures: Collection[str]) -> Iterator[Block]:
    yield Words(story.answer, weighty=True)
    yield Words(story.hedge)
    yield from _pictures("answer", pictures)


def _sure(story: Story, pictures: Collection[str]) -> Iterator[Block]:
    if any(outcome.takes_off for outcome in story.outcomes):
        yield Words(story.takeoff)
    for outcome in story.outcomes:
        yield from _outcome(outcome, won=outcome.strategy == story.winner)
    yield from _pictures("sure", pictures)
    if story.comparisons:
        yield Heading("One against the other")
        yield Points(story.comparisons)
    yield from _pictures("compared", pictures)
    yield Heading("What the runs can tell")
    yield Points(story.known)
    # A chart stands with the finding on the last of its tables; the others stand at the end, by themselves.
    further = {name: chart for name, chart in charts().items() if chart.CHAPTER == "further" and name in pictures}
    for finding in story.findings:
        yield Heading(finding.heading)
        yield Points(finding.lines)
        yield from (Picture(name) for name, chart in further.items() if finding.name in chart.TABLES[-1:])
    tables = {finding.name for finding in story.findings}
    for name, chart in further.items():
        if not tables & set(chart.TABLES[-1:]):
            yield Heading(chart.heading)
            yield Picture(name)


def _outcome(outcome: Outcome, *, won: bool) -> Iterator[Block]:
    yield Heading(outcome.strategy, "wins" if won else "", outcome.means)
    sentences = (f"{words[0].upper()}{words[1:]}." for words in (outcome.takes_off, outcome.reaches) if words)
    yield Words(" ".join(sentences))


def _invite(story: Story, pictures: Collection[str]) -> Iterator[Block]:
    yield Words(story.invite, weighty=True)
    for guests in story.guests:
        yield from _guests(guests)
    # Sentences that hold for several are said once.
    for why in dict.fromkeys(guests.why for guests in story.guests if guests.why):
        yield Words(why)
    yield from _pictures("invite", pictures)


def _guests(guests: Guests) -> Iterator[Block]:
    people = "person" if guests.count == 1 else "people"
    yield Heading(guests.strategy, f"{guests.count} {people}", guests.means)
    if guests.names:
        yield Names(guests.names)


def _assumes(story: Story) -> Iterator[Block]:
    yield Words(LEGEND)
    rows = tuple((f"{row.says}\n{row.values}".strip(), row.grade, row.why) for row in story.assumptions)
    yield Rows("Assumptions and evidence", ("What is assumed", "Evidence", "Why"), rows)


def _made(story: Story) -> Iterator[Block]:
    yield Rows("How it was made", ("What", "Value"), story.made)
    yield Heading("What this cannot say")
    yield Points(story.limits)


def _pictures(chapter: str, pictures: Collection[str]) -> Iterator[Block]:
    return (Picture(name) for name, chart in charts().items() if chapter == chart.CHAPTER and name in pictures)
