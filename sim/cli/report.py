"""The command `sim report`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click

from sim.cli.files import FILE
from sim.cli.told import echo, faults_told, interruptions_told


class Kinds(click.Command):
    """A command with an option for each kind of report, and the options of the kinds, which are loaded when needed."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The arguments and options."""
        results, *others = super().get_params(ctx)
        with faults_told():
            return [results, *_options(), *others]


def _options() -> Iterator[click.Option]:
    from sim.reports.kind import kinds

    names: set[str] = set()
    for kind in kinds().values():
        yield click.Option([f"--{kind.name}"], is_flag=True, help=kind.summary)
        for name, (hint, default) in kind.fields.items():
            if name not in names:
                names.add(name)
                yield _option(name, hint, default)


def _option(name: str, hint: Any, default: Any) -> click.Option:
    # An option of a kind of report. Its type is that of its default, or its annotation where the default is None.
    field = next(iter(getattr(hint, "__metadata__", ())), None)
    written = (getattr(field, "alias", None) or name).replace("_", "-")
    words: dict[str, Any] = {"help": getattr(field, "description", None), "metavar": getattr(field, "title", None)}
    if isinstance(default, tuple):
        return click.Option([f"--{written}", name], multiple=True, **words)
    if isinstance(default, bool):
        return click.Option([f"--{written}", name], is_flag=True, default=default, **words)
    path = default is None and Path in (hint, *get_args(hint), *get_args(next(iter(get_args(hint)), None)))
    return click.Option([f"--{written}", name], type=FILE if path else None, default=default, **words)


@click.command(cls=Kinds)
@click.argument("results", type=FILE)
@click.option("--out", type=FILE, help="The folder for these files, instead of RESULTS.")
@click.option("--force", is_flag=True, help="Replace files of these names.")
def report(results: Path, out: Path | None, force: bool, **asked: Any) -> None:
    """Make files for clients and classes from a folder of RESULTS; all kinds but films unless some are named."""
    with faults_told(), interruptions_told():
        from sim.reports import client
        from sim.reports.kind import kinds

        known, left = kinds(), ""
        options = {name: value for name, value in asked.items() if name not in known}
        implied = set(_implied(options))
        chosen = [name for name in known if asked[name] or name in implied]
        if not chosen:
            chosen, left = client.usual(results)
        for file in client.make(results, chosen, out or results, force=force, **options):
            echo(f"wrote {file}")
        if left:
            echo(left, err=True)


def _implied(options: dict[str, Any]) -> Iterator[str]:
    # To name an option that belongs to only one kind asks for that kind.
    from sim.reports.kind import kinds

    for option, value in options.items():
        first, *others = [kind for kind in kinds().values() if option in kind.fields]
        if not others and value != first.fields[option][1]:
            yield first.name
