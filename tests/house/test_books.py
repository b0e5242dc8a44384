"""The books are true: their blocks run, what is made from declarations is fresh, and what they name is there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from books.made import MADE, anew
from books.reading import ROOT, Block, Book, books

BOOKS = {book.place: book for book in books()}
RUN = {"sh", "python", "yaml"}
"""Languages whose blocks are run: what no test can run, such as commands for Windows, is a `console`."""

SHELL = (sys.platform != "win32" and shutil.which("bash")) or ""


def places(*languages: str) -> list[str]:
    """Books that have blocks to run."""
    return [place for place, book in BOOKS.items() if book.blocks(*languages)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the scenarios in it, as the project's own is for who reads the book."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    return tmp_path


def environment() -> dict[str, str]:
    """Where `sim` and `python` are those of these tests."""
    return os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def passed(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """What a command printed that must not fail."""
    run = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run


def prepared(block: Block, folder: Path) -> Path | None:
    """The file that a block of YAML is, or the shipped scenario with it at its end; None where it is another kind."""
    if block.language != "yaml":
        return None
    added = re.fullmatch(r"added to (\S+)", block.words)
    if block.words.startswith("uses "):
        return None
    before = (ROOT / "scenarios" / added[1]).read_text(encoding="utf-8") if added else ""
    file = folder / (block.words if block.words and not added else "block.yaml")
    file.write_text(before + block.code, encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.skipif(not SHELL, reason="blocks of sh are for bash")
@pytest.mark.parametrize("place", places(*RUN))
def test_blocks_run(place, folder):
    """All blocks of a book run in their order in one folder: scenarios are checked, Python prints, commands pass."""
    for block in BOOKS[place].blocks(*RUN):
        scenario = prepared(block, folder)
        if scenario:
            passed(["sim", "check", str(scenario)], folder)
        elif block.language == "sh" and not block.words:
            passed([SHELL, "-euo", "pipefail", "-c", block.code], folder)
        elif block.language == "python" and not block.words:
            assert passed([sys.executable, "-W", "error", "-c", block.code], folder).stdout


def dropped() -> list[tuple[Block, Block]]:
    """The parts that are shown as files to drop in, each with the scenario that uses it."""
    blocks = BOOKS["CONTRIBUTING.md"].blocks("python", "yaml")
    files = {block.words: block for block in blocks if block.language == "python" and block.words}
    uses = {block.words.removeprefix("uses "): block for block in blocks if block.language == "yaml"}
    assert files.keys() == uses.keys()
    return [(files[place], uses[place]) for place in files]


@pytest.mark.slow
@pytest.mark.parametrize(("part", "scenario"), dropped(), ids=lambda block: block.words)
def test_a_part_dropped_in_works(part, scenario, tmp_path):
    """A file of CONTRIBUTING, put into the folder of its family, is listed, and a scenario that names it runs."""
    family, name = Path(part.words).parts[-2:]
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / name).write_text(part.code, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(scenario.code + "runs: 2\nsteps: 3\n", encoding="utf-8")
    for beside in BOOKS["CONTRIBUTING.md"].blocks("text"):
        (tmp_path / beside.words).write_text(beside.code, encoding="utf-8")
    script = (
        f"import sim.{family}; sim.{family}.__path__.append({str(tmp_path / 'parts')!r})\n"
        "import sys; from sim.cli import main\n"
        f"for words in (['check', 'mine.yaml'], {['list', family] if family in LISTED else ['list']}):\n"
        "    main(words, standalone_mode=False)\n"
        "print('SUMMARY'); main(['run', 'mine.yaml', '--json'])"
    )
    printed, _, summary = passed([sys.executable, "-W", "error", "-c", script], tmp_path).stdout.partition("SUMMARY")
    (answer,) = json.loads(summary)["scenarios"]
    assert len(answer["summary"]) > 1
    assert family not in LISTED or f"{Path(name).stem.replace('_', '-')} " in printed


LISTED = ("strategies", "networks", "presets", "mechanisms", "conventions", "datasets", "charts", "outcomes", "studies")
"""Families of which `sim list` has the parts."""


@pytest.mark.parametrize(("place", "mark"), MADE)
def test_what_is_made_is_fresh(place, mark):
    """Tables made from declarations say what these say; with SIM_WRITE=1 in the environment they are written anew."""
    text = BOOKS[place].file.read_text(encoding="utf-8")
    now = anew(text, mark, MADE[place, mark]())
    if os.environ.get("SIM_WRITE"):
        BOOKS[place].file.write_text(now, encoding="utf-8")
    else:
        assert text == now


@pytest.mark.parametrize("place", BOOKS)
def test_links_lead_somewhere(place):
    """Every file that a book links to is there, and so is every heading in a book."""
    book = BOOKS[place]
    for target, heading in book.links():
        file = (book.file.parent / target).resolve() if target else book.file
        assert file.exists(), target
        if heading:
            assert heading in Book(file.relative_to(ROOT).as_posix()).anchors(), f"{target}#{heading}"


def texts() -> Iterator[Path]:
    """Every file of the project in which a page can be referred to."""
    folders = [ROOT / name for name in ("sim", "tests", "scenarios", "notebooks", ".ci")]
    yield from (file for file in ROOT.iterdir() if file.is_file())
    yield from (
        file for folder in folders for file in folder.rglob("*") if file.is_file() and "__pycache__" not in str(file)
    )


def nearest(page: str, file: Path) -> Path | None:
    """The page that a file means: from its own folder, or from one above it in the project, the nearest first."""
    folders = [folder for folder in file.parents if folder == ROOT or ROOT in folder.parents]
    return next((folder / page for folder in folders if (folder / page).exists()), None)


def test_pages_that_are_referred_to_are_there():
    """No file of the project refers to a page that is not in it, or to a section that the model does not have."""
    sections = re.findall(r"^## (\d+)\.", BOOKS["sim/MODEL.md"].text, re.MULTILINE)
    lacking = []
    for file in texts():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        pages = re.findall(r"(?:[\w.-]+/)*[A-Z][A-Z0-9_]+\.md\b", text)
        lacking += [(file, page) for page in pages if nearest(page, file) is None]
        asked = re.findall(r"MODEL\.md,? (?:section )?(\d+)", text)
        lacking += [(file, f"section {section}") for section in asked if section not in sections]
    assert lacking == []


def test_files_that_books_name_are_there():
    """Each file or folder of the project that a book names in code is there, or shown in a block to be dropped in."""
    shown = {block.words for book in BOOKS.values() for block in book.blocks("python")}
    lacking = [
        (place, path)
        for place, book in BOOKS.items()
        for path in re.findall(r"`((?:sim|tests|scenarios|notebooks)/[\w./-]*)`", book.text)
        if path not in shown and not (ROOT / path).exists()
    ]
    assert lacking == []


def test_the_readme_is_short_and_names_the_books():
    """The README has at most 8 KB, and leads to every book that stands in a folder, but lessons and decisions."""
    readme = BOOKS["README.md"]
    assert len(readme.text.encode()) <= 8 * 1024
    named = {target for target, _ in readme.links()}
    assert {place for place in BOOKS if place.endswith("/README.md")} <= named


def test_there_are_two_commands_to_set_up():
    """One command sets up and runs the main job, one sets up and passes the tests."""
    blocks = {block.words: block.code for block in BOOKS["README.md"].blocks("sh") if block.words}
    assert blocks.keys() == {"first", "tests"}
    assert "run scenarios/connectors.yaml" in blocks["first"]
    assert "pytest" in blocks["tests"]


def test_every_shipped_scenario_is_in_its_book():
    """The book on scenarios links to each that is shipped, but for lessons, which the book on the live page has."""
    named = {target for target, _ in BOOKS["scenarios/README.md"].links()}
    shipped = [file.relative_to(ROOT / "scenarios") for file in (ROOT / "scenarios").rglob("*.yaml")]
    assert {file.as_posix() for file in shipped if file.parts[0] != "lessons"} <= named


def test_published_results_are_where_their_book_says():
    """Each row of the book on validation is tested in the files that it names, and each tested result has a row."""
    book = BOOKS["tests/validation/README.md"]
    rows = dict(re.findall(r"^\| A(\d+) \|.*\|(.*)\|$", book.text, re.MULTILINE))
    for number, cell in rows.items():
        for target in re.findall(r"\]\((.*?)\)", cell):
            text = (book.file.parent / target).read_text(encoding="utf-8")
            assert re.search(rf"\b(A|test_a){number}(?!\d)", text), f"A{number}: {target}"
    tested = [
        re.findall(r"def test_a(\d+)_", file.read_text(encoding="utf-8")) for file in book.file.parent.glob("*.py")
    ]
    assert {number for numbers in tested for number in numbers} <= rows.keys()


def test_the_keys_of_json_files_are_in_their_book(tmp_path):
    """The book on results has every key of a manifest and of a first world, and no others."""
    passed(["sim", "run", str(ROOT / "scenarios" / "karate.yaml"), "--runs", "1", "--out", "karate"], tmp_path)
    for name in ("manifest.json", "world.json"):
        rows = BOOKS["sim/results/README.md"].text.split(f"| key of `{name}` | says |\n")[1].split("\n\n")[0]
        keys = {key for row in rows.splitlines() for key in re.findall(r"`(\w+)`", row.split("|")[1])}
        assert keys == set(json.loads((tmp_path / "karate" / name).read_text(encoding="utf-8"))), name


def test_names_of_this_project_agree():
    """Version, citation and schema say the same everywhere."""
    import sim
    from sim.scenario.language.schema import text

    assert f"version: {sim.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8") == text(), (
        "sim schema > scenarios/scenario.schema.json"
    )
