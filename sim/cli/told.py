"""How commands end in words: faults, output that cannot be written any more, ctrl-C, too little memory."""

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
    """Print a line, on stderr if `err`; all commands print with this, except tables.

    Raises PrintError where stdout cannot be written any more; a line for stderr is lost then.
    """
    with noting() if err else printing():
        click.echo(visible(line), err=err)


def echo_page(text: str) -> None:
    """Print a text of many lines, without adding a line end."""
    with printing():
        click.echo("\n".join(map(visible, text.removesuffix("\n").split("\n"))))


TOLD = 200
"""How many faults are printed at most; once these are mended, the others show."""


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
def parts_known() -> Iterator[None]:
    """Let all parts that packages bring be known; what is wrong with some is said on stderr in the end."""
    from sim.families.own import everything_brought

    with everything_brought() as faults:
        try:
            yield
        finally:
            for line in faults:
                echo(f"note: {line}", err=True)


@contextmanager
def usage_told() -> Iterator[None]:
    """Explain where a name that begins with a dash goes, and show control characters in a usage error."""
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
    """If output cannot be written any more, say so in one line on stderr, and discard what is printed from then on.

    The list that the context gives then holds the reason; it stays empty if the reader just closed it (`| head`).
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
        # A file that was not expected to fail; the error names it.
        failed.append(str(error.strerror))
        file = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        echo(f"{file}cannot be read or written: {error.strerror}", err=True)


@contextmanager
def interruptions_told() -> Iterator[None]:
    """Turn ctrl-C into exit code 130, and too large a network for this machine into a fault."""
    before, whose = sys.unraisablehook, _thread.get_ident()

    def again(lost: sys.UnraisableHookArgs) -> None:
        # If ctrl-C arrives while an object is finalized, Python prints it and goes on, so it is sent once more a little
        # later. No lock may be taken here, so the thread is not one of `threading`.
        if lost.exc_type is KeyboardInterrupt:
            _thread.start_new_thread(interrupt, ())
        else:
            before(lost)

    def interrupt() -> None:
        time.sleep(0.05)
        if sys.unraisablehook is not again:
            return
        if hasattr(signal, "pthread_kill"):
            # A real signal, which interrupts any waiting call.
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
