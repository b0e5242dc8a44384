"""Names are words in everything that is written: no markup, no script, no formula, and nothing that cannot be held."""

import json
import re
import xml.dom.minidom
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsers import opened
from click.testing import CliRunner

import sim
from sim.cli import main

LABEL = 'x</script><script>alert(1)</script> "q" \'s & $\\frac{1$ \u202eabc\u2028\x85 a\rb\tc\nd [red]z'
PEOPLE = [
    "=1+1", "</script><script>alert(2)</script>", "$x^2$", "a\u2028b", 'the "q"', "<img src=x onerror=alert(3)>",
    "\u202eevil", "']; alert(4); ['", "<!--", "]]>",
]  # fmt: skip
TRIBES = ["</script>$t_1$", "a\x1cb", "c & d"]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Results, reports and charts of people, tribes, strategies, a claim and a scenario with hostile names."""
    place = tmp_path_factory.mktemp("words")
    quoted = ['"' + name.replace('"', '""') + '"' for name in PEOPLE]
    ties = [f"{name},{other}" for k, name in enumerate(quoted) for other in quoted[k + 1 : k + 4]]
    (place / "ties.csv").write_text("\n".join(["source,target", *ties]) + "\n", encoding="utf-8")
    rows = [f"{name},{TRIBES[k % 3]}" for k, name in enumerate(quoted)]
    (place / "people.csv").write_text("\n".join(["id,team", *rows]) + "\n", encoding="utf-8", newline="")
    (place / "odd.yaml").write_text(
        f"name: {json.dumps('N ' + LABEL)}\nquestion: {json.dumps('Q ' + LABEL)}\nnetwork: {{file: ties.csv}}\n"
        "people: {file: people.csv, tribe: team}\ninfluence: {contagion: {rate: 0.5}}\n"
        "movement: {storytelling: {trend: 1}}\nseeds: {count: 2}\n"
        f"strategies: [{{name: most-connected, label: {json.dumps(LABEL)}}}, random]\n"
        f"claim: {{says: {json.dumps('C ' + LABEL)}, evidence: C, without: {{movement: {{storytelling: null}}}}}}\n"
        "steps: 5\nruns: 7\noutput: {adoptions: true}\n",
        encoding="utf-8",
    )
    results = str(place / "results")
    for command in (
        ["run", str(place / "odd.yaml"), "--out", results, "--quiet"],
        ["report", results, "--html", "--pdf", "--xlsx", "--pptx", "--replay"],
        ["chart", results, "--format", "svg"],
    ):
        done = CliRunner(catch_exceptions=False).invoke(main, command)
        assert done.exit_code == 0, done.output
    return place / "results"


class Tags(HTMLParser):
    """The scripts and pictures of a page, and what runs when something happens to an element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep what may run."""
        self.found += [tag] if tag in ("script", "img", "iframe") else []
        self.found += [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.parametrize(("page", "expected"), [("report.html", []), ("replay.html", ["script", "script"])])
def test_pages_run_nothing_of_a_name(made, page, expected):
    """A page has the scripts that it is made with, and runs none of what people are called, in a browser either."""
    assert Tags((made / page).read_text(encoding="utf-8")).found == expected
    with opened((made / page).as_uri()) as shown:
        dialogs: list[str] = []
        shown.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        shown.reload()
        text = shown.inner_text("body")
        assert dialogs == []
    assert "<script>alert(1)</script>" in text


def test_words_are_not_turned_around_in_the_report(made):
    """What changes the direction of writing, or cannot be seen, is spelled in the report."""
    text = (made / "report.html").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e]", text)
    assert "\\u202eabc\\u2028\\x85" in text


def test_pictures_are_whole(made):
    """Each SVG is XML that can be read, whatever is in its labels."""
    files = sorted(made.rglob("*.svg"))
    assert len(files) > 8
    for file in files:
        xml.dom.minidom.parse(str(file))


CONTROL = ["\x00", "\x1b", "\x07", "\x0b", "\x1c", "\x7f", "\x9b", "\ufffe", "\uffff"]


@pytest.mark.parametrize("letter", CONTROL)
def test_a_label_with_a_letter_that_is_none_is_a_fault(tmp_path, letter):
    """What an escape of YAML makes and no page, slide or picture can hold is refused where it stands, and spelled."""
    file = tmp_path / "bad.yaml"
    file.write_text(
        "network: {generate: ring, people: 20}\ninfluence: {contagion: {rate: 0.1}}\nseeds: {count: 2}\n"
        f'strategies:\n  - random\n  - {{name: most-connected, label: "a\\u{ord(letter):04x}b"}}\n',
        encoding="utf-8",
    )
    with pytest.raises(sim.InputError) as caught:
        sim.read(file)
    (fault,) = caught.value.faults
    assert (fault.line, fault.message) == (6, f"holds the control character U+{ord(letter):04X}, which is no text")
