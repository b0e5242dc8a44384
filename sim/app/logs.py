"""What the libraries under the live page may log: faults of the page only, and no control characters."""

import logging

from sim.ground.visible import visible

PAGE, CONNECTIONS = "nicegui", ("engineio.server", "socketio.server")


class Visible(logging.Formatter):
    """Writes each line of a record with control characters shown, which a terminal would obey."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record, with those of its traceback."""
        return "\n".join(map(visible, super().format(record).split("\n")))


def quieten() -> None:
    """Make log records printable, and of those about connections let only exceptions through: anybody may connect."""
    handler = logging.StreamHandler()
    handler.setFormatter(Visible())
    for name in (PAGE, *CONNECTIONS):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [handler], False
        if name in CONNECTIONS:
            logger.addFilter(lambda record: record.exc_info is not None)
