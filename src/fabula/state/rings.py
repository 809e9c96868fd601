"""Which states a graph of drafts is: partition refinement, then looking up from the inside outwards.

The long way round, for worlds in the making that refer to each other. Where a draft refers only to states and to
itself, `Pool.keep_one` finds the state at once.

Source: partition refinement as in Kanellakis and Smolka 1990 (naive), components as in Tarjan 1972.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.state.components import components
from fabula.state.constants import DRAFTS as FIRST_STATE

if TYPE_CHECKING:
    from fabula.state.pool import Pool

Known = tuple[str, int]  # ("state", n): a state (or EMPTY); ("class", n): a class of drafts


def keep_rings(pool: Pool, root: int, rings: dict[tuple[object, ...], int]) -> int:
    """The state that the draft `root` is. `rings` remembers states that refer to each other by their picture."""
    drafts = _drafts_of(pool, root)
    vector = {draft: pool.keep_vector(draft) for draft in drafts}
    classes = _split(pool, drafts, vector)
    state_of: dict[int, int] = {}
    example: dict[int, int] = {}
    for node, number in classes.items():
        if node >= FIRST_STATE:
            state_of[number] = node
        else:
            example.setdefault(number, node)
    minds: dict[int, list[Known]] = {}
    for number, draft in example.items():
        if number not in state_of:
            here = (pool.mind(draft, place) for place in range(pool.places))
            minds[number] = [("class", classes[m]) if m in classes else ("state", m) for m in here]
    for ring in components({n: [m for kind, m in of if kind == "class"] for n, of in minds.items()}):
        for number in ring:
            minds[number] = [
                ("state", state_of[n]) if kind == "class" and n in state_of else (kind, n) for kind, n in minds[number]
            ]
        made = {}
        for number in ring:
            made[number] = pool.draft()
            pool.copy_words(made[number], example[number])
        for number in ring:
            for place, (kind, n) in enumerate(minds[number]):
                pool.set_mind(made[number], place, made[n] if kind == "class" else n)
        if len(ring) == 1:
            state_of[ring[0]] = pool.keep_one(made[ring[0]])
            continue
        pictures = {number: _picture(number, minds, vector, example) for number in ring}
        if pictures[ring[0]] not in rings:
            for number, state in zip(ring, pool.add_ring([made[n] for n in ring]), strict=True):
                rings[pictures[number]] = state
        for number in ring:
            state_of[number] = rings[pictures[number]]
    return state_of[classes[root]]


def _drafts_of(pool: Pool, root: int) -> list[int]:
    found, seen = [root], {root}
    for draft in found:  # grows while it is walked
        for place in range(pool.places):
            mind = pool.mind(draft, place)
            if 1 < mind < FIRST_STATE and mind not in seen:
                seen.add(mind)
                found.append(mind)
    return found


def _split(pool: Pool, drafts: list[int], vector: dict[int, int]) -> dict[int, int]:
    """The class of every draft and of every state that could be equal to one."""
    wanted = set(vector.values())
    places = range(pool.places)
    members = list(drafts)
    todo = [pool.mind(draft, place) for draft in drafts for place in places]
    seen: set[int] = set()
    while todo:
        state = todo.pop()
        if state >= FIRST_STATE and state not in seen:
            seen.add(state)
            if pool.vector(state) in wanted:
                members.append(state)
            todo.extend(pool.mind(state, place) for place in places)
    numbers: dict[int, int] = {}
    classes: dict[int, int] = {}
    for node in members:
        values = vector[node] if node in vector else pool.vector(node)
        classes[node] = numbers.setdefault(values, len(numbers))
    count = len(numbers)
    while True:
        table: dict[tuple[object, ...], int] = {}
        split: dict[int, int] = {}
        for node in members:
            picture: list[object] = [classes[node]]
            for place in places:
                mind = pool.mind(node, place)
                picture.append(("class", classes[mind]) if mind in classes else mind)
            split[node] = table.setdefault(tuple(picture), len(table))
        classes = split
        if len(table) == count:
            return classes
        count = len(table)


def _picture(
    start: int, minds: dict[int, list[Known]], vector: dict[int, int], example: dict[int, int]
) -> tuple[object, ...]:
    """The ring as seen from one of its classes: the classes numbered as they are met, values and minds of each."""
    place = {start: 0}
    order = [start]
    picture: list[object] = []
    for number in order:  # grows while it is walked
        picture.append(vector[example[number]])
        for kind, n in minds[number]:
            if kind == "class":
                if n not in place:
                    place[n] = len(order)
                    order.append(n)
                picture.append(("class", place[n]))
            else:
                picture.append(n)
    return tuple(picture)
