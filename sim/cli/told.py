"""What ends a command is told in words: faults, outputs that take nothing more, ctrl-C, too little memory."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sim.ground.faults import PrintError, into_nothing, noting, printing
from sim.ground.visible import CONTROLS, visible


def echo(line: str = "", *, err: bool = False) -> None:
    """Print a line, on stderr if `err`; every command that needs no table prints with this.

    Where stdout takes nothing more, PrintError is raised; a line for stderr is lost.
    """
    with noting() if err else printing():
        click.echo(visible(line), err=err)


def echo_page(text: str) -> None:
    """Print a text of many lines that ends with the last of them."""
    with printing():
        click.echo("\n".join(map(visible, text.removesuffix("\n").split("\n"))))


TOLD = 200
"""How many faults are printed; who mends these sees the others next time."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn faults of the input, or of a cluster, into lines on stderr and exit code 1."""
    from sim.ground.faults import ClusterError, InputError

    try:
        yield
    except (ClusterError, InputError) as error:
        lines = str(error).split("\n")
        for line in lines[:TOLD]:
            echo(line, err=True)
        if len(lines) > TOLD:
            echo(f"... and {len(lines) - TOLD:,} more faults", err=True)
        sys.exit(1)


@contextmanager
def usage_told() -> Iterator[None]:
    """Say where a name that begins with a dash goes, and show the letters of a command that a terminal would obey."""
    try:
        yield
    except click.UsageError as error:
        words = error.format_message()
        hint = _behind_dashes(error) if isinstance(error, click.NoSuchOption) else ""
        if hint or any(letter != "\n" for letter in CONTROLS.findall(words)):
            raise click.UsageError(visible(words) + hint, error.ctx) from None
        raise


def _behind_dashes(error: click.NoSuchOption) -> str:
    # What was taken for an option may be the name of a person, a file or a folder, unless it is almost an option.
    if error.ctx is None or error.possibilities:
        return ""
    names = [part.make_metavar(error.ctx) for part in error.ctx.command.params if isinstance(part, click.Argument)]
    if not names:
        return ""
    return f" A name that begins with a dash goes behind --, as in: {error.ctx.command_path} -- {' '.join(names)}"


@contextmanager
def prints_told() -> Iterator[list[str]]:
    """Turn an output that takes nothing more into one line on stderr, and print into nothing from there on.

    The list that is given holds the reason then; a reader who has seen enough (`| head`) is none.
    """
    failed: list[str] = []
    try:
        yield failed
        if sys.stdout is not None:
            with printing():
                sys.stdout.flush()
    except BrokenPipeError:
        into_nothing(sys.stdout)
    except PrintError as error:
        failed.append(str(error))
        echo(f"Cannot print: {error}.", err=True)
        into_nothing(sys.stdout)
    except OSError as error:
        # A file that nobody expected to fail; what it is, is known where it was opened.
        failed.append(str(error.strerror))
        file = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        echo(f"{file}cannot be read or written: {error.strerror}", err=True)


@contextmanager
def interruptions_told() -> Iterator[None]:
    """Turn ctrl-C into exit code 130, and too large a network for this machine into a fault."""
    before, whose = sys.unraisablehook, _thread.get_ident()

    def again(lost: sys.UnraisableHookArgs) -> None:
        # Where ctrl-C meets the end of an object's life, Python tells of it and goes on: it is sent once more, a
        # little later. No lock may be asked for here, so the thread is none of `threading`.
        if lost.exc_type is KeyboardInterrupt:
            _thread.start_new_thread(interrupt, ())
        else:
            before(lost)

    def interrupt() -> None:
        time.sleep(0.05)
        if sys.unraisablehook is not again:
            return
        if hasattr(signal, "pthread_kill"):
            # A true signal, which ends whatever is waited for.
            signal.pthread_kill(whose, signal.SIGINT)
        else:
            _thread.interrupt_main()

    sys.unraisablehook = again
    try:
        yield
    except KeyboardInterrupt:
        echo("Interrupted; finished runs are kept, and the same command goes on from there.", err=True)
        sys.exit(130)
    except MemoryError:
        echo("There is not enough memory here for a network of this size.", err=True)
        sys.exit(1)
    finally:
        sys.unraisablehook = before
