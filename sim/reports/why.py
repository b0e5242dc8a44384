"""Why a person changed, in words."""

from collections.abc import Iterator, Sequence

import pandas as pd

from sim.ground.spelling import did_you_mean
from sim.ground.wording import Amount, Names, Share
from sim.results.results import Results, apart

WORDS = {
    "share_peers": "the number or share of peers who did",
    "share_contacts": "talks with peers",
    "share_formal": "the formal line",
    "share_stories": "stories",
    "share_spontaneous": "their own inclination",
}


class NoAnswerError(ValueError):
    """Results do not have what was asked of them; the message is for the user."""


def why(results: Results, person: str, *, run: int = 0) -> Iterator[str]:
    """Sentences on why somebody changed, and changed again: over all runs, and in one of them, for each strategy.

    Raises NoAnswerError if reasons were not recorded, or there is no such person or run.
    """
    adoptions = results.adoptions
    if adoptions is None:
        raise NoAnswerError("it was not kept why people adopted; put `output: {adoptions: true}` into the scenario")
    if not 0 <= run < results.about.runs:
        raise NoAnswerError(f"there is no run {run}; runs are 0 to {results.about.runs - 1}")
    own = adoptions[adoptions["person"] == person]
    if not len(own):
        _check_there(results, person)
    for strategy in results.strategies:
        rows = own[own["strategy"] == strategy]
        first = rows.drop_duplicates("run")
        again = rows.drop(first.index)
        returns = _overall_again(again, person, results.about.runs)
        yield f"{strategy}: {_overall(first, person, results.about.runs)}{returns}"
        then = "".join(_again(row, person) for _, row in again[again["run"] == run].iterrows())
        yield f"  In run {run}: {_once(first[first['run'] == run], person)}{then}"


def _check_there(results: Results, person: str) -> None:
    # Whether a person of this name exists, who then never adopted.
    everybody = _everybody(results)
    if everybody is None:
        reason = "and these results do not say who else there is; make them anew to have all names"
        raise NoAnswerError(f'nobody called "{person}" ever adopts, with any strategy, in any run, {reason}')
    if isinstance(everybody, range):
        if len(person) > len(str(len(everybody))) or person not in map(str, everybody):
            raise NoAnswerError(f'nobody is called "{person}"; people are called 0 to {len(everybody) - 1}')
    elif person not in everybody:
        near = did_you_mean(person, everybody) or f" among the {len(everybody):,} people"
        raise NoAnswerError(f'nobody is called "{person}"{near}')


def _everybody(results: Results) -> Sequence[str] | range | None:
    # All people: their names, or their numbers if they have no names; None if older results do not say.
    if results.names is not None:
        return results.names
    if results.scene is not None:
        people: list[str] = results.scene["people"]
        return people
    numbers = range(results.about.people)
    assert results.adoptions is not None
    known = pd.concat([results.adoptions["person"], results.seeds["person"]]).unique()
    return numbers if set(known) <= set(map(str, numbers)) else None


def _overall(rows: pd.DataFrame, person: str, runs: int) -> str:
    if not len(rows):
        return f"{person} adopts in none of {runs} runs."
    sentence = f"{person} adopts in {len(rows)} of {runs} runs"
    asked = int((rows["main_source"] == "seed").sum())
    if asked:
        sentence += f", in {asked} of them as a seed"
    pushed = rows[rows["main_source"] != "seed"]
    if not len(pushed):
        return sentence + "."
    step = Amount(pushed["step"].median())
    return f"{sentence}; when not a seed, in step {step} (median), pushed by {_sources(pushed[list(WORDS)].mean())}."


def _once(rows: pd.DataFrame, person: str) -> str:
    if not len(rows):
        return f"{person} does not adopt."
    row = rows.iloc[0]
    if row["main_source"] == "seed":
        return f"{person} is one of the seeds, from step {row['step']}."
    sentence = f"{person} adopts in step {row['step']}, pushed by {_sources(row[list(WORDS)])}."
    peers = apart(row["persuaded_by"])
    if peers:
        sentence += f" {'Peer' if len(peers) == 1 else 'Peers'} who had adopted before: {Names(tuple(peers)).listed}."
    return sentence


def _overall_again(rows: pd.DataFrame, person: str, runs: int) -> str:
    if not len(rows):
        return ""
    sentence = f" In {rows['run'].nunique()} of {runs} runs {person} gives up and adopts again"
    seeded = rows["main_source"] == "seed"
    if seeded.any():
        sentence += f", in {rows.loc[seeded, 'run'].nunique()} of them as a seed"
    if seeded.all():
        return sentence + "."
    return f"{sentence}, {'else ' if seeded.any() else ''}pushed by {_sources(rows.loc[~seeded, list(WORDS)].mean())}."


def _again(row: pd.Series, person: str) -> str:
    if row["main_source"] == "seed":
        return f" {person} gives up, and adopts again in step {row['step']}, as one of the seeds."
    sentence = f" {person} gives up, and adopts again in step {row['step']}, pushed by {_sources(row[list(WORDS)])}."
    peers = apart(row["persuaded_by"])
    if peers:
        who = "Peer who was an adopter" if len(peers) == 1 else "Peers who were adopters"
        sentence += f" {who} in the meantime: {Names(tuple(peers)).listed}."
    return sentence


def _sources(shares: pd.Series) -> str:
    parts = [(float(share), WORDS[str(name)]) for name, share in shares.items() if share >= 0.005]
    parts.sort(key=lambda part: -part[0])
    return ", ".join(f"{words} ({Share(share)})" for share, words in parts)
