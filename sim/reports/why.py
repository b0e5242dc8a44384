"""Why a person changed, in words."""

from collections.abc import Iterator

import pandas as pd

from sim.family import did_you_mean
from sim.results import Results, apart

WORDS = {
    "share_peers": "the number or share of peers who did",
    "share_contacts": "talks with peers",
    "share_formal": "the formal line",
    "share_stories": "stories",
    "share_spontaneous": "their own inclination",
}


class NoAnswerError(ValueError):
    """What is asked of results is not in them; the message is for whoever asked."""


def why(results: Results, person: str, *, run: int = 0) -> Iterator[str]:
    """Sentences on why somebody changed, and changed again: over all runs, and in one of them, for each strategy.

    Raises NoAnswerError if it was not kept, or there is no such person or run.
    """
    found = results.adoptions
    if found is None:
        raise NoAnswerError("it was not kept why people adopted; put `output: {adoptions: true}` into the scenario")
    if not 0 <= run < results.about["runs"]:
        raise NoAnswerError(f"there is no run {run}; runs are 0 to {results.about['runs'] - 1}")
    mine = found[found["person"] == person]
    if not len(mine):
        near = did_you_mean(person, found["person"].unique()) or ", with any strategy, in any run"
        raise NoAnswerError(f'nobody called "{person}" ever adopts{near}')
    for strategy in results.strategies:
        rows = mine[mine["strategy"] == strategy]
        first = rows.drop_duplicates("run")
        again = rows.drop(first.index)
        told = _overall_again(again, person, results.about["runs"])
        yield f"{strategy}: {_overall(first, person, results.about['runs'])}{told}"
        then = "".join(_again(row, person) for _, row in again[again["run"] == run].iterrows())
        yield f"  In run {run}: {_once(first[first['run'] == run], person)}{then}"


def _overall(rows: pd.DataFrame, person: str, runs: int) -> str:
    if not len(rows):
        return f"{person} adopts in none of {runs} runs."
    said = f"{person} adopts in {len(rows)} of {runs} runs"
    asked = int((rows["main_source"] == "seed").sum())
    if asked:
        said += f", in {asked} of them as a seed"
    pushed = rows[rows["main_source"] != "seed"]
    if not len(pushed):
        return said + "."
    step = f"{pushed['step'].median():g}"
    return f"{said}; when not a seed, in step {step} (median), pushed by {_sources(pushed[list(WORDS)].mean())}."


def _once(rows: pd.DataFrame, person: str) -> str:
    if not len(rows):
        return f"{person} does not adopt."
    row = rows.iloc[0]
    if row["main_source"] == "seed":
        return f"{person} is one of the seeds, from step {row['step']}."
    said = f"{person} adopts in step {row['step']}, pushed by {_sources(row[list(WORDS)])}."
    names = apart(row["persuaded_by"])
    if names:
        said += f" {'Peer' if len(names) == 1 else 'Peers'} who had adopted before: {', '.join(names)}."
    return said


def _overall_again(rows: pd.DataFrame, person: str, runs: int) -> str:
    if not len(rows):
        return ""
    said = f" In {rows['run'].nunique()} of {runs} runs {person} gives up and adopts again"
    seeded = rows["main_source"] == "seed"
    if seeded.any():
        said += f", in {rows.loc[seeded, 'run'].nunique()} of them as a seed"
    if seeded.all():
        return said + "."
    return f"{said}, {'else ' if seeded.any() else ''}pushed by {_sources(rows.loc[~seeded, list(WORDS)].mean())}."


def _again(row: pd.Series, person: str) -> str:
    if row["main_source"] == "seed":
        return f" {person} gives up, and adopts again in step {row['step']}, as one of the seeds."
    said = f" {person} gives up, and adopts again in step {row['step']}, pushed by {_sources(row[list(WORDS)])}."
    names = str(row["persuaded_by"]).split("; ") if row["persuaded_by"] else []
    if names:
        who = "Peer who was an adopter" if len(names) == 1 else "Peers who were adopters"
        said += f" {who} in the meantime: {', '.join(names)}."
    return said


def _sources(shares: pd.Series) -> str:
    parts = [(float(share), WORDS[str(name)]) for name, share in shares.items() if share >= 0.005]
    parts.sort(key=lambda part: -part[0])
    return ", ".join(f"{words} ({share:.0%})" for share, words in parts)
