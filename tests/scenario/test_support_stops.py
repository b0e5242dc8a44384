"""Support that stops: the same movement until then, nothing of it afterwards, and whether the change keeps up."""

import numpy as np
import pytest

import sim
from sim.statistics import self_sustaining

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
    for line in self_sustaining.said(sim.run(sim.read(tmp_path / "mine.yaml"))):
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
