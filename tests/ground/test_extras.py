"""How to get an extra: a command that works with how groundswell was installed."""

import json
import re
import shlex
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.ground import extras
from sim.ground.extras import installing

ROOT = Path(__file__).parents[2]


def test_here_it_names_the_folder():
    """In a checkout the command names a folder with a pyproject.toml that has such an extra; it works from anywhere."""
    *start, target = shlex.split(installing("report"))
    folder, extra = re.fullmatch(r"(.+)\[(\w+)\]", target).groups()
    assert start in (["pip", "install", "-e"], ["pip", "install"])
    assert Path(folder).is_absolute()
    project = tomllib.loads((Path(folder) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], extra in project["optional-dependencies"]) == ("groundswell", True)


URL = "file:///home/ann/my%20work/it's"
ORIGINS = [
    (None, ["pip", "install", "groundswell[app]"]),
    ({"url": URL, "dir_info": {"editable": True}}, ["pip", "install", "-e", "/home/ann/my work/it's[app]"]),
    ({"url": URL, "dir_info": {}}, ["pip", "install", "/home/ann/my work/it's[app]"]),
    (
        {"url": "https://a.example/g.whl", "archive_info": {}},
        ["pip", "install", "groundswell[app] @ https://a.example/g.whl"],
    ),
    (
        {"url": "https://a.example/g", "vcs_info": {"vcs": "git", "commit_id": "0"}},
        ["pip", "install", "groundswell[app] @ git+https://a.example/g"],
    ),
]


@pytest.mark.parametrize(("origin", "words"), ORIGINS)
def test_it_comes_from_where_groundswell_does(monkeypatch, origin, words):
    """An index, a folder, a file or a repository: the extra is asked for where groundswell came from (PEP 610)."""
    text = None if origin is None else json.dumps(origin)
    monkeypatch.setattr(extras, "distribution", lambda _: SimpleNamespace(read_text=lambda _: text))
    assert shlex.split(installing("app")) == words


def test_it_is_known_where_nothing_was_installed(monkeypatch):
    """A checkout that is only on the path is named as well."""

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(extras, "distribution", missing)
    assert shlex.split(installing("app")) == ["pip", "install", "-e", f"{ROOT}[app]"]


def test_nobody_else_says_how():
    """No code and no book gives a command that works only after a release; each extra that code asks for is there."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked = set()
    for file in [*(ROOT / "sim").rglob("*.py"), *(ROOT / "notebooks").rglob("*.py"), *ROOT.glob("*.md")]:
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r"(?:installing\(|EXTRA(?:: str)? = )[\"'](\w+)", text))
        assert file.name in ("extras.py", "CHANGELOG.md") or "groundswell[" not in text, file
    assert asked == {"app", "cluster", "parquet", "report", "research"}
    assert asked <= known.keys()
