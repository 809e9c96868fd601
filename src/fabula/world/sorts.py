"""Sorts: what kind of value an expression has, and which entities are of which type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from fabula.world.expressions import Value

SortKind = Literal["boolean", "number", "entity", "unknown", "broken"]


@dataclass(frozen=True, slots=True)
class Sort:
    """What kind of value an expression has.

    * `type`: of an entity, the type that it surely is of; `entity` names it where it is a constant.
    * `low`, `high`: of a number, the bounds of the property that is read, if that is all there is.
    * `unknown`: the value is `?` and nothing else, which fits numbers and entities.
    * `broken`: a problem has been reported; fits everything, so that nothing is reported twice.
    """

    kind: SortKind
    type: str = ""
    entity: str | None = None
    low: int | None = None
    high: int | None = None

    def __str__(self) -> str:
        match self.kind:
            case "boolean":
                return "true or false"
            case "number":
                return "a number"
            case "entity":
                return with_article(self.type)
            case "unknown":
                return "the unknown value"
            case _:
                return "something unclear"


def with_article(type_: str) -> str:
    """The type with its article: a `place`, an `action`."""
    return f"an `{type_}`" if type_[:1].lower() in "aeiou" else f"a `{type_}`"


BOOLEAN = Sort("boolean")
NUMBER = Sort("number")
UNKNOWN_SORT = Sort("unknown")
BROKEN = Sort("broken")


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The types of a world, each with all types that it is below (itself included), and the entities of each.

    `members` is in the order of declaration, which is the canonical one.
    """

    above: dict[str, frozenset[str]]
    entity_types: dict[str, tuple[str, ...]]
    members: dict[str, tuple[str, ...]]

    def below(self, type_: str, other: str) -> bool:
        """Whether every `type_` is an `other`."""
        return other in self.above.get(type_, frozenset())

    def is_of(self, entity: str, type_: str) -> bool:
        return any(self.below(own, type_) for own in self.entity_types.get(entity, ()))

    def covers(self, type_: str, sort: Sort) -> bool:
        """Whether whatever has the sort is surely of the type."""
        if sort.kind == "broken":
            return True
        if sort.kind != "entity":
            return False
        return self.below(sort.type, type_) or (sort.entity is not None and self.is_of(sort.entity, type_))

    def could_be(self, sort: Sort, type_: str) -> bool:
        """Whether something of the sort can be of the type.

        Types that are still empty (a library's, in a world that has none of them) can be anything.
        """
        if sort.kind != "entity":
            return sort.kind in ("broken", "unknown")
        if sort.entity is not None:
            return self.is_of(sort.entity, type_)
        if self.below(sort.type, type_) or self.below(type_, sort.type):
            return True
        one, other = self.members.get(sort.type, ()), self.members.get(type_, ())
        if not one or not other:
            return True
        return not set(one).isdisjoint(other)

    def could_meet(self, one: Sort, other: Sort) -> bool:
        """Whether an entity of one sort can be an entity of the other."""
        if one.entity is not None:
            if other.entity is not None:
                return True  # two constants: equal or not, which a warning may tell
            return self.could_be(one, other.type)
        if other.entity is not None:
            return self.could_be(other, one.type)
        return self.could_be(one, other.type)

    def join(self, one: Sort, other: Sort) -> Sort | None:
        """The sort of what is either; None if there is none (a number or an entity)."""
        for this, that in ((one, other), (other, one)):
            if this.kind == "broken":
                return this
            if this.kind == "unknown" and that.kind in ("unknown", "number", "entity"):
                return that
        if one.kind != other.kind:
            return None
        if one.kind == "number":
            if one.low is None or other.low is None or one.high is None or other.high is None:
                return NUMBER
            return Sort("number", low=min(one.low, other.low), high=max(one.high, other.high))
        if one.kind == "entity":
            return self._join_entities(one, other)
        return one

    def _join_entities(self, one: Sort, other: Sort) -> Sort:
        if one == other:
            return one
        for this, that in ((one, other), (other, one)):
            if self.covers(this.type, that):
                return Sort("entity", this.type)
            for type_ in self.entity_types.get(this.entity, ()) if this.entity is not None else ():
                if self.covers(type_, that):
                    return Sort("entity", type_)
        shared = [t for t in self.above.get(one.type, ()) if self.below(other.type, t)]
        if not shared:
            return Sort("entity", "entity")
        return Sort("entity", max(sorted(shared), key=lambda t: len(self.above[t])))


def entity_sort(hierarchy: Hierarchy, name: str) -> Sort:
    types = hierarchy.entity_types.get(name, ())
    return Sort("entity", types[0] if types else "entity", entity=name)


def sort_of_value(hierarchy: Hierarchy, value: Value) -> Sort:
    if value is None:
        return UNKNOWN_SORT
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, (int, Fraction)):
        return NUMBER
    return entity_sort(hierarchy, value)


def hierarchy_of(
    parents: dict[str, tuple[str, ...]], entities: dict[str, tuple[str, ...]]
) -> tuple[Hierarchy, tuple[tuple[str, ...], ...]]:
    """The hierarchy, and the circles among the types (`a` below `b` below `a`), each without the step that closes it.

    Every name in `parents` and `entities` must be a key of `parents`.
    """
    above: dict[str, frozenset[str]] = {}
    circles: list[tuple[str, ...]] = []
    for start in parents:
        path: dict[str, Iterator[str]] = {}  # the types that are being looked at, each with the parents still to come
        if start not in above:
            path[start] = iter(parents[start])
        while path:
            name = next(reversed(path))
            parent = next(path[name], None)
            if parent is None:
                del path[name]
                own = (above[p] for p in parents[name] if p in above)
                above[name] = frozenset((name, "entity")).union(*own)
            elif parent in path:
                steps = list(path)
                circles.append(tuple(steps[steps.index(parent) :]))
            elif parent not in above:
                path[parent] = iter(parents[parent])
    members: dict[str, list[str]] = {name: [] for name in parents}
    for entity, types in entities.items():
        for type_ in frozenset(("entity",)).union(*(above[type_] for type_ in types)):
            members[type_].append(entity)
    return Hierarchy(above, dict(entities), {t: tuple(names) for t, names in members.items()}), tuple(circles)
