"""What the import contracts cannot see. Why each rule: docs/decisions/0001."""

import ast
import inspect
import pkgutil
import re
from collections import Counter, defaultdict
from functools import cache
from importlib import import_module
from typing import get_args, get_type_hints

import pytest
from django.apps import apps

from amparo.casework import flows
from amparo.casework.flows import FLOWS
from amparo.foundations.ledger import services as ledger
from amparo.foundations.ledger.events import Event
from tests.architecture.source import (
    PACKAGE,
    ROOT,
    Function,
    Module,
    asks_for,
    called_in,
    contract,
    modules,
    place,
)

CASEWORK = PACKAGE / "casework"
STAGES = [name.strip("()") for name in reversed(contract("flow")["layers"])][:-1]
MODULES_OF_A_FOLDER = 20
# One story in thirteen files, each short enough to be read whole: the straight way, who is kept
# away, the side roads, what she gives up, what is said across languages, the words that others
# have of their own, where a case speaks for many, what follows a death, a case that passes to
# another norm, a file that is erased, copies that leave, a leak, and an hour of danger.
NAMES_FOR_ANYTHING = {"utils", "common", "core", "helpers", "base", "misc", "manager", "managers"}
# Where a country may be named: what an installation runs when it says nothing.
MAY_NAME_A_COUNTRY = {"amparo/settings/main.py"}
COUNTRY_WORDS = ("pe-2019", "pe-2021", "Perú", "Lima", "MINJUS", "SERNANP", "DEVIDA")
COLUMNS = 15
NAMED_MODULE = re.compile(r"(?<![\w*./-])(?:\w+/)*\w+\.py\b")
SHORT = 4  # statements: below that, two functions may well say the same
THE_RECORD_ITSELF = "amparo/foundations/ledger/services.py"
# What asks the database by itself: a manager, or a query put together before.
READING = re.compile(
    r"\.objects\b|\b_[A-Z]+\."
    r"|\.(filter|exclude|values|values_list|exists|aggregate|annotate|order_by|select_related)$"
)
# Whoever holds one of these has been asked who they are.
OPENED = {"Actor", "Folder", "OpenCase", "Visitor"}
# What reads, asks or shows writes to no table: modules of these names, and every page.
READS = re.compile(r"(^|_)(queries|views|forms|urls|events|wording)$")
PAGES = ("amparo/door/", "amparo/desk/", "amparo/portal/", "amparo/site/")
WRITING = re.compile(
    r"\.(save|create|bulk_create|bulk_update|delete|get_or_create|update_or_create)$"
    r"|(objects|filter\(.*\))\.update$",
    re.DOTALL,
)


def public(modules_named: str) -> list[tuple[str, Module, Function]]:
    """Every public function in files of that name: `cases.open_case`, where it is, and itself."""
    return [
        (f"{module.path.parent.name}.{function.name}", module, function)
        for module in modules(named=modules_named)
        if module.place != THE_RECORD_ITSELF
        for function in module.public_functions
    ]


def stages_on_disk() -> list[str]:
    return sorted(
        path.name
        for path in CASEWORK.iterdir()
        if (path / "__init__.py").is_file() and path.name != "flows"
    )


def test_each_stage_has_its_place_in_the_flow():
    assert stages_on_disk() == sorted(STAGES)


def test_a_folder_has_at_most_20_modules():
    """A larger package is divided into packages, each named by a noun."""
    held = Counter(
        place(module.path.parent) for module in modules() if module.path.stem != "__init__"
    )
    assert {name: count for name, count in held.items() if count > MODULES_OF_A_FOLDER} == {}


def test_public_pages_reach_no_stage_but_the_published_figures():
    forbidden = set(contract("public")["forbidden_modules"])
    beside = {path.stem for path in CASEWORK.glob("*.py")} - {"__init__", "apps"}
    reached = {*stages_on_disk(), *beside, "flows"} - {"figures"}
    assert {f"amparo.casework.{name}" for name in reached} <= forbidden


def does(pattern: re.Pattern[str], function: Function, module: Module) -> bool:
    """Whether a function calls what matches, itself or through others of its module."""
    beside = {each.name: each for each in module.functions}
    seen, to_read = set(), [function.name]
    while to_read:
        name = to_read.pop()
        if name in seen or name not in beside:
            continue
        seen.add(name)
        for node in ast.walk(beside[name]):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if pattern.search(called):
                    return True
                to_read.append(called)
    return False


def begins_from(function: Function) -> str:
    """The type of what a function is given first: `str`, `OpenCase`, or nothing."""
    first = function.args.args[0].annotation if function.args.args else None
    return ast.unparse(first) if first else ""


def test_every_query_asks_who_is_reading():
    """A row was read by a caller who was asked; a code, or nothing, names no reader."""
    silent = [
        name
        for name, module, function in public("queries")
        if begins_from(function) in {"", "str", "bytes", "int"} and does(READING, function, module)
        if not asks_for(function, "seen_by")
    ]
    assert silent == []


def test_every_service_that_writes_says_who_acts():
    silent = [
        name
        for name, module, function in public("services")
        if does(WRITING, function, module) and begins_from(function) not in OPENED
        if not asks_for(function, "by") and not asks_for(function, "password")
    ]
    assert silent == []


@cache
def recording() -> frozenset[str]:
    """Names of functions that write to the ledger, or leave it to another that does."""
    calls = [
        (function.name, set(called_in(function)))
        for floor in ("foundations", "obligations", "observatory", "casework")
        for module in modules(PACKAGE / floor)
        for function in module.functions
    ]
    found = {"record"}
    grown = True
    while grown:
        more = {name for name, called in calls if found & called} - found
        found |= more
        grown = bool(more)
    return frozenset(found)


def test_every_service_that_writes_leaves_a_trace_in_the_ledger():
    traceless = [
        name
        for name, module, function in public("services")
        if does(WRITING, function, module)
        if function.name not in recording()
    ]
    assert traceless == []


def writes_to_tables(module: Module) -> bool:
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return any(WRITING.search(ast.unparse(call.func)) for call in calls)


def test_what_reads_or_shows_writes_to_no_table():
    writing = [
        module.place
        for module in modules()
        if READS.search(module.path.stem) or module.place.startswith(PAGES)
        if writes_to_tables(module)
    ]
    assert writing == []


def test_flows_are_registered_from_one_table():
    """What follows from an event is added to FLOWS in `casework/flows`, nowhere else."""
    table = {event: tuple(functions) for event, functions in FLOWS.items()}
    assert ledger._flows == table  # noqa: SLF001 - all that is registered, by anything


def events_of(function):
    """The events that its first argument may be; none where any event is meant."""
    meant = get_type_hints(function)["event"]
    meant = getattr(meant, "__value__", meant)
    return set() if meant is Event else set(get_args(meant) or (meant,))


def test_each_flow_stands_in_the_table_at_its_events():
    """A function of `casework/flows` is in FLOWS once at each event that its type says, and at no
    other. Add it to the row, or say `_` where it is a part of another."""
    listed = defaultdict(list)
    for event, functions in FLOWS.items():
        for function in functions:
            listed[function].append(event)
    written = {
        function
        for part in pkgutil.iter_modules(flows.__path__, f"{flows.__name__}.")
        for name, function in inspect.getmembers(import_module(part.name), inspect.isfunction)
        if function.__module__ == part.name and not name.startswith("_")
        if "event" in list(inspect.signature(function).parameters)[:1]
    }
    assert {function.__name__ for function in written ^ set(listed)} == set()
    wrong = {
        function.__name__: events
        for function, events in listed.items()
        if len(events) != len(set(events)) or set(events) ^ (events_of(function) or set(events))
    }
    assert wrong == {}


def test_nothing_is_named_so_that_it_could_hold_anything():
    found = [
        place(path)
        for path in sorted(PACKAGE.rglob("*"))
        if path.stem in NAMES_FOR_ANYTHING and path.suffix in {"", ".py"}
    ]
    assert found == []


@cache
def words_in_code(tree: ast.Module) -> list[str]:
    """Every string that the code uses; a docstring may give an example."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        if isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings
    ]


@pytest.mark.parametrize("word", COUNTRY_WORDS)
def test_no_code_assumes_a_country(word):
    found = [
        module.place
        for module in modules()
        if module.place not in MAY_NAME_A_COUNTRY
        if any(word in said for said in words_in_code(module.tree))
    ]
    assert found == []


def test_a_module_that_words_name_is_there():
    """Docstrings and comments go on to name a module after it was renamed."""
    there = [f"/{module.place}" for module in (*modules(), *modules(ROOT / "tests"))]
    gone = [
        f"{module.place}: {named}"
        for module in modules()
        for named in NAMED_MODULE.findall(module.text)
        if not any(place.endswith(f"/{named}") for place in there)
    ]
    assert not gone, "\n".join(["name the module as it is called now, or none:", *gone])


def test_no_function_is_written_twice():
    bodies = defaultdict(list)
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if sum(isinstance(each, ast.stmt) for each in ast.walk(node)) > SHORT:
                    same = ast.dump(ast.Module(body=body, type_ignores=[]))
                    bodies[same].append(f"{module.place}: {node.name}")
    twice = [places for places in bodies.values() if len(places) > 1]
    assert not twice, f"keep one, where both may import it, and import it in the other: {twice}"


def house_models():
    return [model for model in apps.get_models() if model.__module__.startswith("amparo.")]


def test_no_table_of_a_case_becomes_the_whole_case():
    """The story of a case is spread over its stages; one table with all of it is the leak."""
    wide = {
        model._meta.label: len(model._meta.concrete_fields)
        for model in house_models()
        if len(model._meta.concrete_fields) > COLUMNS
        and model.__module__.startswith(("amparo.casework", "amparo.foundations.cases"))
    }
    assert wide == {}


def test_no_record_disappears_with_another():
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in house_models()
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete.__name__ == "CASCADE"
    ]
    assert cascading == []


def test_no_model_has_an_admin():
    assert not apps.is_installed("django.contrib.admin")
    assert not apps.is_installed("django.contrib.auth")


def test_the_ledger_points_to_no_other_table():
    ledger = apps.get_model("ledger", "Entry")
    assert [field.name for field in ledger._meta.concrete_fields if field.is_relation] == []


def test_an_account_ends_only_where_its_cases_are_counted():
    """Nobody goes and leaves a case without a reader unsaid: see `cases.leaving.let_go`."""
    callers = [
        module.place
        for module in modules()
        if re.search(r"\bdeactivate\(", ast.unparse(module.tree))
    ]
    assert sorted(callers) == [
        "amparo/foundations/accounts/services.py",
        "amparo/foundations/cases/access/former_member_seats.py",
    ]
