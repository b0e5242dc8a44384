from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.reports.run import AsRun

AFTER = ("xlsx",)
NEEDS = (("pptx", "python-pptx"), ("xlsxwriter", "xlsxwriter"))

Template = Annotated[
    Path | None, Field(description="Slides in the layouts and colours of this presentation (.pptx, .potx).")
]


def write(run: AsRun, file: Path, *, template: Template = None) -> None:
    """Slides with charts that can be edited, and notes."""
    from sim.reports.deck import slides

    slides.write(run, file, template)


def check(run: AsRun, *, template: Path | None = None) -> None:
    """Raise InputError if the template cannot be read."""
    from sim.reports.deck.template import checked

    if template is not None:
        checked(template)
