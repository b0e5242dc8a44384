"""Slides for a client: one message each, with a chart that can be edited, and speaker notes."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.drawing.words import shortened
from sim.families.evidence import MEANING, SHORT, UNGRADED
from sim.reports.deck.archive import repacked
from sim.reports.deck.page import Deck, notes
from sim.reports.run import AsRun
from sim.reports.story.story import Story, tell
from sim.reports.telling.family import messages
from sim.reports.telling.message import Message
from sim.results.results import Results

BASIS = MEANING | {"C": "judgement alone", UNGRADED: "evidence that nobody has graded"}
"""What assumptions of each grade rest on."""

NAMES = 36
"""At most so many names stand on a slide, in blocks of ROWS."""

ROWS = 12


def write(run: AsRun, file: Path, template: Path | None = None) -> None:
    """Write slides (PPTX, 16:9) of a folder of results; with a template, in its size, layouts and colours.

    They have the same bytes each time.
    Raises sim.ground.faults.InputError if its runs, or the template, cannot be read.
    """
    from sim.reports.deck.template import opened

    results = run.results
    story = tell(results, run.manifest)
    presentation = opened(template)
    deck = Deck(presentation, own=template is not None)
    _first(deck, story)
    for message in messages(results, story):
        _message(deck, message, results)
    _invitation(deck, story)
    _assumptions(deck, story)
    _made(deck, story)
    about = presentation.core_properties
    about.title, about.author, about.created, about.modified = story.name, "", run.start, run.start
    content = io.BytesIO()
    presentation.save(content)
    file.write_bytes(repacked(content.getvalue()))


def _first(deck: Deck, story: Story) -> None:
    runs = dict(story.made).get("Runs", "")
    lines = [story.name] if story.question else []
    lines += [f"{runs}.", story.hedge]
    say = ("We asked a simulation. Every strategy met the same people with the same luck, many times.", story.takeoff)
    deck.first(story.question or story.name, "\n".join(lines), notes(say, story.limits[:1]))


def _message(deck: Deck, message: Message, results: Results) -> None:
    from sim.families.charts import charts
    from sim.reports.deck import native, picture

    say = (f"{message.title}.", *message.say)
    title = shortened(message.title, results.strategies)
    slide, room = deck.slide(title, notes(say, message.beware), small=message.caption)
    if message.chart is not None:
        native.add(slide, room, message.chart)
    elif message.picture:
        picture.add(slide, room, charts()[message.picture], results)
    else:
        deck.text(slide, "\n\n".join(message.say), room, largest=20)


def _invitation(deck: Deck, story: Story) -> None:
    say = tuple(f"{guests.strategy}: {guests.means} {guests.why}".strip() for guests in story.guests)
    beware = ("Who is on the list follows from this network and this strategy; nobody was asked whether they want to.",)
    spoken = notes((story.invite, *say), beware)
    unnamed = [guests for guests in story.guests if not guests.names]
    if unnamed:
        slide, room = deck.slide(story.invite.removesuffix("."), spoken)
        parts = [f"{guests.strategy}, {guests.count} people: {guests.means}" for guests in unnamed]
        deck.text(slide, "\n\n".join([*parts, *dict.fromkeys(guests.why for guests in unnamed)]), room, largest=24)
    for guests in story.guests:
        if guests.names:
            title = (
                story.invite.removesuffix(".")
                if len(story.guests) == 1
                else f"{guests.strategy} would invite {guests.names[0][0]} first"
            )
            _table(deck, Rows(title, spoken, f"{guests.means} {guests.why}".strip(), *_names(guests.names)))


def _names(names: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, ...]], tuple[float, ...]]:
    # Names in blocks beside each other, best first, downwards.
    shown = [(str(rank), *name) for rank, name in enumerate(names[:NAMES], 1)]
    blocks = [shown[start : start + ROWS] for start in range(0, len(shown), ROWS)]
    padded = [block + [("", "", "")] * (len(blocks[0]) - len(block)) for block in blocks]
    rows = [tuple(cell for part in parts for cell in part) for parts in zip(*padded, strict=True)]
    shares = tuple(share / len(blocks) for share in (0.12, 0.5, 0.38))
    return [("", "Name", "Chosen") * len(blocks), *rows], shares * len(blocks)


def _assumptions(deck: Deck, story: Story) -> None:
    counts = Counter(assumption.grade for assumption in story.assumptions)
    words = ", ".join(f"{counts[grade]} on {basis}" for grade, basis in BASIS.items() if counts[grade])
    part = " in part" if counts["C"] or counts[UNGRADED] else ""
    title = f"What it assumes rests on evidence{part}: of {len(story.assumptions)} assumptions {words}"
    if set(counts) == {"C"}:
        title = f"All {len(story.assumptions)} assumptions rest on judgement alone"
    rows = [(assumption.says, assumption.values, assumption.grade, assumption.why) for assumption in story.assumptions]
    small = f"Grades of evidence: {SHORT}."
    say = (f"{title}.", "Go through those with grade C, and ask what the organisation knows better.", story.hedge)
    beware = ("Good evidence for a mechanism is none for its strength here: the settings stay assumptions.",)
    heading = ("Assumed", "Settings", "Grade", "Evidence")
    _table(deck, Rows(title, notes(say, beware), small, [heading, *rows], (0.3, 0.28, 0.09, 0.33)))


def _made(deck: Deck, story: Story) -> None:
    say = ("Whoever has the program and the scenario gets the same numbers again.",)
    rows = [("What", "Value"), *story.made]
    title = "How it was made: anybody can make the same numbers again"
    _table(deck, Rows(title, notes(say, story.limits), "", rows, (0.24, 0.76)))
    slide, room = deck.slide("What it cannot say", notes(story.limits, (story.hedge,)))
    deck.text(slide, "\n\n".join(story.limits), room, largest=18)


@dataclass(frozen=True)
class Rows:
    """A table for one or more slides: title, notes, small print, its rows with the heading first, widths as shares."""

    title: str
    notes: str
    small: str
    rows: Sequence[tuple[str, ...]]
    shares: Sequence[float]


def _table(deck: Deck, table: Rows) -> None:
    from sim.reports.deck.table import add, first

    left = table.rows
    while len(left) > 1:
        slide, room = deck.slide(table.title, table.notes, small=table.small)
        part = first(left, table.shares, room)
        add(slide, room, part, table.shares)
        left = [left[0], *left[len(part) :]]
