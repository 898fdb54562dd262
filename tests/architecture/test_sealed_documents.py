"""Each kind of sealed document has one typed schema, and is written by it."""

import ast
import importlib
import pkgutil
from collections import Counter

import pytest

from amparo.foundations.intake.documents import schemas
from amparo.foundations.intake.documents.schemas.assessment import RiskReportText
from amparo.foundations.intake.documents.schemas.document_text import Text
from amparo.foundations.intake.documents.schemas.measures import DecisionDraftText
from amparo.foundations.intake.documents.schemas.request import MessageText, UrgentText
from tests.architecture.source import modules

WRITES = {"write_paper", "draft_paper", "drop"}
"""What seals a document or a message of a case."""


def _schemas() -> list[type[Text]]:
    read = [
        importlib.import_module(f"{schemas.__name__}.{one.name}")
        for one in pkgutil.iter_modules(schemas.__path__)
    ]
    return [
        one
        for module in read
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Text) and one.__module__ == module.__name__
    ]


def test_no_two_schemas_are_for_the_same_kind() -> None:
    kinds = Counter(one.KIND for one in _schemas() if "KIND" in vars(one))
    assert len(kinds) > 100
    assert [kind for kind, count in kinds.items() if count > 1] == []


def test_every_document_is_written_by_its_schema() -> None:
    """A `kind=` beside a body says that the body has no schema: only tests write such bodies."""
    loose = [
        f"{module.place}:{call.lineno}"
        for module in modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in WRITES
        and "kind" in {one.arg for one in call.keywords}
        and module.place != "amparo/foundations/intake/documents/services.py"
    ]
    assert not loose, f"Write a schema in intake/documents/schemas, and pass it as body: {loose}"


def test_a_field_that_is_none_is_not_sealed() -> None:
    assert MessageText(text="hola").as_json() == {"text": "hola"}
    assert MessageText(text="hola", files=0).as_json() == {"text": "hola", "files": 0}


def test_a_draft_of_a_decision_says_that_nothing_is_approved_yet() -> None:
    draft = DecisionDraftText(stands="drafted", typed={}, observations="", by="Ana", code="M-1")
    assert draft.as_json()["approved"] is None


def test_a_missing_field_is_an_error_and_an_unknown_one_is_left_out() -> None:
    with pytest.raises(TypeError, match="text"):
        MessageText.from_json({"files": 1})
    assert MessageText.from_json({"text": "hola", "newer": 1}) == MessageText(text="hola")
    with pytest.raises(TypeError, match="newer"):
        MessageText(text="hola", newer=1)  # type: ignore[call-arg]


def test_answers_are_sealed_among_the_fields_and_read_back() -> None:
    stored = {"method": "m", "answers": {"q": "yes"}, "words": {}, "own_view": "x", "level": "high"}
    report = RiskReportText.from_json(stored)
    assert report.given == {"own_view": "x"}
    assert list(report.as_json().items()) == list(stored.items())
    assert UrgentText(given={"facts": "x"}).as_json() == {"facts": "x"}
