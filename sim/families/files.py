"""Files: formats in which networks are read. One file each in `sim/files/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sim.families.evidence import NOBODYS, Evidence
from sim.ground.parts import Family, Part


@dataclass(frozen=True)
class Reader(Part):
    """What the file of a format has.

    Required: `read(path, people, *, options)` gives the Ties in the file; `people`: the ids of a table of people, which
    must be those of the network, or None. Raises InputError with all that is wrong with the file.
    """

    ENDINGS: tuple[str, ...] = field(kw_only=True)
    """`ENDINGS`: how the names of such files end, in small letters with the dot. Required."""

    EVIDENCE: Evidence = NOBODYS
    """`EVIDENCE`: how good the evidence is that ties are like this. Optional: ungraded."""


FILES = Family("sim.files", "read", Reader)


@cache
def formats() -> Mapping[str, str]:
    """The reader for each ending of a file's name."""
    return {ending: name for name, part in FILES.parts.items() for ending in part.ENDINGS}


def reader(file: object) -> str | None:
    """The name of the reader of a file, by the ending of its name; None if there is none."""
    return formats().get(Path(str(file)).suffix.lower())
