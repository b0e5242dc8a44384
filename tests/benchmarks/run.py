"""Benchmarks: ours and peers, interleaved in one process; one command, one JSON.

    python tests/benchmarks/run.py benchmarks.json [--only thresholds] [--largest 100000] [--rounds 5]

Needs the extra `bench`. `--table` prints the rows of a JSON as they stand in README.md beside this.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from benchmarks import other, timing, work  # noqa: E402  # found by the path that is set above

PEERS = ("mesa", "ndlib", "cynetdiff", "EoN", "networkx", "igraph", "scipy", "numpy", "numba", "groundswell")


@dataclass(frozen=True)
class Case:
    """Some work of some size; `targets`: how many times longer than ours each peer should take at least."""

    name: str
    size: int
    make: Callable[[], dict[str, Callable[[], Any]]]
    targets: dict[str, float]
    each: int = 1
    others: int = 1


def cases() -> Iterator[Case]:
    """All of them, small ones first.

    Contacts (ours are timed without drawing their luck, peers with it), thresholds against cynetdiff up to 10,000
    people (a warm batch of ours, a single call of theirs), the whole experiment against its kernels (worlds are made
    before the timer), influence maximisation (guarantees differ) and PageRank (rules to stop differ) are left out until
    they are measured on equal terms.
    """
    for network in ("random", "scale-free", "small-world"):
        for size, targets in (
            (10**4, {"mesa": 600, "ndlib": 350}),
            (10**5, {"mesa": 1500, "mesa, neighbours kept": 250, "cynetdiff": 20, "ndlib": 300}),
            (10**6, {"cynetdiff": 20}),
        ):
            yield _case("thresholds", network, size, work.thresholds, targets)
        for size, targets in (
            (10**3, {"mesa": 350}),
            (10**4, {"mesa": 350}),
            (10**5, {"mesa": 350, "scipy.sparse": 3}),
            (10**6, {"scipy.sparse": 3}),
        ):
            yield _case("contagion", network, size, work.contagion, targets)
    yield Case("prefetch, thresholds random", 10**6, other.prefetch, {"plain": 2})
    for kind in ("contagion", "thresholds"):
        yield Case(f"two threads, {kind}", 10**3, partial(other.threads, kind), {"one thread": 1.7}, 3000, 3000)
    large = partial(other.threads, "contagion", 10**4, 100)
    yield Case("two threads, contagion", 10**4, large, {"one thread": 1.7}, 300, 300)
    yield Case("csv", 10**5, other.csv, {"networkx": 30})
    yield Case("preferential attachment", 10**5, other.attachment, {"networkx": 100})
    yield Case("ties from arrays", 10**5, other.arrays, {"networkx": 200})
    yield Case("coreness", 10**5, other.cores, {})


def _case(name: str, network: str, size: int, make: Callable[..., Any], targets: dict[str, float]) -> Case:
    batch = max(1, 10**5 // size) if size <= 10**4 else 1
    return Case(
        f"{name}, {network}", size, lambda: make(work.world(network, size), set(targets), batch), targets, batch
    )


def main() -> None:
    """Run, say how it goes on stderr, and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", default="", help="cases whose names hold this")
    parser.add_argument("--largest", type=int, default=10**9, help="leave out larger ones")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--table", action="store_true", help="print the table of a JSON that is there")
    chosen = parser.parse_args()
    if chosen.table:
        print(table(json.loads(chosen.file.read_text(encoding="utf-8"))))
        return
    rows = []
    for case in cases():
        if chosen.only in case.name and case.size <= chosen.largest:
            found = timing.ratios(case.make(), chosen.rounds, case.each, case.others)
            rows.append({"name": case.name, "size": case.size, "targets": case.targets, **found})
            said = ", ".join(f"{peer} {ratio:.3g} x" for peer, ratio in found["ratio"].items())
            print(
                f"{case.name}, {case.size}: {found['seconds']['ours']:.3g} s; {said}; {found['found']}", file=sys.stderr
            )
            chosen.file.write_text(json.dumps({"about": about(), "rows": rows}, indent=1), encoding="utf-8")


def about() -> dict[str, Any]:
    """The machine, the versions and the day."""
    versions = {}
    for name in PEERS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "versions": versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def table(result: dict[str, Any]) -> str:
    """The rows as a table in Markdown: our time, and how many times longer each peer takes; and where it was made."""
    lines = ["| work | people | ours | a peer takes longer |", "|---|---|---|---|"]
    for row in result["rows"]:
        ratios = ", ".join(f"{peer} {_round(ratio)} x" for peer, ratio in row["ratio"].items())
        seconds = row["seconds"]["ours"]
        ours = f"{seconds * 1e6:.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.3g} ms"
        lines.append(f"| {row['name']} | {row['size']:,} | {ours} | {ratios} |")
    about = result["about"]
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    where = f"{about['processor']}, {about['cores']} cores, {about['system']}, Python {about['python']}"
    return "\n".join([*lines, "", f"{about['day']}; {where}; {versions}."])


def _round(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 1 else f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"


if __name__ == "__main__":
    main()
