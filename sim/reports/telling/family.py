"""Messages: one a file in `sim/reports/messages/`, and default ones for charts and findings without a file."""

from dataclasses import dataclass, replace

from sim.families.charts import CHARTS, Chart, charts
from sim.families.turns import in_turn
from sim.ground.parts import Family, Part
from sim.reports.story.story import Story
from sim.reports.telling.message import Message
from sim.reports.telling.words import HERE, sentences, source
from sim.results.results import Results


@dataclass(frozen=True)
class Teller(Part):
    """What the file of a message has.

    Required: `find(results, story)` gives the Message, or None if there is nothing to say; `story`: of the same
    results. A message without a title has that of the chart with the same name; one without notes has the story's
    sentences on the last of its tables. The source of the numbers, and that they hold in this model, is added to each.
    """

    TABLES: tuple[str, ...] = ()
    """`TABLES`: the tables of results that it is about; `find` is only called if each has a row. Optional."""

    AFTER: tuple[str, ...] | None = None
    """`AFTER`: the names of messages that it comes after. Optional: it comes after all."""


MESSAGES = Family("sim.reports.messages", "find", Teller)


def messages(results: Results, story: Story) -> list[Message]:
    """All messages that there are tables for, in order; `story`: of the same results.

    A chart without a message becomes one with its picture and title; a finding of the story without either becomes one
    of sentences. Raises InputError if the file of a message breaks the contract.
    """
    tellers = in_turn(MESSAGES.parts, "message").values()
    drawn = [chart for chart in charts().values() if chart.fits(results)]
    parts: list[tuple[Teller | Chart, Message | None]] = [
        *((teller, teller.function(results, story)) for teller in tellers if _fits(teller, results)),
        *((chart, Message(chart.heading, picture=chart.file)) for chart in drawn if chart.name not in MESSAGES.parts),
    ]
    messages = [_whole(part, message, results, story) for part, message in parts if message is not None]
    tables = {table for teller in tellers for table in teller.TABLES}
    tables |= {table for chart in drawn for table in chart.TABLES[-1:]}
    further = [finding for finding in story.findings if finding.name not in tables]
    return messages + [
        Message(finding.heading, finding.heading, None, source(results), finding.lines, (HERE,)) for finding in further
    ]


def _fits(teller: Teller, results: Results) -> bool:
    return all(name in results.tables and len(results.tables[name]) > 0 for name in teller.TABLES)


def _whole(part: Teller | Chart, message: Message, results: Results, story: Story) -> Message:
    # Fills in defaults: the title of the chart with the same name, the story's sentences on the last table, the source
    # of the numbers, and that they hold here. The caption of a picture is that of the chart.
    chart = CHARTS.parts.get(part.name)
    title, caption = message.title, f"{message.caption} {source(results)}"
    if chart is not None:
        title = title or chart.title(results)
        caption = chart.caption(results) if message.picture else caption
    say = message.say or tuple(line for table in part.TABLES[-1:] for line in sentences(story, table))
    return replace(message, title=title, caption=caption, say=say, beware=(*message.beware, HERE))
