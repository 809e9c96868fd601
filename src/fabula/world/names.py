"""Names: the types, entities and properties that a world declares, and what each name stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fabula.diagnostics.problems import did_you_mean
from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.world.merge import Merged
from fabula.world.model import Entity, Parameter, Property, Type, ValueKind
from fabula.world.report import Report, listed
from fabula.world.sorts import Hierarchy, hierarchy_of

BUILT_IN_TYPES = ("entity", "character", "figure", "agreement", "status")
NOT_TYPES = ("boolean", "number")
OPERATIONS = ("believed", "min", "max", "mistaken")
STATUS_WORDS = ("none", "offered", "refused", "in_force", "kept", "broken", "expired")
ANYONE = "anyone"
MOST_VALUES = 10_000  # of a bounded number

WHO = Property("who", "who/figure", (Parameter("figure", "figure"),), "entity", "character")
STATUS = Property(
    "status",
    "status/agreement/character/character",
    (Parameter("agreement", "agreement"), Parameter("debtor", "character"), Parameter("creditor", "character")),
    "entity",
    "status",
)


@dataclass(slots=True)
class Names:
    """What every name of a world stands for.

    * `callables`: for each name, the properties and definitions of that name, in the order of declaration.
    * `broken`: names whose declaration has a problem; what uses them is not reported again.
    """

    hierarchy: Hierarchy
    types: dict[str, Type]
    entities: dict[str, Entity]
    properties: dict[str, Property]
    callables: dict[str, list[Property | tree.Definition]]
    broken: set[str] = field(default_factory=set)

    def type_named(self, name: tree.Name, report: Report) -> str | None:
        """The name, if it is a type's; else the problem is reported (F202)."""
        if name.text in self.types:
            return name.text
        if name.text in NOT_TYPES:
            hint = "only entities can stand here; a property says a number or a truth value of one"
        elif name.text in self.entities:
            of = listed(self.entities[name.text].types)
            hint = f"`{name.text}` is an entity, of the type {of}"
        else:
            hint = did_you_mean(name.text, self.types, also=f"declare it: `type {name.text}`")
        if name.text not in self.broken:
            report.add("F202", name.span, f"there is no type `{name.text}`", hint=hint, slip=("F202", name.text))
        return None


@dataclass(slots=True)
class _Collector:
    merged: Merged
    report: Report
    parents: dict[str, list[str]] = field(default_factory=dict)
    type_spans: dict[str, Span | None] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    value_types: dict[int, str] = field(default_factory=dict)  # the type of a property's words, by the node's id
    words_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def collect(merged: Merged, report: Report) -> Names:
    """The names of a world. Reports F202 to F204, F219 and F220."""
    collector = _Collector(merged, report)
    _types(collector)
    _entities(collector)
    parents = {name: tuple(above) for name, above in collector.parents.items()}
    hierarchy, circles = hierarchy_of(parents, {e.name: e.types for e in collector.entities.values()})
    for circle in circles:
        span = collector.type_spans.get(circle[0])
        shown = " below ".join(f"`{name}`" for name in (*circle, circle[0]))
        hint = "take one of the steps out: the type at the top has no parent among the others"
        report.add("F204", span, f"types stand below each other in a circle: {shown}", hint=hint)
    types = {name: Type(name, parents[name], collector.type_spans.get(name)) for name in parents}
    names = Names(hierarchy, types, collector.entities, {}, {}, collector.broken)
    _callables(collector, names)
    return names


def _types(collector: _Collector) -> None:
    for name in BUILT_IN_TYPES:
        collector.parents[name] = [] if name == "entity" else ["entity"]
    declared = [d for d in collector.merged.declarations if isinstance(d, tree.TypeDeclaration)]
    for declaration in declared:
        for type_name in declaration.names:
            if type_name.text in NOT_TYPES:
                collector.report.add(
                    "F203",
                    type_name.span,
                    f"`{type_name.text}` is there already, as a kind of value",
                    hint="choose another name",
                )
            else:
                collector.parents.setdefault(type_name.text, [])
                collector.type_spans.setdefault(type_name.text, type_name.span)
    _value_types(collector)
    for declaration in declared:
        above = [parent.text for parent in declaration.parents if _is_type(collector, parent)]
        for type_name in declaration.names:
            if type_name.text == "entity" and declaration.parents:
                hint = "everything is an `entity`; name the type that you mean"
                collector.report.add("F204", type_name.span, "`entity` stands below nothing else", hint=hint)
            elif type_name.text in collector.parents:
                own = collector.parents[type_name.text]
                own.extend(parent for parent in dict.fromkeys(above) if parent not in own)
    for name, parents in collector.parents.items():
        if not parents and name != "entity":
            parents.append("entity")


def _is_type(collector: _Collector, name: tree.Name) -> bool:
    if name.text in collector.parents:
        return True
    if name.text not in collector.broken:
        hint = did_you_mean(name.text, collector.parents, also=f"declare it: `type {name.text}`")
        if name.text in NOT_TYPES:
            hint = "an entity is no value; a property can have numbers and truth values"
        wrong = f"there is no type `{name.text}`"
        collector.report.add("F202", name.span, wrong, hint=hint, slip=("F202", name.text))
    return False


def _value_types(collector: _Collector) -> None:
    """A type for the words of each property that has words."""
    for declaration in collector.merged.declarations:
        if not isinstance(declaration, tree.PropertyDeclaration) or not isinstance(declaration.range, tree.OneOf):
            continue
        words = tuple(name.text for name in declaration.range.names)
        if len(words) < 2 or any(word in collector.parents for word in words):
            continue
        name = declaration.name.text
        if name in collector.parents and collector.words_of.get(name) != words:
            types = [p.type.text for p in declaration.parameters if p.type is not None]
            name = "/".join([name, *types])
        collector.parents.setdefault(name, [])
        collector.type_spans.setdefault(name, declaration.name.span)
        collector.words_of[name] = words
        collector.value_types[id(declaration)] = name


def _entities(collector: _Collector) -> None:
    for declaration in collector.merged.declarations:
        if isinstance(declaration, tree.Entities):
            title = None if declaration.title is None else declaration.title.value
            known = [type_.text for type_ in declaration.types if _is_type(collector, type_)]
            types = tuple(dict.fromkeys(known)) or ("entity",)
            if len(known) < len(declaration.types):
                collector.broken.update(name.text for name in declaration.names)
            for name in declaration.names:
                _entity(collector, name, types, title)
        elif isinstance(declaration, tree.Agreement):
            _entity(collector, declaration.name, ("agreement",), None)
        elif id(declaration) in collector.value_types and isinstance(declaration, tree.PropertyDeclaration):
            assert isinstance(declaration.range, tree.OneOf)
            for word in declaration.range.names:
                _word(collector, word.text, collector.value_types[id(declaration)], word.span)
    for status in STATUS_WORDS:
        _word(collector, status, "status", None)


def _entity(collector: _Collector, name: tree.Name, types: tuple[str, ...], title: str | None) -> None:
    known = collector.entities.get(name.text)
    if name.text == ANYONE:
        wrong = f"`{ANYONE}` can't be an entity: it stands for whoever might notice"
        collector.report.add("F203", name.span, wrong, hint="choose another name")
    elif known is None:
        collector.entities[name.text] = Entity(name.text, types, title, name.span)
    elif known.span is not None and all(type_ in collector.words_of for type_ in known.types):
        merged = tuple(dict.fromkeys((*types, *known.types)))
        collector.entities[name.text] = Entity(name.text, merged, title, name.span)
    else:
        collector.report.add(
            "F203",
            name.span,
            f"the entity `{name.text}` is declared twice",
            hint="name all of its types in one line: `lamp : place, thing`",
            related=_first(known.span),
        )


def _word(collector: _Collector, word: str, type_: str, span: Span | None) -> None:
    known = collector.entities.get(word)
    if known is None:
        collector.entities[word] = Entity(word, (type_,), None, span)
    elif type_ not in known.types:
        collector.entities[word] = Entity(word, (*known.types, type_), known.title, known.span or span)


def _first(span: Span | None) -> tuple[tuple[Span, str], ...]:
    return () if span is None else ((span, "first declared here"),)


# Properties and definitions


def _callables(collector: _Collector, names: Names) -> None:
    report = collector.report
    for declaration in collector.merged.declarations:
        if isinstance(declaration, (tree.PropertyDeclaration, tree.Definition)):
            _reserved(declaration.name, names, report)
    for built_in in (WHO, STATUS):
        names.properties[built_in.key] = built_in
        names.callables[built_in.name] = [built_in]
    spans: dict[str, Span | None] = {WHO.key: None, STATUS.key: None}
    for declaration in collector.merged.declarations:
        if isinstance(declaration, tree.PropertyDeclaration):
            prop = _property(collector, declaration, names)
            if prop is None:
                names.broken.add(declaration.name.text)
                continue
            if _declared_before(prop.key, declaration.name, spans, report):
                continue
            names.properties[prop.key] = prop
            names.callables.setdefault(prop.name, []).append(prop)
        elif isinstance(declaration, tree.Definition):
            types = [parameter_type(p, names, report, "definition") for p in declaration.parameters]
            if None in types:
                names.broken.add(declaration.name.text)
                continue
            key = "/".join([declaration.name.text, *(t for t in types if t is not None)])
            distinct(declaration.parameters, report)
            if not types and _is_entity(declaration.name, "a definition", names, report):
                continue
            if not _declared_before(key, declaration.name, spans, report):
                names.callables.setdefault(declaration.name.text, []).append(declaration)


def _reserved(name: tree.Name, names: Names, report: Report) -> None:
    if name.text in OPERATIONS:
        report.add("F203", name.span, f"`{name.text}` is there already, as an operation", hint="choose another name")


def _is_entity(name: tree.Name, kind: str, names: Names, report: Report) -> bool:
    """Whether the name is an entity's already; then that is reported, and it stays the entity's."""
    entity = names.entities.get(name.text)
    if entity is None or entity.span is None:
        return False
    wrong = f"`{name.text}` is an entity and {kind}"
    hint = "give one of them another name"
    report.add("F203", name.span, wrong, hint=hint, related=_first(entity.span))
    return True


def _declared_before(key: str, name: tree.Name, spans: dict[str, Span | None], report: Report) -> bool:
    if key not in spans:
        spans[key] = name.span
        return False
    first = spans[key]
    types = key.split("/")[1:]
    shown = f"{name.text}({', '.join(types)})" if types else name.text
    wrong = f"`{shown}` is declared twice" if first is not None else f"`{shown}` is there already"
    report.add("F203", name.span, wrong, hint="choose another name, or take one of the two out", related=_first(first))
    return True


def parameter_type(parameter: tree.Parameter, names: Names, report: Report, of: str) -> str | None:
    if parameter.type is None:
        shown = "" if parameter.name is None else f" `{parameter.name.text}`"
        hint = "" if parameter.name is None else f"write `{parameter.name.text}: character`, say"
        report.add("F202", parameter.span, f"the parameter{shown} of a {of} needs a type", hint=hint)
        return None
    if parameter.or_figure:
        hint = "take `or figure` out; a property of figures is declared for `figure` by itself"
        report.add(
            "F219", parameter.span, f"only the parameter of an action can be a figure, not that of a {of}", hint=hint
        )
    return names.type_named(parameter.type, report)


def distinct(parameters: Iterable[tree.Parameter], report: Report) -> None:
    """Reports parameters that bear the same name (F203), or a name that is taken."""
    seen: dict[str, tree.Name] = {}
    for parameter in parameters:
        name = parameter.name
        if name is None or parameter.type is None:
            continue
        if name.text in seen:
            first = seen[name.text].span
            wrong = f"two parameters are called `{name.text}`"
            report.add(
                "F203", name.span, wrong, hint="give each a name of its own", related=((first, "the first one"),)
            )
        elif name.text == ANYONE:
            wrong = f"a parameter can't be called `{ANYONE}`: that stands for whoever might notice"
            report.add("F203", name.span, wrong, hint="choose another name")
        seen.setdefault(name.text, name)


def _property(collector: _Collector, declaration: tree.PropertyDeclaration, names: Names) -> Property | None:
    report, name = collector.report, declaration.name
    types = [parameter_type(p, names, report, "property") for p in declaration.parameters]
    value = _values(collector, declaration, names)
    if value is None or None in types:
        return None
    kind, type_, low, high = value
    parameters = []
    for number, (parameter, of) in enumerate(zip(declaration.parameters, types, strict=True), start=1):
        assert of is not None
        parameters.append(Parameter(parameter.name.text if parameter.name is not None else f"{of}{number}", of))
    if not parameters and _is_entity(name, "a property", names, report):
        return None
    if declaration.visible and not parameters:
        hint = "give it a parameter, `(character)`, or take `visible` out"
        report.add("F220", name.span, f"`{name.text}` is of nobody, so that nobody can see it of somebody", hint=hint)
    if declaration.felt and not (parameters and names.hierarchy.below(parameters[0].type, "character")):
        hint = "make its first parameter a `character`, or take `felt` out"
        report.add("F220", name.span, f"`{name.text}` is of no character's heart, so that it can't be felt", hint=hint)
    key = "/".join([name.text, *(p.type for p in parameters)])
    return Property(
        name.text, key, tuple(parameters), kind, type_, low, high, declaration.visible, declaration.felt, name.span
    )


def _values(
    collector: _Collector, declaration: tree.PropertyDeclaration, names: Names
) -> tuple[ValueKind, str, int | None, int | None] | None:
    match declaration.range:
        case None:
            return "boolean", "boolean", None, None
        case tree.AnyNumber():
            return "number", "number", None, None
        case tree.Bounds(low, high, span):
            if high - low >= MOST_VALUES:
                wrong = f"a bounded number has at most {MOST_VALUES:,} values, and `{declaration.name.text}` has more"
                hint = "leave out its bounds (`: number`), or count in larger steps"
                collector.report.add("F227", span, wrong, hint=hint)
                return None
            return "number", "number", low, high
        case tree.OneOf(values):
            if id(declaration) in collector.value_types:
                return "entity", collector.value_types[id(declaration)], None, None
            if len(values) == 1:
                type_ = _single_type(values[0], names, collector.report)
                return None if type_ is None else ("entity", type_, None, None)
            known = next(value for value in values if value.text in names.types)
            wrong = f"`{known.text}` is a type and can't stand in a list of words"
            hint = f"name one type (`: {known.text}`), or words only"
            collector.report.add("F220", known.span, wrong, hint=hint)
            return None


def _single_type(name: tree.Name, names: Names, report: Report) -> str | None:
    if name.text in names.types:
        return name.text
    hint = did_you_mean(name.text, names.types, also="name a type, or two words or more, separated by commas")
    if name.text.lower() in ("boolean", "bool", "truth"):
        hint = f"leave `: {name.text}` out: without it the property is true or false"
    wrong = f"there is no type `{name.text}` for the values of a property"
    report.add("F202", name.span, wrong, hint=hint, slip=("F202", name.text))
    return None
