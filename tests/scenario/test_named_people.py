"""People that a scenario names: ids keep their own spelling, and lists lie where they are said to lie."""

import pytest

import sim

PAGE = """\
network: {file: ties.csv}
influence: {preset: watts}
seeds: {count: 1}
strategies: [{name: listed, %s}]
steps: 2
runs: 1
"""


def seeded(folder, options: str) -> list[str]:
    """The people that a listed strategy seeds."""
    (folder / "s.yaml").write_text(PAGE % options, encoding="utf-8")
    return sim.run(sim.read(folder / "s.yaml")).seeds["person"].tolist()


@pytest.mark.parametrize("name", ["007", "7", "1_0", "10", "0x1f", "31", "1e3", "1.0", "true", "2024-01-01", "a b"])
def test_ids_keep_their_spelling(tmp_path, name):
    """`people: [007, 2]` seeds 007 and not 7, whatever YAML would make of it; with or without quotes."""
    ids = ["2", "007", "7", "1_0", "10", "0x1f", "31", "1e3", "1000.0", "1.0", "1", "true", "True", "2024-01-01", "a b"]
    ties = "source,target\n" + "".join(f"{one},2\n" for one in ids[1:])
    (tmp_path / "ties.csv").write_text(ties, encoding="utf-8")
    assert seeded(tmp_path, f"people: [{name}, 2]") == [name, "2"]
    assert seeded(tmp_path, f"people: ['{name}', '2']") == [name, "2"]


def test_a_list_at_an_absolute_place(tmp_path):
    """`file:` may be an absolute path, as that of a network may."""
    (tmp_path / "ties.csv").write_text("source,target\nann,bob\n", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    champions = tmp_path / "elsewhere" / "champions.csv"
    champions.write_text("id\nbob\n", encoding="utf-8")
    assert seeded(tmp_path, f"file: {champions}") == ["bob"]
