"""One-to-one matchings in sparse bipartite graphs: the largest one, and the heaviest one.

Nodes are integers; the two sides have numbers of their own. Graphs of overlapping spans
fall into many small components, and both searches only ever walk inside one.
"""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from math import inf


def largest_matching(neighbours: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return a matching with as many pairs as possible, as left node to right node.

    ``neighbours`` maps each left node to the right nodes it may be matched with.
    """
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    for root in neighbours:
        reached_from: dict[int, int] = {}
        free = _free_right(neighbours, root, left_of, reached_from)
        while free is not None:
            left = reached_from[free]
            before = right_of.get(left)
            right_of[left], left_of[free] = free, left
            free = before
    return right_of


def _free_right(
    neighbours: Mapping[int, Sequence[int]],
    root: int,
    left_of: Mapping[int, int],
    reached_from: dict[int, int],
) -> int | None:
    """Search breadth first along alternating paths for a right node without a partner."""
    queue = [root]
    for left in queue:
        for right in neighbours[left]:
            if right in reached_from:
                continue
            reached_from[right] = left
            if right not in left_of:
                return right
            queue.append(left_of[right])
    return None


def heaviest_matching(weights: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Return a matching with the greatest sum of weights, as left node to right node.

    ``weights`` maps (left, right) to a weight above 0; a pair that is not there cannot be
    matched. Successive shortest augmenting paths with potentials.
    """
    costs: dict[int, list[tuple[int, float]]] = {}
    for (left, right), weight in sorted(weights.items()):
        costs.setdefault(left, []).append((right, -weight))
    for left, row in costs.items():
        # Staying alone costs nothing: a right node below zero that is this left node's own.
        row.append((-1 - left, 0.0))
    search = _Assignment(costs)
    for left in costs:
        search.add(left)
    return {left: right for left, right in search.right_of.items() if right >= 0}


class _Assignment:
    """The cheapest assignment of the left nodes added so far."""

    def __init__(self, costs: Mapping[int, Sequence[tuple[int, float]]]) -> None:
        self.right_of: dict[int, int] = {}
        self._costs = costs
        self._left_of: dict[int, int] = {}
        self._left_price = dict.fromkeys(costs, 0.0)
        self._right_price: dict[int, float] = {}

    def add(self, root: int) -> None:
        """Assign one more left node, moving others where that is cheaper."""
        distance: dict[int, float] = {}
        reached_from: dict[int, int] = {}
        settled: dict[int, float] = {}
        heap: list[tuple[float, int]] = []
        left, base = root, 0.0
        while True:
            for right, cost in self._costs[left]:
                price = self._left_price[left] + self._right_price.get(right, 0.0)
                length = base + cost - price
                if right not in settled and length < distance.get(right, inf):
                    distance[right] = length
                    reached_from[right] = left
                    heappush(heap, (length, right))
            base, right = heappop(heap)
            while right in settled:
                base, right = heappop(heap)
            if right not in self._left_of:
                break
            settled[right] = base
            left = self._left_of[right]
        self._left_price[root] += base
        for passed, length in settled.items():
            self._left_price[self._left_of[passed]] += base - length
            self._right_price[passed] = self._right_price.get(passed, 0.0) - (base - length)
        self._augment(root, right, reached_from)

    def _augment(self, root: int, free: int, reached_from: Mapping[int, int]) -> None:
        right: int | None = free
        while right is not None:
            left = reached_from[right]
            before = self.right_of.get(left)
            self.right_of[left], self._left_of[right] = right, left
            right = None if left == root else before
