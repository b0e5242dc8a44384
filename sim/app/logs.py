"""What the libraries under the live page log: only faults that are its own, and never what steers a terminal."""

import logging

from sim.ground.visible import visible

PAGE, CONNECTIONS = "nicegui", ("engineio.server", "socketio.server")


class Visible(logging.Formatter):
    """Writes each line of a record with all letters shown that a terminal would obey."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record, with those of its traceback."""
        return "\n".join(map(visible, super().format(record).split("\n")))


def quieten() -> None:
    """Let what is logged pass as lines that can be printed; of connections only exceptions, as anybody may ask."""
    handler = logging.StreamHandler()
    handler.setFormatter(Visible())
    for name in (PAGE, *CONNECTIONS):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [handler], False
        if name in CONNECTIONS:
            logger.addFilter(lambda record: record.exc_info is not None)
