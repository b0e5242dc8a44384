"""The story of results: its numbers are those of the files, and it claims no more than they allow."""

import csv
import json
import math
import re
from collections import Counter
from pathlib import Path

import pytest
from told import NAMES, difference, run

from sim.evidence.grades import GRADES, evidence
from sim.families.conventions import CONVENTIONS
from sim.families.datasets import DATASETS
from sim.families.evidence import MEANING
from sim.families.files import FILES
from sim.families.mechanisms import MECHANISMS
from sim.families.networks import NETWORKS
from sim.families.presets import PRESETS
from sim.families.studies import studies
from sim.ground.wording import Share
from sim.reports.story.certainty import _won
from sim.reports.story.story import story


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A table as plain text, read without the program."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_answer_is_the_verdict_of_the_folder(folder):
    """Question, answer and winner are those of summary.json, and each strategy has its outcome in the files' order."""
    told, said = story(folder), json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert (told.question, told.answer) == (said["question"], f"{said['verdict']['headline']}.")
    assert told.winner == said["verdict"]["winner"]
    assert [one.strategy for one in told.outcomes] == [row["strategy"] for row in rows(folder, "summary")]


def test_outcomes_are_those_of_the_runs(drawn):
    """Mean reach, the share of runs that take off, and its Wilson interval, counted again from runs.csv by hand."""
    last = [int(row["adopters"]) / 40 for row in rows(drawn, "runs") if row["step"] == "8"]
    hits = sum(reach >= 0.1 for reach in last)
    (outcome,) = story(drawn).outcomes
    assert f"reaches {100 * sum(last) / 30:.1f} % of people on average" in outcome.reaches
    assert f"takes off in {hits} of 30 simulated organisations" in outcome.takes_off
    z, share = 1.959964, hits / 30
    middle, half = share + z * z / 60, z * (share * (1 - share) / 30 + z * z / 3600) ** 0.5
    low, high = (1000 * end / (1 + z * z / 30) for end in (middle - half, middle + half))
    assert f"(95 % interval: {math.floor(low) / 10:g} to {math.ceil(high) / 10:g} %)" in outcome.takes_off


def test_comparisons_hold_the_numbers_of_the_table(folder):
    """Each strategy against the baseline: difference and interval as in comparison.csv, worlds won as counted there."""
    told = story(folder).comparisons
    table = [row for row in rows(folder, "comparison") if row["measure"] == "reach"]
    assert len(told) == len(table) == 3
    for sentence, row in zip(told, table, strict=True):
        assert difference(row) in sentence
        assert sentence.startswith(f"{row['strategy']} against {row['baseline']}, ")
        low, high = (float(row[name]) for name in ("low_all", "high_all"))
        assert ("no clear difference" in sentence) == (low < 0 < high)


def test_per_cents_are_written_in_one_way(folder):
    """A number and its per cent stand apart in every sentence of the story, as in `54 %`."""
    told = story(folder)
    lines = [line for one in told.findings for line in one.lines] + [*told.comparisons, *told.known, told.answer]
    lines += [f"{one.reaches} {one.takes_off}" for one in told.outcomes]
    assert any("%" in line for line in lines)
    assert not [line for line in lines if re.search(r"\d%", line)]


def test_every_table_has_its_say(folder):
    """What the further tables say is told, under a heading of its own; a folder without them tells of none."""
    found = story(folder).findings
    assert [one.name for one in found] == [study.told for study in studies().values() if study.heading]
    assert all(one.heading and one.lines and all(one.lines) for one in found)


def test_a_folder_with_nothing_further_tells_of_nothing_further(drawn):
    """One strategy on a drawn network: no comparison, no finding, no name."""
    told = story(drawn)
    assert (told.comparisons, told.findings, told.winner) == ((), (), None)
    (guests,) = told.guests
    assert guests.names == ()
    assert "nobody has a name" in guests.why
    assert told.invite == "Start with 2 people, chosen by most-connected."


def test_guests_are_those_chosen_most(folder):
    """Names stand by how often seeds.csv has them, and strategies that draw anew in each run have no list."""
    chosen = {guests.strategy: guests for guests in story(folder).guests}
    counts = Counter(row["person"] for row in rows(folder, "seeds") if row["strategy"] == "most-connected")
    names = [name for name, _ in chosen["most-connected"].names]
    assert [counts[name] for name in names] == [count for _, count in counts.most_common(3)]
    assert set(names) <= set(NAMES)
    assert names[0] == NAMES[0]
    assert dict(chosen["most-connected"].names)[NAMES[0]] == f"in {counts[NAMES[0]]} of 40 runs"
    assert "this is no list that was run" in chosen["most-connected"].why
    assert not any(guests.names for name, guests in chosen.items() if name == "random")


def test_a_winner_alone_is_invited(tmp_path):
    """Where a strategy wins, only its people are told; those chosen in every run are said to be so."""
    text = (
        "network: {dataset: karate}\ninfluence: {threshold: {distribution: constant, value: 0.4}}\nseeds: {count: 2}\n"
        "strategies: [most-connected, least-connected]\nsteps: 8\nruns: 10\n"
    )
    told = story(run(tmp_path, text))
    (guests,) = told.guests
    assert (guests.strategy, told.winner) == ("most-connected", "most-connected")
    assert guests.names == (("33", "in every run"), ("0", "in every run"))
    assert told.invite == "Start with 2 people, chosen by most-connected."


def test_one_run_claims_nothing(tmp_path):
    """One run has no interval and no frequency, and the story says that nothing is sure."""
    text = (
        "network: {generate: ring, people: 40, ties: 4}\ninfluence: {contagion: {rate: 0.4}}\nseeds: {count: 2}\n"
        "strategies: [most-connected, random]\nsteps: 8\nruns: 1\n"
    )
    told = story(run(tmp_path, text))
    assert [one.takes_off for one in told.outcomes] == ["", ""]
    assert all("in the only run" in one.reaches for one in told.outcomes)
    assert told.known == ("One run gives no interval: nothing can be said on how sure this is.",)
    (against,) = told.comparisons
    assert against.startswith("most-connected against random, in the only run: ")
    assert told.invite == "No winner can be named from so few runs."


def test_few_runs_have_no_middle(tmp_path):
    """Of three runs the lowest and the highest are told, as runs.csv has them, and that it was all three."""
    text = (
        "network: {generate: ring, people: 40, ties: 4}\ninfluence: {contagion: {rate: 0.4}}\nseeds: {count: 2}\n"
        "strategies: [random]\nsteps: 8\nruns: 3\n"
    )
    folder = run(tmp_path, text)
    last = sorted(int(row["adopters"]) / 40 for row in rows(folder, "runs") if row["step"] == "8")
    assert last[0] < last[-1]
    (outcome,) = story(folder).outcomes
    ends = f"between {Share(last[0])} and {Share(last[-1])}"
    assert outcome.reaches.endswith(f"; in all 3 simulated organisations {ends}")


def test_how_many_runs_lie_between_is_counted(tmp_path):
    """Where a tenth and more of the runs end at the lowest value, more than 8 of 10 lie between the tenths."""
    text = (
        "network: {generate: complete, people: 100}\ninfluence: {preset: independent-cascade, p: 0.002}\n"
        "seeds: {count: 1}\nstrategies: [random]\nsteps: 40\nruns: 100\n"
    )
    folder = run(tmp_path, text)
    last = [int(row["adopters"]) for row in rows(folder, "runs") if row["step"] == "40"]
    (row,) = rows(folder, "summary")
    low, high = (100 * float(row[name]) for name in ("reach_p10", "reach_p90"))
    inside = sum(low - 1e-6 <= one <= high + 1e-6 for one in last)
    assert (row["lumps"], inside > 85) == ("1", True)
    (outcome,) = story(folder).outcomes
    told = re.search(r"; in (?:about )?(\d+) of (\d+) simulated", outcome.reaches)
    assert int(told[1]) / int(told[2]) == pytest.approx(inside / 100, abs=0.0151)


def test_a_mark_inside_a_lump_does_not_part_outcomes(tmp_path):
    """Where the mark of a takeoff parts the upper lump, it is told where the lumps part, not what is reached beyond."""
    text = (
        "network: {generate: complete, people: 100}\ninfluence: {preset: independent-cascade, p: 0.02}\n"
        "seeds: {count: 1}\nstrategies: [random]\nsteps: 40\nruns: 200\ntakeoff: 0.8\n"
    )
    folder = run(tmp_path, text)
    (row,) = rows(folder, "summary")
    assert row["lumps"] == "2"
    assert float(row["antimode"]) < 0.6
    assert 0 < float(row["takeoff"]) < 1
    (outcome,) = story(folder).outcomes
    assert outcome.reaches.startswith(f"has two outcomes: below {Share(float(row['antimode']))} of people in ")


@pytest.mark.parametrize(
    ("wins", "losses", "words"),
    [
        (43, 0, "more in about 14 of 100 simulated worlds, less in none"),
        (0, 300, "less in all 300 simulated worlds, more in none"),
        (210, 90, "more in 7 of 10 simulated worlds, less in 3 of 10"),
    ],
)
def test_worlds_are_counted_out_of_one_number(wins, losses, words):
    """More and less are told of the same number of worlds; of 300 runs, 43 are about 14 of 100."""
    assert _won(wins, losses, 300, "worlds") == words


def test_all_or_nothing_is_told_as_two_outcomes(tmp_path):
    """Where runs take off or not, no mean of both is told: how often, and what is reached in either case."""
    text = (
        "network: {generate: complete, people: 100}\ninfluence: {preset: independent-cascade, p: 0.02}\n"
        "seeds: {count: 1}\nstrategies: [random]\nsteps: 40\nruns: 200\n"
    )
    folder = run(tmp_path, text)
    (row,) = rows(folder, "summary")
    assert row["lumps"] == "2"
    (outcome,) = story(folder).outcomes
    assert "on average if it takes off" in outcome.reaches
    assert "%" in outcome.takes_off
    assert str(Share(float(row["reach_mean"]))) not in outcome.reaches


def test_assumptions_are_what_is_on(folder):
    """Everything that is on in the scenario is told with a grade and a reason; what has no effect is not."""
    found = {one.place: one for one in story(folder).assumptions}
    assert set(found) == {
        "network", "people.passion", "people.never", "people.cost", "influence.contagion", "influence.receptivity",
        "movement.storytelling", "movement.formal_support", "movement.divergence",
    }  # fmt: skip
    assert all(one.grade in MEANING and one.why and one.says.endswith(".") for one in found.values())
    assert found["influence.contagion"].values == "rate 0.5, of share, reinforcement 2"


def test_a_convention_assumes_that_those_who_start_are_committed(tmp_path):
    """With a convention seeds never fall back, and the story says that this is an assumption."""
    text = (
        "network: {generate: complete, people: 40}\ninfluence: {convention: naming-game}\nseeds: {count: 5}\n"
        "strategies: [random]\nsteps: 5\nruns: 2\n"
    )
    found = {one.place: one for one in story(run(tmp_path, text)).assumptions}
    assert list(found) == ["network", "influence", "seeds.committed"]
    assert (found["seeds.committed"].grade, found["seeds.committed"].values) == ("C", "")


def test_sources_are_whole():
    """Whoever is named as a source has a year, a journal, a volume and a page: it can be looked up."""
    families = (MECHANISMS, PRESETS, CONVENTIONS, NETWORKS, DATASETS, FILES)
    whys = [one.why for one in GRADES.values()]
    whys += [part.EVIDENCE.why for family in families for part in family.parts.values()]
    for why in whys:
        for found in re.finditer(r"(?:[A-Z][\w-]+ et al\.|& [A-Z]\w+|[A-Z]\w+) (?:19|20)\d\d\b", why):
            assert re.match(r", [A-Z][\w ]+ \d+:\d+", why[found.end() :]), why


def test_how_it_was_made_is_in_the_manifest(folder):
    """Version, seed, runs, digests and engine are those of manifest.json."""
    made, manifest = dict(story(folder).made), json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert made["Digest of the scenario"] == manifest["digest"]
    assert made["Program"] == f"groundswell {manifest['groundswell']}, engine compiled"
    assert (made["Seed of all random draws"], made["Runs"].split()[0]) == ("5", "40")
    assert made["Digest of ties.csv"] == manifest["inputs"]["ties.csv"]


def test_every_push_and_mechanism_has_a_grade():
    """Presets, conventions and mechanisms are graded, each with a reason; mechanisms as in their own files."""
    for name in PRESETS.names:
        assert evidence("influence.p", {"influence": {"preset": name}}) == PRESETS.part(name).EVIDENCE
    for name in CONVENTIONS.names:
        assert evidence("influence", {"influence": {"convention": name}}) == CONVENTIONS.part(name).EVIDENCE
    for name, part in MECHANISMS.parts.items():
        found = evidence(f"movement.{name.replace('-', '_')}.anything", {})
        assert found is not None
        assert found == part.EVIDENCE
        assert found.grade in MEANING
        assert len(found.why) > 10
    whole = [part.EVIDENCE for family in (PRESETS, CONVENTIONS) for part in family.parts.values()]
    assert all(one.grade in MEANING for one in whole)
    assert {one.grade for one in GRADES.values()} == set(MEANING)


def test_decisions_have_no_grade_and_columns_have_their_own():
    """How many seeds or runs there are is no assumption; ties in a file were observed, columns perhaps not."""
    settings = {"network": {"file": "ties.csv"}, "people": {"passion": {"distribution": "column", "name": "keen"}}}
    assert evidence("seeds.count", settings) is None
    assert evidence("runs", settings) is None
    assert evidence("people.passion.name", settings).grade == "C"
    assert "not known" in evidence("people.passion.name", settings).why
    assert evidence("network.at_least", settings).grade == "B"
    assert evidence("network.people", {"network": {"generate": "ring", "people": 9}}).grade == "C"
