"""The reporting line of an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.networks._homophily import NEAR

LEADING = 0.7
"""Of the people who report to a manager below the top, the share who lead others, while managers are left to place.

At 1 everyone but the two lowest levels would be a manager; real lines are less even.
"""


@dataclass(frozen=True, eq=False)
class Line:
    """Who reports to whom: int64 arrays with one value a person; managers have lower numbers than their reports.

    `manager`: -1 for the top, who is person 0; `level`: 1 for the top, 2 for whoever reports to the top, ...;
    `department`: 0 for the top, 1, 2, ... for the branches below; `team`: the number of its leader; leaders belong to
    their own team, the others to their manager's; `leads`: bool, whether somebody reports to the person.
    """

    manager: np.ndarray
    level: np.ndarray
    department: np.ndarray
    team: np.ndarray
    leads: np.ndarray


def grow(rng: np.random.Generator, departments: int, spans: np.ndarray) -> Line:
    """A line from the top down: `departments` people report to the top; `spans`: reports of the other managers.

    Everyone who reports to the top leads a department, so there are at least as many spans.
    """
    people = 1 + departments + int(spans.sum())
    manager, level, department = np.full(people, -1), np.ones(people, np.int64), np.zeros(people, np.int64)
    leaders, widths, left, depth, first = np.array([0]), np.array([departments]), spans, 1, 1
    while len(leaders):
        reports = np.arange(first, first + widths.sum())
        manager[reports] = np.repeat(leaders, widths)
        depth += 1
        level[reports] = depth
        department[reports] = department[manager[reports]] if depth > 2 else reports
        share = 1.0 if depth == 2 else LEADING
        count = min(len(left), max(1, round(share * len(reports))))
        leaders = np.sort(rng.choice(reports, count, replace=False))
        widths, left, first = left[:count], left[count:], first + len(reports)
    leads = np.bincount(manager[1:], minlength=people) > 0
    return Line(manager, level, department, np.where(leads, np.arange(people), manager), leads)


def colleagues(line: Line) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of people who report to the same manager, each once."""
    order = np.argsort(line.manager, kind="stable")[1:]
    spans = np.bincount(line.manager[1:])[np.unique(line.manager[1:])]
    ends = np.repeat(np.cumsum(spans), spans)
    # Each is paired with those of higher numbers under the same manager.
    behind = ends - np.arange(len(order)) - 1
    position = np.repeat(np.arange(len(order)), behind)
    offset = np.arange(len(position)) - np.repeat(np.cumsum(behind) - behind, behind)
    return order[position], order[position + 1 + offset]


def shape(people: int, span: float | None, departments: int | None) -> tuple[int, int]:
    """How many people lead others, and how many of them report to the top.

    The mean span is as near to `span` as whole numbers go; by default 7, or the square root of a small number of
    people. As many departments as a mean span, but fewer where few lead others: heads have managers below them.
    """
    wish = span or min(7, round(np.sqrt(people)))
    fewer = int((people - 1) / wish)
    candidates = [n for n in (fewer, fewer + 1) if n >= (1 if span else 2)]
    managers = min(candidates, key=lambda n: abs((people - 1) / n / wish - 1))
    return managers, departments or max(1, min(round(wish), round(1 + np.sqrt(managers - 1)), managers - 1))


def line_faults(people: int, span: float | None, departments: int | None) -> Iterator[tuple[str, str]]:
    """What is wrong between the numbers of people, of those who report to one, and of departments."""
    managers, _ = shape(people, span, None)
    mean = (people - 1) / managers
    if span is not None and managers < 2:
        yield "span", f"found {span:g}, but then nobody below the top leads any of {people} people"
    elif span is not None and abs(mean / span - 1) > NEAR + 1e-9:
        beside = (people - 1) / (managers + (1 if mean > span else -1))
        low, high = sorted((mean, beside))
        yield "span", f"found {span:g}, but {people} people have a mean span of {low:.4g} or {high:.4g}"
    elif departments is not None and departments > managers - 1:
        yield "departments", f"found {departments}, but only {managers - 1} people below the top lead others"
