"""What a part of the site can put on record: followed through the source, from its pages or its
jobs to each kind of event that they, or what follows from it, may make.

Read by name and not by type, so that it rather finds too much: a class counts with all its methods,
a function with all that it names.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, singledispatch

from tests.architecture.source import Module, modules

type Name = tuple[str, str]
"""A module, and what it calls one thing of its own; no name for the module itself."""

LEDGER = "amparo.foundations.ledger"
FLOWS: Name = ("amparo.casework.flows", "FLOWS")
EVENT: Name = (f"{LEDGER}.events", "Event")
EVERYWHERE: tuple[Name, ...] = (
    ("amparo.door.visit.front_page_and_exit", "leave_another"),
    ("amparo.door.visit.front_page_and_exit", "language"),
    ("amparo.foundations.accounts.server.middleware", "Quiet"),
    ("amparo.foundations.accounts.error_pages", "bad_request"),
    ("amparo.foundations.accounts.error_pages", "not_found"),
    ("amparo.foundations.accounts.error_pages", "broken"),
)
JOBS: Name = ("amparo.cli.commands.site.tick", "JOBS")


@dataclass
class House:
    """The whole source by name: what each thing is, and what a module calls others."""

    said: dict[Name, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))
    known: dict[str, dict[str, Name]] = field(default_factory=lambda: defaultdict(dict))
    events: set[Name] = field(default_factory=set)
    follows: dict[Name, set[Name]] = field(default_factory=lambda: defaultdict(set))
    also: dict[Name, set[Name]] = field(default_factory=lambda: defaultdict(set))

    def named(self, module: str, word: str) -> Name | None:
        """What this word means there, wherever it was taken from."""
        seen: set[Name] = set()
        here: Name = (module, word)
        while here not in self.said and here not in seen:
            seen.add(here)
            if here[1] not in self.known[here[0]]:
                return None
            here = self.known[here[0]][here[1]]
        return here if here in self.said else None


def _dotted(module: Module) -> str:
    return module.place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def house() -> House:
    found = House()
    for module in modules():
        _read(found, _dotted(module), module.tree)
    for name in list(found.said):
        _events(found, name)
    for name, nodes in list(found.said.items()):
        for node in nodes:
            _registered(found, name, node)
    return found


def _read(found: House, module: str, tree: ast.Module) -> None:
    found.said[module, ""] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                found.known[module][one.asname or one.name] = (node.module, one.name)
    for node in tree.body:
        for word in _words_of(node):
            found.said[module, word].append(node)


def _words_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named = (one for target in targets for one in ast.walk(target))
        return [one.id for one in named if isinstance(one, ast.Name)]
    return [] if isinstance(node, ast.Import | ast.ImportFrom | ast.TypeAlias) else [""]


def _events(found: House, name: Name) -> bool:
    """Whether it is an event, or made of one."""
    if name == EVENT or name in found.events:
        return name != EVENT
    for node in found.said[name]:
        for base in node.bases if isinstance(node, ast.ClassDef) else ():
            of = _meant(found, name[0], base)
            if of == EVENT or (of and of != name and _events(found, of)):
                found.events.add(name)
                return True
    return False


def _meant(found: House, module: str, node: ast.AST) -> Name | None:
    """What a name, or a name of another module, stands for."""
    if isinstance(node, ast.Name):
        return found.named(module, node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        there = found.known[module].get(node.value.id)
        return found.named(".".join(there), node.attr) if there else None
    return None


def _registered(found: House, name: Name, node: ast.AST) -> None:
    """The table of flows, and what else keeps a function in a list until something calls it."""
    if name == FLOWS and isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
        _follow(found, node.value)
    elif isinstance(node, ast.FunctionDef):
        for one in node.decorator_list:
            call = one.func if isinstance(one, ast.Call) else one
            _kept(found, name[0], call, {name})
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        given = {of for one in node.value.args for of in _references(found, name[0], one)}
        _kept(found, name[0], node.value.func, given)


def _follow(found: House, table: ast.Dict) -> None:
    """Each row: a kind of event, and the functions that follow from it."""
    for key, functions in zip(table.keys, table.values, strict=True):
        event = _meant(found, FLOWS[0], key) if key else None
        if event:
            found.follows[event] |= set(_references(found, FLOWS[0], functions))


def _kept(found: House, module: str, by: ast.AST, functions: set[Name]) -> None:
    if registers := _meant(found, module, by):
        for kept in _lists_of(found, registers):
            found.also[kept] |= functions


def _lists_of(found: House, registers: Name) -> Iterator[Name]:
    """The lists of its module that this function adds to what it is given."""
    for node in (one for top in found.said[registers] for one in ast.walk(top)):
        into: ast.AST | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            into = node.func.value if node.func.attr in {"append", "add"} else None
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            into = node.targets[0].value
        if isinstance(into, ast.Name) and (registers[0], into.id) in found.said:
            yield registers[0], into.id


def _references(found: House, module: str, node: ast.AST) -> Iterator[Name]:
    """All that is named in it, but where a kind of event is only asked about."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            if (one.value, "") in found.said:
                yield from _all_of(found, one.value)
            continue
        if meant := _meant(found, module, one):
            yield meant
        waiting += _within(one)


def _all_of(found: House, module: str) -> Iterator[Name]:
    """A module that is named by a string: its addresses, or all of it."""
    return (name for name in found.said if name[0] == module and name[1] in {"", "urlpatterns"})


@singledispatch
def _within(node: ast.AST) -> list[ast.AST]:
    """What is inside, without types and without what is only looked for: to name a kind there makes
    nothing of it."""
    return list(ast.iter_child_nodes(node))


@_within.register
def _(_node: ast.TypeAlias | ast.arg) -> list[ast.AST]:
    return []


@_within.register
def _(node: ast.Attribute) -> list[ast.AST]:
    return [] if node.attr == "__name__" else [node.value]


@_within.register
def _(node: ast.Call) -> list[ast.AST]:
    inside = list(ast.iter_child_nodes(node))
    asks = isinstance(node.func, ast.Name) and node.func.id in {"isinstance", "issubclass"}
    return inside[:2] if asks else inside


@_within.register
def _(node: ast.FunctionDef) -> list[ast.AST]:
    return [*node.body, *_defaults(node.args), *node.decorator_list]


@_within.register
def _(node: ast.Lambda) -> list[ast.AST]:
    return [node.body, *_defaults(node.args)]


@_within.register
def _(node: ast.AnnAssign) -> list[ast.AST]:
    return [node.value] if node.value else []


@_within.register
def _(node: ast.comprehension) -> list[ast.AST]:
    """`for one in (RequestFiled, CaseOpened)` looks for these."""
    return list(node.ifs) if isinstance(node.iter, ast.Tuple) else [node.iter, *node.ifs]


@_within.register
def _(node: ast.MatchClass) -> list[ast.AST]:
    return [*node.patterns, *node.kwd_patterns]


def _defaults(told: ast.arguments) -> list[ast.expr]:
    return [*told.defaults, *(one for one in told.kw_defaults if one)]


def _edges(found: House, name: Name) -> set[Name]:
    """What is named in it and what it is kept for; of an event, what follows from it. Which pages a
    process serves leads nowhere: then each surface would reach all others."""
    if name[0].startswith("amparo.urls."):
        return set()
    return found.follows[name] if name in found.events else found.also[name] | _named_in(name)


@cache
def _named_in(name: Name) -> frozenset[Name]:
    found = house()
    named = (one for node in found.said[name] for one in _references(found, name[0], node))
    return frozenset(one for one in named if one != name)


def roots_of(part: str) -> set[Name]:
    if part == "jobs":
        return {JOBS}
    own = {name for name in house().said if f"{name[0]}.".startswith(f"amparo.{part}.")}
    return own | set(EVERYWHERE)


@cache
def reached_from(part: str) -> dict[Name, Name | None]:
    """All that this part may come to, each with what led there."""
    found = house()
    way: dict[Name, Name | None] = dict.fromkeys(roots_of(part))
    waiting = list(way)
    while waiting:
        here = waiting.pop()
        for one in _edges(found, here) - way.keys():
            way[one] = here
            waiting.append(one)
    return way


def recorded_by(part: str) -> set[str]:
    """The names of the events that it may put on record."""
    return {name[1] for name in reached_from(part).keys() & house().events}


def how(part: str, kind: str) -> list[str]:
    """The way on which this part comes to it, for whoever wonders."""
    way = reached_from(part)
    here: Name | None = next(name for name in way if name[1] == kind and name in house().events)
    steps: list[str] = []
    while here:
        steps.append(".".join(here))
        here = way[here]
    return steps[::-1]
