"""Shipped scenarios, to run by their names and to start one's own from."""

import os
import re
from pathlib import Path

from sim.ground import disk
from sim.ground.faults import Fault, InputError
from sim.ground.spelling import did_you_mean
from sim.scenario.page import read_page

FIRST = "connectors"
"""The scenario to start from, unless another is named."""

SCHEMA = "scenario.schema.json"
SUFFIXES = (".yaml", ".yml")


def shipped() -> dict[str, Path]:
    """The shipped scenarios by name: inside the package once installed, beside it in a checkout.

    Names of scenarios in a subfolder begin with its name: `claims/b-formal-backing`.
    """
    package = Path(__file__).parents[1]
    folders = [folder for folder in (package / "scenarios", package.parent / "scenarios") if folder.is_dir()]
    return {
        file.relative_to(folder).with_suffix("").as_posix(): file
        for folder in folders[:1]
        for file in sorted(folder.rglob("*.yaml"))
    }


def located(file: Path) -> Path:
    """The path of a scenario that is named by its file, or by the name of a shipped one.

    An existing file wins. Raises InputError, with the nearest name, if there is neither.
    """
    if os.path.lexists(file) and not os.path.isdir(file):
        return file
    scenarios = shipped()
    if file.as_posix() in scenarios:
        return scenarios[file.as_posix()]
    if os.path.isdir(file):
        return file
    near = did_you_mean(file, [*scenarios, *map(str, _beside(file))])
    hint = "" if near or file.suffix else ", and no shipped scenario is called so (`sim list scenarios`)"
    raise InputError([Fault(str(file), 1, f"there is no such file{hint}{near}")])


def choice(file: Path) -> str | None:
    """Which scenario is taken if a file and a shipped one could be meant, in words; None if only one could."""
    if file.as_posix() not in shipped():
        return None
    if os.path.lexists(file) and not os.path.isdir(file):
        return "the file is taken; a shipped scenario is called so, too"
    likely = [other for other in (file.with_name(file.name + suffix) for suffix in SUFFIXES) if os.path.lexists(other)]
    return f"the shipped scenario is taken, not the file {likely[0]}" if likely else None


def _beside(file: Path) -> list[Path]:
    # The scenarios in the folder in which a file was expected.
    try:
        return sorted(other for other in file.parent.iterdir() if other.suffix in SUFFIXES)
    except OSError:
        return []


def question(file: Path) -> str:
    """The question of a shipped scenario."""
    return str(read_page(file, file.name).content["question"]).strip()


def write(file: Path, name: str) -> list[Path]:
    """Write a shipped scenario to a new file, with the schema for editors beside it; returns the files written.

    Raises InputError if the file is there already or there is no such scenario.
    """
    known = shipped()
    if name not in known:
        near = did_you_mean(name, known) or f"; known are {', '.join(known)}"
        raise InputError([Fault(str(file), 1, f'there is no shipped scenario "{name}"{near}')])
    from sim.scenario.language.schema import text

    page = known[name].read_text(encoding="utf-8")
    page = re.sub(r"(?<=\$schema=)\S+", SCHEMA, page, count=1)
    schema = file.parent / SCHEMA
    lacking = not schema.exists()
    try:
        # The scenario is written last: once it exists, all is done.
        with disk.placed(file, new=True) as part:
            part.write_text(page, encoding="utf-8")
            if lacking:
                with disk.placed(schema) as beside:
                    beside.write_text(text(), encoding="utf-8")
    except FileExistsError:
        raise InputError([Fault(str(file), 1, "is there already; nothing was written")]) from None
    except OSError as error:
        raise InputError([Fault(str(file), 1, f"cannot be written: {error.strerror}")]) from None
    return [file, schema] if lacking else [file]
