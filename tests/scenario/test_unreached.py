"""People whom no peer can reach are told of before anything runs."""

import sim

ANSWERS = "who,whom\nann,ben\nann,cem\ncem,ben\ndot,ann\n"
PAGE = """\
network: {file: answers.csv, source: who, target: whom, direction: %s}
influence: {preset: watts}
seeds: {count: 1}
strategies: [random]
"""


def test_who_did_not_answer_a_survey_is_told_of(tmp_path):
    """Where answers say who is listened to, those who gave none cannot be reached by peers: a note counts them."""
    (tmp_path / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    found = {}
    for way in ("listens-to", "influences", "none"):
        (tmp_path / f"{way}.yaml").write_text(PAGE % way, encoding="utf-8")
        found[way] = [note for note in sim.read(tmp_path / f"{way}.yaml").notes if "listen to nobody" in note]
    assert found == {
        "listens-to": ["network: 1 of 4 people listen to nobody (ben is the first): no peer can reach them"],
        "influences": ["network: 1 of 4 people listen to nobody (dot is the first): no peer can reach them"],
        "none": [],
    }
