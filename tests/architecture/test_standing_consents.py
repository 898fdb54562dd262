"""Whether a consent still holds is asked in one place: `standing` in consent/models.py, which knows
its last day. A filter by `withdrawn_at` alone takes a consent that ended for one that holds."""

import ast
import re

from tests.architecture.source import Module, modules

ASKED_IN = "amparo/foundations/consent/models.py"
MODELS = "amparo.foundations.consent.models"
OF_A_QUESTION = {"Question", "AffectedAdult"}
OWN = re.compile(r"(questions?__)?withdrawn_at(__\w+)?")
THROUGH = re.compile(r"questions?__withdrawn_at(__\w+)?")
IN_SQL = re.compile(r"\bconsent_question\b.*\bwithdrawn_at\b", re.DOTALL)
ASKS = re.compile(r"(\.(filter|exclude|get|aget)|(^|\.)Q)$")


def reads_questions(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == MODELS
        and OF_A_QUESTION & {one.name for one in node.names}
        for node in ast.walk(tree)
    )


def filters_of(tree: ast.AST) -> list[int]:
    """Return the lines that ask for `withdrawn_at` of questions in their own words."""
    own = OWN if reads_questions(tree) else THROUGH
    return [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.expr) and asks(node, own)
    ]


def asks(node: ast.expr, own: re.Pattern[str]) -> bool:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        of_files = called.startswith("Filing.objects.")  # a filing has a column of this name too
        named = (one.arg for one in node.keywords if one.arg)
        return ASKS.search(called) is not None and not of_files and any(map(own.fullmatch, named))
    said = node.value if isinstance(node, ast.Constant) else None
    return isinstance(said, str) and bool(THROUGH.fullmatch(said) or IN_SQL.search(said))


def found_in(module: Module) -> list[str]:
    return [f"{module.place}:{line}" for line in filters_of(module.tree)]


def test_only_one_place_asks_whether_a_consent_still_holds():
    found = [one for each in modules() if each.place != ASKED_IN for one in found_in(each)]
    assert found == [], "filter with Question.objects.standing(), or standing('question__')"


def test_each_way_of_asking_it_elsewhere_is_found():
    there = f"from {MODELS} import Question\n"
    for asked in (
        "Question.objects.filter(withdrawn_at=None)",
        "rows.exclude(withdrawn_at__isnull=False)",
        "Q(withdrawn_at__isnull=True)",
        "AffectedAdult.objects.filter(question__withdrawn_at__isnull=True)",
    ):
        assert filters_of(ast.parse(there + asked)) == [2], asked
    for through in (
        "rows.filter(question__withdrawn_at=None)",
        "rows.filter(**{'questions__withdrawn_at__isnull': True})",
        "cursor.execute('SELECT 1 FROM consent_question WHERE withdrawn_at IS NULL')",
    ):
        assert filters_of(ast.parse(through)) == [1], through
    for another in (
        there + "Filing.objects.filter(withdrawn_at=None)",
        "Case.objects.filter(filing__withdrawn_at=None)",
        there + "Question.objects.standing().update(withdrawn_at=at)",
    ):
        assert filters_of(ast.parse(another)) == [], another
