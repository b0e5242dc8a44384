"""What groundswell requires may be used under licences as free as its own."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

COPYLEFT = re.compile(r"GPL|GNU|MPL|Mozilla|EPL|Eclipse|EUPL|CeCILL|CDDL|OSL|SSPL|ShareAlike|-SA-", re.IGNORECASE)

EXCEPTIONS = {"tqdm": "mesa asks for it; the MPL covers the few files that are under it, not who imports them"}
"""Why a package that is under such a licence may be required all the same."""

MOST = 13
"""How many packages may be required by name."""


def licences(package: Distribution) -> str:
    """What a package says that its licence is: an expression, or classifiers, or else in words."""
    fields = package.metadata
    classifiers = [text for text in fields.get_all("Classifier") or [] if text.startswith("License ::")]
    return fields.get("License-Expression") or "; ".join(classifiers) or fields.get("License") or ""


def required(asked: list[str], extras: frozenset[str] = frozenset()) -> Iterator[tuple[str, Distribution]]:
    """The name of each package that is asked for here, and of those that these ask for."""
    waiting, seen = [(Requirement(text), extras) for text in asked], set()
    while waiting:
        requirement, extras = waiting.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
            continue
        own = frozenset(requirement.extras)
        if (name, own) not in seen:
            seen.add((name, own))
            package = distribution(name)
            yield name, package
            waiting += [(Requirement(text), own) for text in package.requires or []]


def test_no_licence_reaches_users_code():
    """No required package, nor what it requires, is under a copyleft licence, but for exceptions with a reason."""
    said = {name: licences(package) for name, package in required(PROJECT["dependencies"])}
    assert len(said) > len(PROJECT["dependencies"])
    assert [name for name, words in said.items() if not words] == []
    assert {name for name, words in said.items() if COPYLEFT.search(words)} == EXCEPTIONS.keys()


@pytest.mark.parametrize("name", ["igraph", "diptest"])
def test_a_copyleft_licence_would_be_seen(name):
    """Packages under the GPL that tests use are seen to be."""
    assert COPYLEFT.search(licences(distribution(name)))


def test_few_packages_are_required():
    """The list of what is required grows no longer."""
    assert len(PROJECT["dependencies"]) <= MOST
