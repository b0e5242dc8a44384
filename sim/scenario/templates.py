"""Shipped scenarios, to start one's own from."""

from __future__ import annotations

import re
from pathlib import Path

from sim.ground import disk
from sim.ground.faults import Fault, InputError
from sim.ground.parts import did_you_mean
from sim.scenario.language.schema import text

SCHEMA = "scenario.schema.json"


def shipped() -> dict[str, Path]:
    """The shipped scenarios by name: inside the package once installed, beside it in a checkout.

    Those in a folder among them have its name before theirs: `claims/b-formal-backing`.
    """
    package = Path(__file__).parents[1]
    folders = [folder for folder in (package / "scenarios", package.parent / "scenarios") if folder.is_dir()]
    return {
        file.relative_to(folder).with_suffix("").as_posix(): file
        for folder in folders[:1]
        for file in sorted(folder.rglob("*.yaml"))
    }


def write(file: Path, name: str) -> list[Path]:
    """Write a shipped scenario to a new file, with the schema for editors beside it; gives the files written.

    Raises InputError if the file is there already or there is no such scenario.
    """
    known = shipped()
    if name not in known:
        near = did_you_mean(name, known) or f"; known are {', '.join(known)}"
        raise InputError([Fault(str(file), 1, f'there is no shipped scenario "{name}"{near}')])
    page = known[name].read_text(encoding="utf-8")
    page = re.sub(r"(?<=\$schema=)\S+", SCHEMA, page, count=1)
    schema = file.parent / SCHEMA
    lacking = not schema.exists()
    try:
        # The scenario comes last: once it is there, the command is done.
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
