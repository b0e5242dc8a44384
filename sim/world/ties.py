"""Who listens to whom: sorted arrays, listener-major; networkx only at this door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.ground.faults import UnfitError
from sim.ground.frozen import freeze
from sim.ground.texts import check_cells, check_room

if TYPE_CHECKING:
    import networkx as nx


HEAVIEST = 1e100
"""The largest weight of a tie in a file: sums of such weights, and what is made of them, stay finite."""


EXACT = 2**53
"""Up to here whole numbers are exact as float64; a larger one is taken for a name, which stays text."""

ONE = np.float64(1.0)

FAULTS = {
    1: "starts must ascend from 0 to the number of ties",
    2: "peers must be people of the network",
    3: "nobody is tied to themselves",
    4: "peers must ascend within a row, each once",
    5: "weights must be finite and above 0",
    6: "a network has at least one person",
    7: "each tie has one weight",
}


@dataclass(frozen=True, eq=False)
class Ties:
    """A weighted, directed graph of influence in compressed rows (CSR), one row a listener.

    `starts`: int64, shape (people + 1); `peers`: int32, shape (ties), ascending within a row;
    `weights`: float64, shape (ties), > 0; a single 1 for all (`np.broadcast_to`) takes no memory. Person i listens to
    `peers[starts[i]:starts[i + 1]]`; `weights` are the w_ij of MODEL.md section 2, the influence of the peer on the
    listener. A tie without a direction stands here twice. `ids`: the names of the people as their source spells them,
    or None for 0, 1, 2, ...
    `attributes`: columns that came with the network, each of shape (people). `notes`: oddities of the source and how
    they were handled, in sentences.

    Raises ValueError, which says which of these does not hold.
    """

    starts: np.ndarray
    peers: np.ndarray
    weights: np.ndarray
    ids: tuple[str, ...] | None = None
    attributes: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Compiled code is imported where it is used: a scenario is checked without numba.
        from sim.world import rows

        people = len(self.starts) - 1
        if people < 1:
            raise ValueError(FAULTS[6])
        if len(self.weights) != len(self.peers):
            raise ValueError(FAULTS[7])
        weights = np.empty(0) if self._one_weight else np.ascontiguousarray(self.weights, np.float64)
        fault = rows.fault(np.asarray(self.starts, np.int64), np.asarray(self.peers, np.int32), weights)
        if fault:
            raise ValueError(FAULTS[fault])
        self._settle()

    def _settle(self) -> None:
        # The rest of the checks, once the rows are sound.
        people = len(self.starts) - 1
        if self.ids is not None and (len(self.ids) != people or len(set(self.ids)) != people):
            raise ValueError("ids must be one a person, each once")
        if any(len(column) != people for column in self.attributes.values()):
            raise ValueError("attributes must have one value a person")
        freeze(self, "starts", "peers", "weights")

    def __getstate__(self) -> dict[str, Any]:
        # A single weight for all is stored as one number, and computed properties are left out.
        state = {attribute.name: getattr(self, attribute.name) for attribute in fields(self)}
        audience = self.__dict__.get("audience")
        state["both_ways"] = audience is not None and audience[1] is self.peers
        return state | ({"weights": len(self.weights)} if self._one_weight else {})

    def __setstate__(self, state: dict[str, Any]) -> None:
        # It was checked when it was made.
        both_ways, weights = state.pop("both_ways"), state["weights"]
        self.__dict__.update(state, weights=np.broadcast_to(ONE, weights) if isinstance(weights, int) else weights)
        freeze(self, "starts", "peers", "weights")
        if both_ways:
            self.__dict__["audience"] = (self.starts, self.peers, self.weights)

    @classmethod
    def from_pairs(
        cls,
        people: int,
        listeners: np.ndarray,
        peers: np.ndarray,
        weights: np.ndarray | None = None,
        *,
        both_ways: bool = False,
        ids: Sequence[str] | None = None,
        attributes: Mapping[str, np.ndarray] | None = None,
        notes: Sequence[str] = (),
    ) -> Ties:
        """Ties from one (listener, peer) pair a row; pairs given more than once add their weights.

        With `both_ways` each pair is a tie without a direction, to be given once. Callers must remove self-ties.
        """
        ends, others = (np.ascontiguousarray(side, np.int32) for side in (listeners, peers))
        pair_weights = np.empty(0) if weights is None else np.ascontiguousarray(weights, np.float64)
        if people < 1:
            raise ValueError(FAULTS[6])
        if len(ends) != len(others) or (weights is not None and len(pair_weights) != len(ends)):
            raise ValueError(FAULTS[7])
        if len(ends) and not (min(ends.min(), others.min()) >= 0 and max(ends.max(), others.max()) < people):
            raise ValueError(FAULTS[2])
        if (ends == others).any():
            raise ValueError(FAULTS[3])
        if len(pair_weights) and not (pair_weights.min() > 0 and pair_weights.max() < np.inf):
            raise ValueError(FAULTS[5])
        from sim.world import rows

        # Grouping by peer and transposing makes peers ascend in each row; ties both ways are symmetric.
        starts = rows.starts(people, ends, others, both_ways)
        if both_ways:
            heard, row_weights = rows.grouped(rows.places(starts), ends, others, pair_weights, True)
            heard, row_weights = rows.turned(starts, heard, row_weights, rows.places(starts))
        else:
            columns = rows.starts(people, others, ends, False)
            heard, row_weights = rows.grouped(rows.places(columns), others, ends, pair_weights, False)
            heard, row_weights = rows.turned(columns, heard, row_weights, rows.places(starts))
        repeats = rows.repeated(starts, heard)
        if repeats:
            starts, heard, row_weights = rows.merged(starts, heard, row_weights, repeats)
            if not np.isfinite(row_weights).all():
                raise ValueError(FAULTS[5])
        ties = object.__new__(cls)
        weighed = row_weights if len(row_weights) else np.broadcast_to(ONE, len(heard))
        arrays = {"starts": starts, "peers": heard, "weights": weighed, "attributes": dict(attributes or {})}
        ties.__dict__.update(arrays, ids=None if ids is None else tuple(ids), notes=tuple(notes))
        # Rows made here are sound if the pairs are.
        ties._settle()
        if both_ways:
            ties.hear_both_ways()
        return ties

    def hear_both_ways(self) -> None:
        """Note that no tie has a direction, so that it need not be worked out again."""
        self.__dict__["audience"] = (self.starts, self.peers, self.weights)

    def with_columns(self, columns: Mapping[str, np.ndarray]) -> Ties:
        """The same ties with further attributes, shape (people) each; those with the same name are replaced."""
        ties = replace(self, attributes={**self.attributes, **columns})
        if "audience" in self.__dict__ and self.audience[1] is self.peers:
            ties.hear_both_ways()
        return ties

    @property
    def people(self) -> int:
        """The number of people."""
        return len(self.starts) - 1

    @cached_property
    def listeners(self) -> np.ndarray:
        """The listener of each tie, int32, shape (ties), ascending."""
        return np.repeat(np.arange(self.people, dtype=np.int32), np.diff(self.starts))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each person: the id in the source, or the number."""
        return self.ids if self.ids is not None else tuple(map(str, range(self.people)))

    @cached_property
    def audience(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The ties transposed: (starts, listeners, weights), one row a person, with those who listen to them.

        Listeners ascend within a row. If no tie has a direction, these are the same arrays as those of the ties.
        """
        from sim.world import rows

        starts = np.concatenate([[0], np.cumsum(self.audience_sizes)])
        weights = np.empty(0) if self._one_weight else self.dense_weights
        listeners, row_weights = rows.turned(self.starts, self.peers, weights, rows.places(starts))
        return starts, listeners, np.broadcast_to(ONE, len(listeners)) if self._one_weight else row_weights

    @property
    def _one_weight(self) -> bool:
        # Whether the weights are a single 1, broadcast to all ties.
        return len(self.weights) > 0 and self.weights.strides == (0,) and self.weights[0] == 1

    @cached_property
    def dense_weights(self) -> np.ndarray:
        """The weights as a contiguous array, as compiled code needs them."""
        return np.ascontiguousarray(self.weights)

    @cached_property
    def even(self) -> bool:
        """Whether every tie has the weight 1."""
        return self._one_weight or bool((self.weights == 1).all())

    @cached_property
    def whole(self) -> bool:
        """Whether every weight is a whole number."""
        return self.even or bool((self.weights == np.floor(self.weights)).all())

    @cached_property
    def heaviest(self) -> float:
        """The total weight of the ties of the listener with the most."""
        return float(self.total_weights.max())

    @cached_property
    def heaviest_tie(self) -> float:
        """The largest weight of a tie; 1 if there are no ties."""
        return 1.0 if self.even else float(self.weights.max())

    @cached_property
    def total_weights(self) -> np.ndarray:
        """The total weight of the ties of each listener, float64, shape (people)."""
        if self.even:
            return self.peer_counts.astype(np.float64)
        return np.bincount(self.listeners, self.weights, minlength=self.people)

    @cached_property
    def audience_sizes(self) -> np.ndarray:
        """How many people listen to each person, int64, shape (people)."""
        if "audience" in self.__dict__:
            return np.diff(self.audience[0])
        from sim.world import rows

        return np.diff(rows.starts(self.people, self.peers, self.peers, False))

    @cached_property
    def audience_ranks(self) -> np.ndarray:
        """The rank of each person by audience size, float64, 1 for the smallest; equals share their mean rank."""
        counts = np.bincount(self.audience_sizes)
        ranks: np.ndarray = (np.cumsum(counts) - (counts - 1) / 2)[self.audience_sizes]
        return ranks

    @cached_property
    def peer_counts(self) -> np.ndarray:
        """How many people each person listens to, int64, shape (people)."""
        return np.diff(self.starts)

    @property
    def directed(self) -> bool:
        """Whether some tie has no equal tie in return."""
        starts, listeners, weights = self.audience
        same = np.array_equal(starts, self.starts) and np.array_equal(listeners, self.peers)
        return not (same and np.array_equal(weights, self.weights))

    def to_networkx(self) -> nx.DiGraph:
        """The listening graph, people as numbers: an edge from each listener to each peer, with its `weight`."""
        import networkx as nx

        graph = nx.DiGraph()
        graph.add_nodes_from(range(self.people))
        rows = zip(self.listeners.tolist(), self.peers.tolist(), self.weights.tolist(), strict=True)
        graph.add_weighted_edges_from(rows)
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph, *, weight: str | None = "weight", influences: bool = False) -> Ties:
        """Ties from a networkx graph; node labels become ids and node attributes become attributes.

        A directed edge u -> v says that u listens to v, or, with `influences`, that u influences v. `weight`
        names the edge attribute with the weights (1 where missing); None ignores weights. Self-ties are
        dropped and parallel edges added up; `notes` say so. Raises UnfitError on weights that are not numbers >= 0, and
        if columns would be almost empty or a cell too long; ties of weight 0 are dropped.
        """
        labels = list(graph.nodes)
        index = {label: i for i, label in enumerate(labels)}
        notes = []
        rows = [
            (index[u], index[v], 1 if weight is None else data.get(weight, 1)) for u, v, data in graph.edges(data=True)
        ]
        for u, v, value in rows:
            if message := weight_fault(labels[u], labels[v], value):
                raise UnfitError(message)
        loops = sum(u == v for u, v, _ in rows)
        if loops:
            notes.append(f"{loops} self-ties were dropped")
        rows = [row for row in rows if row[0] != row[1]]
        zero = sum(value == 0 for *_, value in rows)
        if zero:
            notes.append(f"{zero} ties of weight 0 were dropped")
        rows = [row for row in rows if row[2] > 0]
        directed = graph.is_directed()
        pairs = {(u, v) if directed else (min(u, v), max(u, v)) for u, v, _ in rows}
        if len(pairs) < len(rows):
            how = "count once" if weight is None else "had their weights added"
            notes.append(f"{len(rows) - len(pairs)} repeated ties {how}")
        if weight is None:
            rows = [(u, v, 1) for u, v in sorted(pairs)]
        ends = np.array([(v, u) if influences else (u, v) for u, v, _ in rows], dtype=np.int32).reshape(-1, 2)
        return cls.from_pairs(
            len(labels),
            ends[:, 0],
            ends[:, 1],
            np.array([value for *_, value in rows], dtype=np.float64),
            both_ways=not directed,
            ids=[str(label) for label in labels],
            attributes=_attributes(graph, labels),
            notes=notes,
        )


def weight_fault(source: object, target: object, value: object) -> str:
    """What is wrong with the weight of a tie between two people, in words, or nothing."""
    if isinstance(value, int | float | np.number) and 0 <= value <= HEAVIEST:
        return ""
    return f"the tie {source} - {target} has the weight {value!r}; weights are numbers from 0 up to {HEAVIEST:g}"


def _attributes(graph: nx.Graph, labels: list[Any]) -> dict[str, np.ndarray]:
    names = dict.fromkeys(name for label in labels for name in graph.nodes[label])
    check_cells(len(names), len(labels), sum(len(graph.nodes[label]) for label in labels))
    columns: dict[str, np.ndarray] = {}
    texts: dict[str, list[str]] = {}
    for name in names:
        values = [graph.nodes[label].get(name) for label in labels]
        if all(isinstance(value, float) or (isinstance(value, int) and abs(value) <= EXACT) for value in values):
            columns[name] = np.array(values)
        else:
            texts[name] = ["" if value is None else str(value) for value in values]
    check_room(texts)
    return {name: columns[name] if name in columns else np.array(texts[name]) for name in names}
