"""Support that stops: the same movement until then, nothing of it afterwards, and whether the change keeps up."""

import numpy as np
import pytest

import sim
from sim.studies import support_stops

TEXT = """\
network: {{organisation: {{people: 80}}}}
influence: {{contagion: {{rate: {rate}}}}}
people: {{tribe: function}}
movement:
  formal_support: {{sponsors: [{{who: top{until}}}], push: 0.2}}
  storytelling: {{level: 1, recruits: 0.2{until}}}
  messages: {{fit: {{staff: {{a: 1}}, operations: {{a: 1}}}}, periods: [{{message: a{until}}}]}}
  giving_up: {{rate: {quits}}}
seeds: {{count: 5}}
strategies: [most-connected, random]
steps: 30
runs: 20
seed: 2
"""


def said(folder, more: str = "", until: str = "", rate: float = 0.05, quits: float = 0.1) -> sim.Scenario:
    """A supported movement."""
    (folder / "mine.yaml").write_text(TEXT.format(until=until, rate=rate, quits=quits) + more, encoding="utf-8")
    return sim.read(folder / "mine.yaml")


def test_it_is_the_movement_with_until_written_everywhere(tmp_path):
    """All runs are those of the scenario in which sponsors, stories and messages end in the step before."""
    found = sim.run(said(tmp_path, "support_stops: 11\n"))
    written = sim.run(said(tmp_path, until=", until: 10"))
    np.testing.assert_array_equal(found.curves_by_run(), written.curves_by_run())
    assert "self_sustaining" not in written.tables
    supported = sim.run(said(tmp_path)).curves_by_run()
    np.testing.assert_array_equal(found.curves_by_run()[:, :, :11], supported[:, :, :11])
    assert (found.curves_by_run() != supported).any()


@pytest.mark.parametrize(
    ("rate", "quits", "finding"),
    [(0.0, 0.3, "falls back"), (3.0, 0.01, "self-sustaining"), (0.0, 1e-9, "self-sustaining")],
)
def test_the_finding(tmp_path, rate, quits, finding):
    """Without peers those who give up are not replaced; with strong peers, or where nobody gives up, it keeps up."""
    results = sim.run(said(tmp_path, "support_stops: 11\n", rate=rate, quits=quits))
    table = results.tables["self_sustaining"].set_index("strategy")
    assert set(table["finding"]) == {finding}
    curves = results.curves_by_run() / 80
    for number, name in enumerate(results.strategies):
        row = table.loc[name]
        assert row["reach_before"] == pytest.approx(curves[number, :, 10].mean())
        assert row["reach_end"] == pytest.approx(curves[number, :, -1].mean())
        assert row["change"] == pytest.approx((curves[number, :, -1] - curves[number, :, 10]).mean())
        assert row["low"] <= row["change"] <= row["high"]
        assert row["kept"] == pytest.approx((curves[number, :, -1] - curves[number, :, 10] >= -0.02).mean())


def test_one_run_is_told_without_an_interval(tmp_path):
    """With one run the change is told, without "nan"."""
    text = TEXT.format(until="", rate=0.05, quits=0.1).replace("runs: 20", "runs: 1")
    (tmp_path / "mine.yaml").write_text(f"{text}support_stops: 11\n", encoding="utf-8")
    for line in support_stops.sentences(sim.run(sim.read(tmp_path / "mine.yaml"))):
        assert "too few runs to say" in line
        assert line.endswith("points (one run: no interval).")


def test_faults(tmp_path):
    """There must be support to stop, and a step in which it does."""
    with pytest.raises(sim.InputError, match="step 50 comes after the last one, 30"):
        said(tmp_path, "support_stops: 50\n")
    text = TEXT.format(until=", from: 12", rate=0.05, quits=0.1)
    (tmp_path / "late.yaml").write_text(f"{text}support_stops: 11\n", encoding="utf-8")
    with pytest.raises(
        sim.InputError, match=r"late\.yaml:14: support_stops: nothing .* before step 11; support begins in"
    ):
        sim.read(tmp_path / "late.yaml")
    (tmp_path / "bare.yaml").write_text(
        "network: {generate: ring, people: 20}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 2}\n"
        "strategies: [random]\nsupport_stops: 5\n",
        encoding="utf-8",
    )
    with pytest.raises(sim.InputError, match=r"bare\.yaml:5: support_stops: nothing supports the change here"):
        sim.read(tmp_path / "bare.yaml")


STORIES = """\
network: {generate: ring, people: 20}
influence: {contagion: {rate: 0.1}}
movement: {storytelling: {trend: 1}}
seeds: {count: 2}
strategies: [random]
support_stops: 11
claim:
  says: Stories help
  evidence: C
  without:
    movement:
      storytelling: """


def faults(folder, text: str) -> list[tuple[str, str]]:
    """The line that each fault of a scenario is in, as it is written, and what is wrong."""
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(sim.InputError) as caught:
        sim.read(folder / "mine.yaml")
    return [(text.splitlines()[fault.line - 1], fault.message) for fault in caught.value.faults]


def test_a_side_of_a_claim_without_support_is_named(tmp_path):
    """Where only the scenario without its claim lacks support in time, the fault says so and lies with `without:`."""
    off = "nothing supports the change here (formal_support, messages, storytelling are all off)"
    late = "nothing supports the change before step 11; support begins in step 12"
    for change, words in (("null", off), ("{from: 12}", late)):
        found = faults(tmp_path, f"{STORIES}{change}\n")
        assert found == [("  without:", f"without the claim: support_stops: {words}")]


def test_a_side_with_a_claim_that_comes_late_is_named(tmp_path):
    """Where only the scenario with its claim lacks support in time, its own line is at fault, and the other is not."""
    text = f"{STORIES}{{from: 2}}\n".replace("{trend: 1}", "{trend: 1, from: 12}")
    late = "nothing supports the change before step 11; support begins in step 12"
    assert faults(tmp_path, text) == [("support_stops: 11", f"support_stops: {late}")]


def test_other_faults_without_a_claim_are_told_as_such(tmp_path):
    """Whatever is at fault only without the claim, in lines that hold for both sides, is told of that side."""
    text = STORIES.replace("seeds: {count: 2}", "seeds: {count: 15}").replace("support_stops: 11\n", "")
    text = text[: text.index("    movement:")] + "    people: {never: {share: 0.5}}\n"
    ((line, message),) = faults(tmp_path, text)
    assert line == "  without:"
    assert message.startswith("without the claim: seeds: 15 seeds are too many")
