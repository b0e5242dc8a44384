"""Messages: one a file in `sim/reports/messages/`, and those of whatever has none of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.families.charts import charts
from sim.families.turns import in_turn
from sim.ground.parts import Family, Part
from sim.reports.story.story import Story
from sim.reports.telling.message import Message
from sim.reports.telling.words import HERE, sentences, source
from sim.results.results import Results


@dataclass(frozen=True)
class Teller(Part):
    """What the file of a message has.

    Required: `find(results, story)` gives the Message, or None where there is nothing to tell; `story`: of the same
    results. A message and a chart of one name belong together.
    """

    TABLES: tuple[str, ...] = ()
    """`TABLES`: the tables of results that it tells of; it is asked only where each has a row. Optional."""

    AFTER: tuple[str, ...] | None = None
    """`AFTER`: the names of messages that it comes after. Optional: it comes after all."""


MESSAGES = Family("sim.reports.messages", "find", Teller)


def messages(results: Results, story: Story) -> list[Message]:
    """All messages that there are tables for, in the order in which they are told; `story`: of the same results.

    A chart without a message is told by its picture, with its title; what the story finds in a table without either is
    told by its sentences. Raises InputError if the file of a message breaks the contract.
    """
    tellers = in_turn(MESSAGES.parts, "message").values()
    messages = [teller.function(results, story) for teller in tellers if _fits(teller, results)]
    tables = {table for teller in tellers for table in teller.TABLES}
    further = [*_pictures(results, story), *_sentences(results, story, tables)]
    return [message for message in [*messages, *further] if message is not None]


def _fits(teller: Teller, results: Results) -> bool:
    return all(name in results.tables and len(results.tables[name]) > 0 for name in teller.TABLES)


def _pictures(results: Results, story: Story) -> Iterator[Message]:
    for name, chart in charts().items():
        if chart.name not in MESSAGES.parts and chart.fits(results):
            say = tuple(line for table in chart.TABLES[-1:] for line in sentences(story, table))
            yield Message(chart.heading, chart.title(results), None, chart.caption(results), say, (HERE,), name)


def _sentences(results: Results, story: Story, tables: set[str]) -> Iterator[Message]:
    drawn = {table for chart in charts().values() if chart.fits(results) for table in chart.TABLES[-1:]}
    for finding in story.findings:
        if finding.name not in tables | drawn:
            yield Message(finding.heading, finding.heading, None, source(results), finding.lines, (HERE,))
