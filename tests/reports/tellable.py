"""What numbers a text or a sheet holds, and which ones a folder of results has to tell."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from sim.ground.wording import (
    Amount,
    Chance,
    Points,
    PointsInterval,
    Share,
    ShareBand,
    ShareInterval,
    StepInterval,
)
from sim.results.columns import columns
from sim.results.manifest import entry_of
from sim.results.results import Results
from sim.statistics.comparison import differences
from sim.statistics.takeoff import wilson
from sim.studies.sensitivity import Sensitivity
from sim.studies.sweep import Sweep

NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"

FORMS = {
    "share interval": rf"(?:anything from 0 to 100|(?:at least|at most|under|over) {NUMBER}|{NUMBER} to {NUMBER}) %",
    "points": rf"{NUMBER} points \({NUMBER} to {NUMBER}(?:; of all differences at once, {NUMBER} to {NUMBER})?\)",
    "margin": rf"±{NUMBER}(?: points?)?",
    "difference": rf"{NUMBER} points?",
    "share": rf"{NUMBER} %",
    "chance": rf"(?:{NUMBER} of|none of|all|fewer than 1 of|more than {NUMBER} of) {NUMBER}",
    "interval": rf"{NUMBER} to (?:{NUMBER}|beyond the last|more than all|more than {NUMBER})",
    "number": NUMBER,
}
"""The forms in which numbers stand in sentences; a number is taken by the first that fits."""

NO_RESULT = (
    # Of which part of all runs, or of all worlds, something is told; and what an interval holds for.
    r"95 % (?:Wilson )?intervals?",
    r"middle 80 %",
    r"^90 %$|(?<=reach, )90 %|(?:step of|step by which|gets to|seeds for) (?:50|90) %",
    r"in (?:50|90) % of runs|50 and 90 %|crosses 50 %",
    # How many runs it would take is an estimate with two digits, made from an interval.
    r"About [\d,]+ runs would",
    r"It takes 6 runs",
    # People who are called by numbers, where they are invited.
    r"^\d+ (?=in (?:every run|.* runs$))",
    # The same on paper, where lines go on: a rank in a list, who is invited, and the number of the page.
    r"(?<=\d\. )\d+(?= in (?:every run|[^.]{1,20} runs))|\d+\.(?= \d+ in )|PAGE \d+",
    # Versions, times and digests are no results.
    r"groundswell [\d.]+",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
)
"""Numbers that are none of the results, each with its reason."""

VOID = {"meta", "br", "link", "img", "hr", "input", "path", "use", "rect", "circle"}


class Page(HTMLParser):
    """The lines of a page, without styles and without what stands along the axes of charts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.hidden: list[bool] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag not in VOID:
            axis = tag == "g" and "axis" in (names.get("id") or "")
            self.hidden.append(tag in ("style", "script", "defs") or axis)
        if tag in ("p", "li", "td", "th", "h1", "h2", "h3", "text", "figcaption", "dd", "dt", "div"):
            self.words.append("\n")
        self.words.append(f"\n{names.get('aria-label') or ''}\n" if tag == "svg" else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.hidden):
            self.words.append(data)

    @property
    def lines(self) -> list[str]:
        """The text of the page, a line a paragraph or cell."""
        return [" ".join(line.split()) for line in "".join(self.words).split("\n") if line.strip()]


def page(file: Path) -> list[str]:
    """The lines of a page."""
    return Page(file.read_text(encoding="utf-8")).lines


def slides(file: Path) -> list[str]:
    """The lines of slides and of their notes."""
    lines = []
    for slide in Presentation(str(file)).slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for shape in slide.shapes:
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
        if slide.has_notes_slide:
            texts.append(slide.notes_slide.notes_text_frame.text)
        lines += [" ".join(line.split()) for text in texts for line in text.split("\n") if line.strip()]
    return lines


def paper(file: Path) -> list[str]:
    """The pages of a PDF, each in one line: its lines break in the middle of sentences."""
    texts = [page.extract_text().split("\n", 1) for page in PdfReader(file).pages]
    return [f"PAGE {head} {' '.join(rest.split())}" for head, rest in texts]


def sheets(file: Path) -> tuple[list[str], dict[str, float]]:
    """The texts in the cells of a workbook, and by its place each number."""
    texts, values = [], {}
    for sheet in load_workbook(file):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str):
                texts.append(" ".join(cell.value.split()))
            elif isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                values[f"{sheet.title}!{cell.coordinate}"] = float(cell.value)
    return texts, values


def drawn(file: Path) -> dict[str, float]:
    """By its place each number that the charts on slides hold."""
    values = {}
    for number, slide in enumerate(Presentation(str(file)).slides, 1):
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            for series in (series for plot in chart.plots for series in plot.series):
                points = [value for value in series.values if value is not None]
                values |= {f"slide {number}, {series.name}, {k}": float(value) for k, value in enumerate(points)}
    return values


def numbers(line: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """The numbers of a line, each with its form; what stands in names is none, nor what is part of a word."""
    for name in sorted(names, key=len, reverse=True):
        # A seed of 34 is no part of 34.2 %.
        line = re.sub(rf"(?<![\d.]){re.escape(name)}(?!\.?\d)" if name.isdigit() else re.escape(name), "NAME", line)
    for pattern in NO_RESULT:
        line = re.sub(pattern, "…", line)
    for form, pattern in FORMS.items():
        whole = rf"(?<![\w.,:/%+±-]){pattern}(?![\w/]|[.,:-]\d)"
        yield from ((form, match) for match in re.findall(whole, line))
        line = re.sub(whole, "…", line)


class Known:
    """What a folder of results has to tell, by form, each number with the one rounding that its kind has."""

    def __init__(self, results: Results) -> None:
        self.forms: dict[str, set[str]] = {form: set() for form in FORMS}
        self.values: list[float] = []
        self._runs, self._about = results.about.runs, results.about
        for name, table in results.tables.items():
            if name not in ("runs", "adoptions", "seeds"):
                self._cells(name, table)
            if name not in ("runs", "curves", "adoptions", "seeds"):
                self._table(name, table)
        self._outcomes(results)
        self._leads(results)
        self._curves(results)
        self._beside(results)
        self._settings(entry_of(results.about))
        self.values.sort()

    def _table(self, name: str, table: pd.DataFrame) -> None:
        known = columns(name, self._about)
        for row in table.to_dict("records"):
            for key, value in row.items():
                # Reach has one statistic in all that is read, which is the mean.
                if isinstance(value, int | float) and not isinstance(value, bool) and key != "reach_median":
                    self._value(known[str(key)].form, float(value))
            for low in [key for key in row if "low" in str(key) and isinstance(row[key], float)]:
                self._interval(known[str(low)].form, row[low], row[str(low).replace("low", "high")])

    def _cells(self, name: str, table: pd.DataFrame) -> None:
        # What cells and charts hold, unrounded: values, and how far away the ends of intervals are.
        known, people = columns(name, self._about), self._about.people
        for row in table.to_dict("records"):
            alike: dict[str, list[float]] = {}
            for key, value in row.items():
                if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
                    alike.setdefault(known[str(key)].form, []).append(float(value))
                    if name == "summary" and str(key).startswith("reach"):
                        # Beside what they cost, adopters are counted.
                        alike.setdefault("adopters", []).append(value * people)
                    if name == "sensitivity":
                        alike.setdefault("points", []).append(float(value))
            for form, values in alike.items():
                scale = 100 if form == "points" else 1
                self.values += [value * scale for value in values]
                self.values += [abs(one - other) * scale for one, other in combinations(values, 2)]

    def _value(self, form: str, value: float) -> None:
        if math.isnan(value):
            return
        if form == "percent":
            self._share(value)
        elif form == "points":
            for sign in ("", "+"):
                self.forms["difference"] |= {format(Points(value), sign), format(Points(-value), sign)}
                self.forms["number"] |= {Points(value).bare(sign), Points(-value).bare(sign)}
            self.forms["number"].add(Points(abs(value)).bare())
        else:
            self._amount(value)

    def _share(self, value: float) -> None:
        share = Share(value)
        self.forms["share"].add(str(share))
        self.forms["share interval"].add(str(share))
        self.forms["number"].add(share.bare)
        self._chance(value * self._runs)

    def _amount(self, value: float) -> None:
        self.forms["number"] |= {f"{Amount(value)}", f"{Amount(value):+}", f"{Amount(abs(value))}", f"{value:,.0f}"}
        self.forms["number"].add(f"{math.ceil(value):,}" if math.isfinite(value) else "")

    def _chance(self, hits: float) -> None:
        for whole in (10, 100, self._runs):
            self.forms["chance"].add(Chance(hits, self._runs).of(whole).removeprefix("about "))

    def _interval(self, form: str, low: float, high: float) -> None:
        if form == "percent":
            self.forms["share interval"].add(str(ShareInterval(low, high)))
            self.forms["number"].add(ShareInterval(low, high).bare)
        elif form == "points":
            for sign, side in product(("", "+"), (PointsInterval(low, high), PointsInterval(-high, -low))):
                self.forms["interval"].add(format(side, sign))
        else:
            self._pair(low, high)

    def _pair(self, low: float, high: float) -> None:
        if math.isnan(low):
            return
        self.forms["interval"] |= {str(StepInterval(low, high)), f"{Amount(low)} to {Amount(high)}"}
        self.forms["interval"] |= {f"{Amount(low):+} to {Amount(high):+}", f"{Amount(low)} to more than all"}
        if math.isfinite(low + high):
            self.forms["interval"].add(f"{math.ceil(low):,} to {math.ceil(high):,}")

    def _outcomes(self, results: Results) -> None:
        # What runs end with, counted again: the middle of the runs, and both sides of marks.
        summary = results.tables["summary"].set_index("strategy")
        for strategy, reach in results.reach().items():
            low, high = np.percentile(reach, [10, 90])
            for ends in ((low, high), (reach.min(), reach.max())):
                self.forms["share interval"].add(str(ShareBand(*ends)))
                self.forms["number"].add(ShareBand(*ends).bare)
                self._share(ends[0])
                self._share(ends[1])
                inside = int(((reach >= ends[0] - 1e-9) & (reach <= ends[1] + 1e-9)).sum())
                self._chance(inside)
            # The verdict counts the runs of each strategy that take off.
            self._amount(float((reach >= results.about.takeoff).sum()))
            for mark in (results.about.takeoff, summary.loc[strategy, "antimode"]):
                above, below = reach[reach >= mark], reach[reach < mark]
                self._side(len(above))
                self._side(len(below))
                for part in (part for part in (above, below) if len(part)):
                    self._share(float(part.mean()))
        if "ranks" in results.tables:
            for share in results.tables["ranks"]["share"]:
                self._side(share * self._runs)
        for row in results.tables["comparison"].to_dict("records"):
            for count in (row["wins"], row["losses"], row["ties"]):
                self._side(count)

    def _leads(self, results: Results) -> None:
        # What each strategy lacks to the best, and half the widths of intervals of differences.
        adopters = pd.DataFrame(results.record.ends[0].T, columns=results.strategies)
        best = str(adopters.mean().idxmax())
        others = [name for name in results.strategies if name != best]
        lacks = differences(adopters[others], adopters[best], results.about.people, results.about.seed)
        rows = results.tables["comparison"].to_dict("records")
        pairs = [(lack.mean, lack.low, lack.high) for lack in lacks] if others and self._runs > 1 else []
        pairs += [(row["difference"], row["low"], row["high"]) for row in rows]
        for mean, low, high in pairs:
            self._value("points", mean)
            self._interval("points", low, high)
            self.forms["margin"].add(Points((high - low) / 2).margin)

    def _beside(self, results: Results) -> None:
        # How many settings were tried, what outcomes hang on, and what brings most people in, of all strategies.
        about, tables = results.about, results.tables
        if "sensitivity" in tables:
            self._settings(len(about.study(Sensitivity).points))
            self.forms["difference"].add(f"{len(about.study(Sensitivity).points)} points")
            for row in tables["sensitivity"].to_dict("records"):
                for value in (value for key, value in row.items() if isinstance(value, float) and key != "noise"):
                    self._value("points", value)
                    self.forms["margin"].add(f"±{Points(value).bare()}")
        if "sweep" in tables:
            cells = len(about.study(Sweep).cells)
            self._settings(cells)
            self.forms["chance"] |= {f"{part} of {cells}" for part in range(1, cells)} | {f"all {cells}"}
        first = results.runs.query("run == 0")
        for _, course in first.groupby("strategy"):
            # Of the first world, which is drawn: how many adopted in the end, and when half had.
            self._amount(float(course["adopters"].iloc[-1]))
            self._amount(float(course.loc[course["adopters"] >= about.people / 2, "step"].min()))
        if "sources" in tables:
            last = tables["sources"].query(f"step == {about.steps} and source != 'seed'")
            most = last.groupby("strategy")["mean"].max()
            self.forms["share interval"].add(str(ShareBand(most.min(), most.max())))

    def _side(self, hits: float) -> None:
        self._share(hits / self._runs)
        low, high = (float(end) for end in wilson(np.array(hits), self._runs))
        self.forms["share interval"].add(str(ShareInterval(low, high)))

    def _curves(self, results: Results) -> None:
        curves = results.tables["curves"]
        for step in (0, results.about.steps):
            for value in curves[curves["step"] == step]["p50"]:
                self._share(float(value))

    def _settings(self, value: Any) -> None:
        # Marks and sizes that somebody set, as they were set.
        if isinstance(value, dict):
            for part in value.values():
                self._settings(part)
        elif isinstance(value, list | tuple):
            for part in value:
                self._settings(part)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._amount(float(value))
            self.forms["share"].add(Share(value).exact)
            self.forms["share interval"].add(f"at least {Share(value).exact}")
            self.forms["difference"].add(Points(value).exact)
            self.forms["margin"].add(Points(value).margin)
            self.forms["number"].add(str(value))

    def has(self, value: float) -> bool:
        """Whether a number in a cell, or in the data of a chart, is one of these, unrounded."""
        near = self.values[max(0, (place := bisect_left(self.values, value)) - 1) : place + 1]
        return any(math.isclose(value, known, rel_tol=1e-8, abs_tol=1e-8) for known in near)

    def holds(self, form: str, text: str) -> bool:
        """Whether a number of a text is one of these."""
        if form == "points":
            return all(self.holds("interval", pair) for pair in re.findall(rf"{NUMBER} to {NUMBER}", text)) and (
                self.holds("difference", text.split(" (")[0])
            )
        return text in self.forms[form]
