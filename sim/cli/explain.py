"""The command `sim explain`."""

import json
import shutil
import sys
from dataclasses import asdict

import click
from click.shell_completion import CompletionItem

from sim.cli.told import echo, echo_page, interruptions_told, parts_known

WIDE, OTHERS = 100, 8
"""The widest text, in characters, and how many further topics are named at most."""


class Name(click.ParamType):
    """The type of an argument that names something that can be explained."""

    name = "key"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Completions: the names that begin with `incomplete`."""
        from sim.families.own import everything_brought
        from sim.reports.explain.topics import topics

        # What is wrong with parts of packages is no matter of a name that is being typed.
        with everything_brought():
            names = {topic.name for topic in topics()}
        return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


@click.command()
@click.argument("key", type=Name(), metavar="KEY")
@click.option("--json", "as_json", is_flag=True, help="Print all that KEY can mean as JSON and nothing else.")
def explain(key: str, as_json: bool) -> None:
    """Explain KEY: a key of a scenario, a part, an outcome, a column of results, or a shipped scenario.

    The end of a key is enough: storytelling.trend, most-connected, reach.
    """
    with interruptions_told(), parts_known():
        from sim.reports.explain import text
        from sim.reports.explain.explanation import explain as explained
        from sim.reports.explain.topics import matches, nearest, unique

        called, ending = matches(key)
        first, others = (called, ending) if called else (ending, [])
        if not first:
            hint = nearest(key) or "; `sim list` and `sim schema` say what there is"
            echo(f'nothing here is called "{key}"{hint}', err=True)
            sys.exit(1)
        if as_json:
            topics = [asdict(explained(topic)) for topic in first]
            echo_page(
                json.dumps({"key": key, "topics": topics, "also": list(map(unique, others))}, indent=2, default=str)
            )
            return
        width = min(shutil.get_terminal_size((WIDE, 24)).columns, WIDE)
        if len(first) > 1:
            echo_page(text.choices(key, [(unique(topic), topic.noun, topic.meaning) for topic in first], width))
            return
        echo_page(text.text(explained(first[0]), width))
        if others:
            names = ", ".join(map(unique, others[:OTHERS]))
            more = f" and {len(others) - OTHERS} more" if len(others) > OTHERS else ""
            echo()
            for line in text.wrapped(f"See also: {names}{more}", width):
                echo(line)
