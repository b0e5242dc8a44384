"""The stage of the live page: what is played there is run 0 of `sim run`, also of what is saved."""

import math
from pathlib import Path

import pytest

import sim
from sim.app.draft import draft
from sim.app.stage import Stage
from sim.app.told import account
from sim.app.worlds import worlds
from sim.ground.faults import InputError

ROOT = Path(__file__).parents[2]
WAVES = """\
network: {generate: small-world, people: 60, ties: 6}
people: {never: {share: 0.1}}
influence: {contagion: {rate: 0.4}}
movement: {giving_up: {rate: 0.1, for_good: 0.3}}
seeds: {waves: [{count: 3}, {count: 4, from: 5}]}
strategies: [most-connected, random]
steps: 15
runs: 3
seed: 4
"""


def played(stage: Stage) -> dict[str, list[int]]:
    """The curves of a stage that is played to its end."""
    while not stage.finished:
        stage.step()
    return dict(zip(stage.labels, stage.curves, strict=True))


def run_0(file: Path, *labels: str) -> dict[str, list[int]]:
    """The same from `sim run`."""
    runs = sim.run(sim.read(file, runs=2)).runs
    first = runs[runs["run"] == 0]
    return {label: first.loc[first["strategy"] == label, "adopters"].tolist() for label in labels}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("scenarios/lessons/1-who-goes-first", ("most-connected", "random")),
        ("scenarios/lessons/3-together-or-scattered", ("together", "scattered")),
        ("scenarios/backing", ("formal-leaders", "random")),
    ],
)
def test_what_is_played_is_run_0(name, labels):
    """Mesa agents, stepped side by side, give the curves of run 0 that the compiled engine gives."""
    file = ROOT / f"{name}.yaml"
    assert played(Stage(draft(file).scenario, labels)) == run_0(file, *labels)


def test_what_is_changed_and_saved_runs_to_the_same_numbers(tmp_path):
    """With other settings and another seed, saved in another folder, `sim run` gives the curves of the page."""
    mine = draft(ROOT / "scenarios/lessons/2-talk-or-passion.yaml")
    mine = mine.put(("influence", "sending", "passion"), 0.3).put(("seeds", "count"), 12).put(("seed",), 7)
    shown = played(Stage(mine.scenario, ["most-connected", "most-passionate"]))
    mine.save(tmp_path / "found.yaml")
    assert run_0(tmp_path / "found.yaml", *shown) == shown
    assert "with influence.sending.passion: 0.3, seeds.count: 12, seed: 7." in (tmp_path / "found.yaml").read_text()
    with pytest.raises(InputError, match="is there already"):
        mine.save(tmp_path / "found.yaml")
    with pytest.raises(InputError, match="cannot be written"):
        mine.save(tmp_path / "nowhere/found.yaml")


def test_files_and_ids_stay_what_they_are_when_saved_elsewhere(tmp_path):
    """Files beside the scenario are found from the new folder; an id 007 stays no number."""
    (tmp_path / "ties.csv").write_text("source,target\n007,a\na,b\nb,c\nc,007\n")
    text = "network: {file: ties.csv}\ninfluence: {contagion: {rate: 0.5}}\nseeds: {count: 1}\nsteps: 6\nruns: 2\n"
    (tmp_path / "mine.yaml").write_text(text + "strategies: [{name: listed, people: [007]}, random]\n")
    (tmp_path / "other").mkdir()
    mine = draft(tmp_path / "mine.yaml").put(("influence", "contagion", "rate"), 0.8)
    shown = played(Stage(mine.scenario, ["listed", "random"]))
    mine.save(tmp_path / "other/found.yaml")
    assert run_0(tmp_path / "other/found.yaml", *shown) == shown


def test_what_is_tried_beside_is_left_out_and_told_when_saved(tmp_path):
    """A scenario with a sweep is saved without it, and the file says so; it is run 0 of what is saved."""
    sweep = "sweep: {factors: {influence.contagion.rate: [0.2, 0.4]}}\n"
    (tmp_path / "mine.yaml").write_text(WAVES + sweep)
    mine = draft(tmp_path / "mine.yaml")
    shown = played(Stage(mine.scenario, ["most-connected", "random"]))
    mine.save(tmp_path / "found.yaml")
    assert "mine.yaml, without sweep." in (tmp_path / "found.yaml").read_text()
    assert run_0(tmp_path / "found.yaml", *shown) == shown


def test_states_are_letters_of_people(tmp_path):
    """Seeds, other adopters, who gave up, who never adopts and all others are told apart, and add up to the curve."""
    (tmp_path / "mine.yaml").write_text(WAVES)
    stage = Stage(draft(tmp_path / "mine.yaml").scenario, ["most-connected", "random"])
    assert [states.count("s") for states in stage.states()] == [3, 3]
    curves = played(stage)
    for states, curve in zip(stage.states(), curves.values(), strict=True):
        assert len(states) == 60
        assert states.count("s") + states.count("a") == curve[-1]
        assert states.count("n") == 6
        assert set(states) <= set("s a q n .".replace(" ", ""))
    stage.reset()
    assert stage.curves == [[3], [3]]


def test_why_is_told_of_every_person(tmp_path):
    """Each person has a sentence with each strategy that agrees with the model: changed, a seed, gave up, not yet."""
    (tmp_path / "mine.yaml").write_text(WAVES)
    stage = Stage(draft(tmp_path / "mine.yaml").scenario, ["most-connected", "random"])
    played(stage)
    for number in range(60):
        (_, who), *said = account(stage, number)
        assert "Listens to " in who
        for model, (_, words) in zip(stage.models, said, strict=True):
            person = model.persons[number]
            assert ("Has not changed" in words) == (person.adopted_at < 0)
            assert words.count("Changed in step") == sum(why is not None for why in person.why)
            assert words.count("A seed, from step") == sum(why is None for why in person.why)
            assert words.count("Gave up in step") == len(person.why) - person.adopted
            assert ("Never adopts" in who) == bool(stage.people.never[number])


def test_what_a_receptive_person_needs_is_told_as_the_rule_has_it(tmp_path):
    """A threshold that passion lowers or raises is told with what is needed now: it is met in the step of adoption."""
    text = "network: {generate: random, people: 80, ties: 8}\nsteps: 12\nruns: 2\nseed: 3\nstrategies: [random]\n"
    text += "people: {passion: {distribution: normal, mean: 0, sd: 1}}\nseeds: {count: 10}\n"
    text += "influence: {threshold: {distribution: constant, value: 2, in: counts}, receptivity: {passion: 0.7}}\n"
    (tmp_path / "mine.yaml").write_text(text)
    stage = Stage(draft(tmp_path / "mine.yaml").scenario, ["random"])
    played(stage)
    for number, person in enumerate(stage.models[0].persons):
        (_, who), _ = account(stage, number)
        more, less = "they are more receptive" in who, "they are less receptive" in who
        assert (more, less) == (person.passion > 0, person.passion < 0)
        enough = max(1, math.ceil(2 * math.exp(-0.7 * person.passion)))
        assert who.endswith(f" receptive: once {enough} {'person' if enough == 1 else 'people'} among the peers did.")
        adopters = sum(0 <= peer.adopted_at < 12 for peer in person.peers)
        assert person.adopted == (number in stage.models[0].seeds or adopters >= enough)


def test_one_listens_and_several_listen(tmp_path):
    """On a path of three people the verb agrees with the number, with one listener and with two."""
    (tmp_path / "ties.csv").write_text("source,target\na,b\nb,c\n")
    text = "network: {file: ties.csv}\ninfluence: {contagion: {rate: 0.5}}\nseeds: {count: 1}\nsteps: 6\nruns: 2\n"
    (tmp_path / "mine.yaml").write_text(text + "strategies: [random]\n")
    stage = Stage(draft(tmp_path / "mine.yaml").scenario, ["random"])
    said = {name: next(iter(account(stage, number)))[1] for number, name in enumerate(stage.ties.names)}
    assert said["a"] == "Listens to 1 person; 1 person listens to them."
    assert said["b"] == "Listens to 2 people; 2 people listen to them."


def test_other_worlds_begin_with_the_one_on_the_page():
    """The first of the other worlds has the curve that is played; takeoff is counted by hand from the curves."""
    scenario = draft(ROOT / "scenarios/lessons/3-together-or-scattered.yaml").scenario
    found = worlds(scenario, ["together", "scattered"], 10)
    assert [one[0] for one in found.curves] == list(played(Stage(scenario, ["together", "scattered"])).values())
    for curves, sentence in zip(found.curves, found.sentences, strict=True):
        took = sum(curve[-1] >= 0.1 * 400 for curve in curves)
        assert f"in {took} of 10 simulated worlds" in sentence


def test_what_cannot_be_shown_is_a_fault(tmp_path):
    """A convention, and more people than can be looked at, are told with their lines; other faults as ever."""
    with pytest.raises(
        InputError, match=r"committed-minority.yaml:18: influence: the live page does not show conventions"
    ):
        draft(ROOT / "scenarios/committed-minority.yaml")
    (tmp_path / "mine.yaml").write_text(WAVES.replace("people: 60", "people: 3000"))
    with pytest.raises(InputError, match=r"mine.yaml:1: network: 3000 people are too many to look at"):
        draft(tmp_path / "mine.yaml")
    dense = WAVES.replace("small-world, people: 60, ties: 6", "complete, people: 400")
    (tmp_path / "mine.yaml").write_text(dense)
    with pytest.raises(InputError, match=r"mine.yaml:1: network: 79800 ties are too many to look at"):
        draft(tmp_path / "mine.yaml")
    (tmp_path / "mine.yaml").write_text(dense.replace("400", "200"))
    assert draft(tmp_path / "mine.yaml").scenario.people == 200
    (tmp_path / "mine.yaml").write_text(WAVES.replace("random]", "randon]"))
    with pytest.raises(InputError, match='did you mean "random"'):
        draft(tmp_path / "mine.yaml")
