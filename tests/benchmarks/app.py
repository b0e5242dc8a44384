"""How soon the live page shows its first picture, and how many steps a second it draws, with 500 people.

    python tests/benchmarks/app.py

In Debian's Chromium, without a screen. Aimed for: a picture within 3 s of opening, 10 steps a second or more.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "app"), str(Path(__file__).parents[2])]

from browsers import opened  # noqa: E402  # found by the path that is set above
from pages import served  # noqa: E402  # likewise

ROUNDS, STEPS = 3, 25
WATCH = """() => {
  window.times = [];
  new MutationObserver(() => window.times.push(performance.now()))
    .observe(document.querySelector('.gs-board'), { attributes: true, attributeFilter: ['data-step'] });
}"""


def measured(address: str) -> tuple[float, float]:
    """Seconds until the first picture, and steps a second (the median of the times between)."""
    with opened(address, height=720) as page:
        page.wait_for_selector(".gs-board[data-frames]")
        first = page.evaluate("performance.now() / 1000")
        page.evaluate(WATCH)
        for button in ("20", "Play"):
            page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_selector(f'.gs-board[data-step="{STEPS}"]', timeout=120_000)
        times = page.evaluate("window.times")
    return first, 1000 / float(np.median(np.diff(times)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        found = [measured(address) for _ in range(ROUNDS)]
    print(f"first picture after {median(first for first, _ in found):.1f} s")
    print(f"{median(pace for _, pace in found):.0f} steps a second with 500 people")
