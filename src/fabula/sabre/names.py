"""What names stand for in a Sabre problem: types, entities, properties, and which property a reference means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from fabula.diagnostics.problems import Problem, did_you_mean
from fabula.diagnostics.source import Span
from fabula.sabre.lexer import Tokens, short
from fabula.sabre.tree import (
    Atom,
    Constant,
    Definition,
    EntityDefinition,
    Name,
    Node,
    Place,
    PropertyDefinition,
    TypeDefinition,
)
from fabula.world.expressions import Const, Expr, Value, Var
from fabula.world.model import Entity, Parameter, Property, Type, ValueKind

VALUE_TYPES = ("boolean", "number")
OVERLOAD_LIMIT = 200  # properties of one name
KIND_LIMIT = 3_000_000  # pairs of a type and a type above it, or of an entity and a type that it has


@dataclass(frozen=True, slots=True)
class Sort:
    """What kind of value an expression has; of entities, all types that each of the possible ones is known to have.

    `any`: an error has been told already, whatever is asked of it holds. `unknown`: the value `?`.
    """

    kind: ValueKind | Literal["unknown", "any"]
    name: str  # for messages
    options: tuple[frozenset[str], ...] = ()

    def __str__(self) -> str:
        return self.name


BOOLEAN, NUMBER = Sort("boolean", "a truth value"), Sort("number", "a number")
UNKNOWN, ANY = Sort("unknown", "`?`"), Sort("any", "wrong")

Scope = dict[str, tuple[Expr, str]]  # a name of a variable: the variable, and its type


@dataclass(slots=True)
class Names:
    """The declared names; made by `collect`."""

    source: Tokens
    complain: Callable[[Problem], None]
    types: dict[str, Type] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    properties: dict[str, Property] = field(default_factory=dict)  # by key
    overloads: dict[str, list[Property]] = field(default_factory=dict)  # by name
    unreadable: set[str] = field(default_factory=set)  # names of properties with a declaration that is wrong, and told
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    above: dict[str, frozenset[str]] = field(default_factory=dict)  # the types above each type, itself included
    types_of: dict[str, frozenset[str]] = field(default_factory=dict)  # all types of each entity
    _meant: dict[tuple[object, ...], Property | None] = field(default_factory=dict)  # by name and arguments

    def error(self, code: str, node: Node, wrong: str, hint: str = "", read: str = "") -> None:
        self.complain(Problem(code, self.source.span(node.first, node.end), wrong, read=read, hint=hint))

    # --- types ---

    def is_a(self, type_: str, above: str) -> bool:
        return type_ == above or above in self.above.get(type_, ())

    def fits(self, sort: Sort, type_: str) -> bool:
        """Whether every value of that sort is one of the type (a value type included)."""
        if sort.kind == "any":
            return True
        if type_ in VALUE_TYPES:
            return sort.kind == type_ or (sort.kind == "unknown" and type_ == "number")
        if sort.kind == "unknown":
            return True
        return sort.kind == "entity" and all(type_ in types for types in sort.options)

    def known_type(self, name: Name, *, values: bool = True) -> str | None:
        """The type of that name, or None if there is none (told)."""
        if name.name in self.types or (values and name.name in VALUE_TYPES):
            return name.name
        if name.name in VALUE_TYPES:
            self.error("F817", name, f"A type of entities is expected here, not `{name.name}`.")
        else:
            also = f"Declare it: `type {short(name.name)};`."
            hint = suggestion(name.name, [*self.types, *VALUE_TYPES], also)
            self.error("F809", name, f"There is no type `{short(name.name)}`.", hint)
        return None

    def sort_of_type(self, type_: str) -> Sort:
        if type_ in VALUE_TYPES:
            return BOOLEAN if type_ == "boolean" else NUMBER
        return Sort("entity", f"an entity of type `{short(type_)}`", (self.above.get(type_, frozenset((type_,))),))

    def sort_of_value(self, value: Value) -> Sort:
        if isinstance(value, str):
            declared = "/".join(self.entities[value].types[:5])
            return Sort("entity", f"an entity of type `{short(declared)}`", (self.types_of[value],))
        return UNKNOWN if value is None else BOOLEAN if isinstance(value, bool) else NUMBER

    # --- values and references ---

    def atom(self, atom: Atom, scope: Scope) -> tuple[Expr, Sort]:
        """A constant, a variable or an entity, innermost first; an unknown name is told."""
        if isinstance(atom, Constant):
            return Const(atom.value), self.sort_of_value(atom.value)
        if atom.name in scope:
            expr, type_ = scope[atom.name]
            return expr, self.sort_of_type(type_) if type_ else ANY
        if atom.name in self.entities:
            return Const(atom.name), self.sort_of_value(atom.name)
        also = "Declare it as an entity, or as a variable of a quantifier or signature."
        if atom.name in self.overloads:
            also = f"For the property, write `{atom.name}(…)`."
        hint = suggestion(atom.name, [*scope, *self.entities, "True", "False"], also)
        if atom.name in self.overloads:
            hint = also
        self.error("F810", atom, f"There is no variable or entity `{short(atom.name)}` here.", hint)
        return Const(None), ANY

    def overload(self, node: Node, name: str, args: Iterable[tuple[Expr, Sort]]) -> Property | None:
        """The property that is meant: the first declared one whose parameters cover the arguments. None is told."""
        declared = self.overloads.get(name)
        if declared is None:
            hint = suggestion(name, self.overloads, f"Declare it: `property {short(name)}(…) : …;`.")
            self.error("F811", node, f"There is no property `{short(name)}`.", hint)
            return None
        given = list(args)
        key = (name, *((type(expr), getattr(expr, "value", None), sort) for expr, sort in given))
        if key not in self._meant:
            covering = (
                candidate
                for candidate in declared
                if len(candidate.parameters) == len(given)
                and all(self._covers(place, *arg) for place, arg in zip(candidate.parameters, given, strict=True))
            )
            self._meant[key] = next(covering, None)
        if (meant := self._meant[key]) is not None:
            return meant
        if name in self.unreadable or any(sort.kind == "any" for _, sort in given):
            return None  # a declaration or an argument is wrong, and told: no second message
        written = ", ".join(f"`{signature(one)}`" for one in declared[:5])
        wrong = f"`{short(name)}` does not take these arguments."
        read = ", ".join(str(sort) for _, sort in given) or "no argument"
        self.error("F812", node, wrong, f"It is declared as {written}.", f"the arguments are: {read}")
        return None

    def _covers(self, parameter: Parameter, expr: Expr, sort: Sort) -> bool:
        if parameter.literal is not None:
            same = isinstance(expr, Const) and type(expr.value) is type(parameter.literal.value)
            return same and expr == parameter.literal
        return self.fits(sort, parameter.type)

    def parameters(self, places: tuple[Place, ...]) -> tuple[tuple[Parameter, ...], Scope] | None:
        """The parameters of a signature and the variables that they bind; None if one is wrong (told)."""
        scope: Scope = {}
        found: list[Parameter] = []
        whole = True
        for place in places:
            if place.type is None:
                value, sort = self.atom(place.value, {})
                if sort.kind == "any" or not isinstance(value, Const):
                    whole = False
                    continue
                if isinstance(value.value, str):
                    type_ = "character" if self.is_character(value.value) else self.entities[value.value].types[0]
                else:
                    type_ = str(sort.kind)
                found.append(Parameter(written(value.value), type_, literal=value))
                continue
            assert isinstance(place.value, Name)
            name = place.value.name
            known = self.known_type(place.type)
            if known == "number":
                wrong = "A parameter cannot be a number: it must have finitely many values."
                self.error("F817", place.type, wrong, "Use entities, or write the number itself as the parameter.")
                known = None
            if name in scope:
                self.error("F818", place, f"There are two parameters `{short(name)}`.", "Give each its own name.")
                known = None
            scope[name] = (Var(name), known or "")
            if known is None:
                whole = False
            else:
                found.append(Parameter(name, known))
        return (tuple(found), scope) if whole else None

    def is_character(self, entity: str) -> bool:
        return "character" in self.types_of[entity]


def suggestion(name: str, candidates: Collection[str], also: str = "") -> str:
    """What the name may have been meant to be; where looking would take long, `also`."""
    return did_you_mean(name, candidates, also) if len(name) <= 40 and len(candidates) <= 1000 else also


def written(value: Value) -> str:
    return "?" if value is None else str(value)


def signature(declared: Property) -> str:
    """`at(character, True)`."""
    types = (one.name if one.literal else one.type for one in declared.parameters)
    return f"{declared.name}({', '.join(types)})"


def collect(definitions: list[Definition], source: Tokens, complain: Callable[[Problem], None]) -> Names:
    """Types, then entities, then properties, wherever they stand in the text."""
    names = Names(source, complain)
    _types(definitions, names)
    _entities(definitions, names)
    for definition in definitions:
        if isinstance(definition, PropertyDefinition):
            _property(definition, names)
    return names


def _types(definitions: list[Definition], names: Names) -> None:
    parents: dict[str, dict[str, Name | None]] = {"entity": {}, "character": {}}
    places: dict[str, Name] = {}

    def declare(name: Name) -> None:
        if name.name not in parents:
            parents[name.name] = {}
            places[name.name] = name

    for definition in definitions:
        if isinstance(definition, TypeDefinition):
            name = definition.name
            if _reserved(names, name):
                continue
            declare(name)
            for parent in definition.parents:
                if parent.name in VALUE_TYPES or name.name == "entity":
                    wrong = f"`{short(name.name)}` cannot be a kind of `{short(parent.name)}`."
                    hint = "`entity` is above every type." if name.name == "entity" else "Types are kinds of entities."
                    names.error("F817", parent, wrong, hint)
                else:
                    declare(parent)
                    parents[name.name].setdefault(parent.name, parent)
        elif isinstance(definition, EntityDefinition):
            for parent in definition.types:
                if parent.name not in VALUE_TYPES:
                    declare(parent)

    _cut_circles(parents, names)
    for name_, above in parents.items():
        top = () if name_ == "entity" else ("entity",)
        kept = tuple(parent for parent in above if parent != "entity") or top
        at = places.get(name_)
        names.types[name_] = Type(name_, kept, names.source.span(at.first, at.end) if at else None)
    pairs = 0
    for name_ in names.types:
        if pairs > KIND_LIMIT:
            names.above[name_] = frozenset((name_, "entity"))
            continue
        reached, waiting = {name_, "entity"}, [name_]
        while waiting:
            for parent_ in names.types[waiting.pop()].parents:
                if parent_ not in reached:
                    reached.add(parent_)
                    waiting.append(parent_)
        names.above[name_] = frozenset(reached)
        pairs += len(reached)
        if pairs > KIND_LIMIT:
            _too_many_kinds(names, names.types[name_].span)


def _too_many_kinds(names: Names, span: Span | None) -> None:
    wrong = f"There are more than {KIND_LIMIT:,} cases of an entity or a type being of a type."
    names.complain(Problem("F808", span, wrong, hint="Use fewer types above each other."))


def _reserved(names: Names, name: Name) -> bool:
    if name.name in (*VALUE_TYPES, "True", "False"):
        names.error("F817", name, f"`{name.name}` has a meaning of its own.", "Choose another name.")
        return True
    return False


def _cut_circles(parents: dict[str, dict[str, Name | None]], names: Names) -> None:
    """Tell every parent that closes a circle, and leave it out (depth first, without recursion)."""
    done: set[str] = set()
    for start in parents:
        path: list[str] = [start]
        below: list[Iterator[str]] = [iter(tuple(parents[start]))]
        on_path = {start}
        while path and start not in done:
            parent = next(below[-1], None)
            if parent is None:
                done.add(path[-1])
                on_path.discard(path.pop())
                below.pop()
            elif parent in on_path:
                at = parents[path[-1]].pop(parent)
                circle = [*path[path.index(parent) :], parent]
                shown = circle if len(circle) < 8 else [*circle[:6], "…", parent]
                read = f"`{' : '.join(short(name, 30) for name in shown)}`"
                if at is not None:
                    names.error("F817", at, "These types are above themselves.", "Take one of the parents away.", read)
            elif parent not in done:
                path.append(parent)
                on_path.add(parent)
                below.append(iter(tuple(parents[parent])))


def _entities(definitions: list[Definition], names: Names) -> None:
    types: dict[str, dict[str, None]] = {}
    places: dict[str, Name] = {}
    for definition in definitions:
        if not isinstance(definition, EntityDefinition) or _reserved(names, definition.name):
            continue
        mine = types.setdefault(definition.name.name, {})
        places.setdefault(definition.name.name, definition.name)
        for type_ in definition.types:
            if type_.name in VALUE_TYPES:
                wrong = f"An entity cannot be a {type_.name}."
                names.error("F817", type_, wrong, "Entities are declared like `entity Tom : character;`.")
            else:
                mine[type_.name] = None
    pairs = 0
    for name, declared in types.items():
        span = names.source.span(places[name].first, places[name].end)
        names.entities[name] = Entity(name, tuple(declared) or ("entity",), span=span)
        pairs += sum(len(names.above[type_]) for type_ in declared)
        if pairs > KIND_LIMIT:
            _too_many_kinds(names, span)
            declared = {}
        names.types_of[name] = frozenset({"entity"}.union(*(names.above[type_] for type_ in declared)))
    found: dict[str, list[str]] = {type_: [] for type_ in names.types}
    for name in sorted(types, key=lambda name: not names.is_character(name)):  # stable: in the order of declaration
        for type_name in names.types_of[name]:
            found[type_name].append(name)
    names.members.update((type_name, tuple(members)) for type_name, members in found.items())


def _property(definition: PropertyDefinition, names: Names) -> None:
    parameters = names.parameters(definition.places)
    type_ = names.known_type(definition.type)
    name = definition.name.name
    if parameters is None or type_ is None:
        names.overloads.setdefault(name, [])
        names.unreadable.add(name)
        return
    places = ",".join(one.name if one.literal else one.type for one in parameters[0])
    key = f"{name}/{places}" if places else name
    kind: ValueKind = "boolean" if type_ == "boolean" else "number" if type_ == "number" else "entity"
    span = names.source.span(definition.first, definition.end)
    if known := names.properties.get(key):
        if known.type != type_:
            related = ((known.span, f"with values of type {short(known.type)} here"),) if known.span else ()
            wrong = f"`{signature(known)}` is declared twice, with different types."
            names.complain(Problem("F818", span, wrong, hint="Keep one of the two.", related=related))
        return
    declared = Property(name, key, parameters[0], kind, type_, span=span)
    namesakes = names.overloads.setdefault(name, [])
    if len(namesakes) == OVERLOAD_LIMIT:
        wrong = f"More than {OVERLOAD_LIMIT} properties are called `{short(name)}`."
        names.complain(Problem("F808", span, wrong, hint="Give one property a parameter for what makes them differ."))
        return
    for other in namesakes:
        if other.kind != kind and _overlap(names, other, declared):
            related = ((other.span, "of another kind of value"),) if other.span else ()
            wrong = f"`{signature(declared)}` and `{signature(other)}` can be one and the same, with different values."
            names.complain(Problem("F818", span, wrong, hint="Give one of them another name.", related=related))
    names.properties[key] = declared
    namesakes.append(declared)


def _overlap(names: Names, one: Property, other: Property) -> bool:
    """Whether the two can have the same arguments."""

    def values(parameter: Parameter) -> set[object]:
        if parameter.literal is not None:
            return {(type(parameter.literal.value), parameter.literal.value)}
        members = (False, True) if parameter.type == "boolean" else names.members[parameter.type]
        return {(type(value), value) for value in members}

    return len(one.parameters) == len(other.parameters) and all(
        values(a) & values(b) for a, b in zip(one.parameters, other.parameters, strict=True)
    )
