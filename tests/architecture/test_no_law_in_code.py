"""No code knows a law: what it calls its things stands in its protocol. Why: decision 0009."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from amparo.law import (
    Protocol,
    admission,
    known_protocols,
    load_protocol,
    measures,
    procedure,
    review,
)
from amparo.law import program_acts as deeds
from amparo.law.assessment import risk_matrix as risk
from amparo.law.counting import calendar
from amparo.law.state import case
from tests.architecture.source import PACKAGE, Module, modules, place, templates
from tests.architecture.test_house_rules import words_in_code

# `law` and `site` read any protocol, `cli/walk` tells the story of one country's case.
FLOORS = ("casework", "door", "desk", "portal", "foundations", "observatory", "obligations")
# Words of a law that are also Amparo's own, each with what it means in code. Before you add one,
# look twice: does the code mean its own thing, or the law's?
OUR_OWN = {
    "certified_mail": "way in which a notice reaches somebody",
    "channel": "part of an event: by which way something reached an authority",
    "consent": "what the person agrees to",
    "danger": "column of the worklist",
    "decision": "kind of paper: a resolution as she reads it",
    "evidence": "field of a provisional order",
    "excluded": "reason for which a seat is taken",
    "first_contact": "when the person first asked: the human clock",
    "follow_up": "a dated act of the team",
    "not_granted": "reason for which something may not leave: there is no grant of it",
    "gender": "column of an export: gender of a victim, in words of the catalogue",
    "messenger": "way in which the team reaches somebody",
    "missing": "what an act still lacks",
    "organisation": "part of a proposal: whose name stands there",
    "police": "kind of who did it, in the catalogue of attacks",
    "preliminary_report": "kind of paper: what was found at the first look",
    "possible": "what a page lets somebody choose",
    "radio": "way in which the team reaches somebody",
    "territory": "how the figures of a year are split: where an institution acts",
    "telephone": "way in which the team reaches somebody",
    "verification": "how sure a documented fact is",
    "white": "a colour",
    "who": "part of a paper: who does it",
}


NAMED_BY_AMPARO = {"protocol", "phases", "warnings", "told", "review"}
"""Kinds of words whose ids are not the law's."""
LAWS = [one for one in known_protocols() if not load_protocol(one).procedure.fictional]
"""A country made up for tests may call its things by any word."""


@cache
def ids(protocol: str) -> frozenset[str]:
    """Everything that a protocol calls by a name."""
    law = load_protocol(protocol)
    found = {name for kind in spoken_kinds(law) for name in kind}
    found |= {one.id for one in law.procedure.norm} | {one.id for one in law.assessment.method}
    found |= {scope for one in law.calendars.calendar for scope in one.scopes}
    return frozenset(found)


def spoken_kinds(law: Protocol) -> Iterator[set[str]]:
    """The ids that have words, by kind."""
    texts = law.texts[law.languages[0]]
    for slot in fields(texts):
        words = getattr(texts, slot.name)
        if isinstance(words, dict) and slot.name not in NAMED_BY_AMPARO:
            yield set(words)
    yield {one.id for one in texts.consent}


@cache
def vocabulary() -> frozenset[str]:
    """The product's own closed lists: of the rules, and of the tables."""
    lists = [
        found
        for module in (admission, calendar, case, deeds, measures, procedure, review, risk)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, StrEnum)
    ]
    rows = [
        value
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField)
        for value, _label in field.flatchoices
    ]
    return frozenset(one.value for found in lists for one in found) | {str(one) for one in rows}


def allowed() -> frozenset[str]:
    return vocabulary() | OUR_OWN.keys()


def ids_named(text: str) -> Iterator[str]:
    """`decision_issued`, and of `acts.decide` the latter part."""
    yield text
    kind, dot, name = text.partition(".")
    if dot and kind.isidentifier():
        yield name


def named_in(module: Module) -> set[str]:
    return {name for said in words_in_code(module.tree) for name in ids_named(said)}


def named_in_template(path: Path) -> set[str]:
    tags = re.findall(r"{[%{].*?[%}]}", path.read_text(encoding="utf-8"), re.DOTALL)
    quoted = [said for tag in tags for said in re.findall(r"[\"']([a-z0-9_.-]+)[\"']", tag)]
    return {name for said in quoted for name in ids_named(said)}


def floor_modules() -> list[Module]:
    return [module for floor in FLOORS for module in modules(PACKAGE / floor)]


@pytest.mark.parametrize("law", LAWS)
def test_no_code_names_what_a_law_calls_its_things(law):
    foreign = ids(law) - allowed()
    found = {
        f"{module.place}: {name}"
        for module in floor_modules()
        for name in named_in(module) & foreign
    }
    assert found == set()


@pytest.mark.parametrize("law", LAWS)
def test_no_page_names_what_a_law_calls_its_things(law):
    foreign = ids(law) - allowed()
    found = {
        f"{place(path)}: {name}"
        for path in templates()
        for name in named_in_template(path) & foreign
    }
    assert found == set()


def test_no_word_is_excused_without_need():
    said = {name for module in floor_modules() for name in named_in(module)}
    said |= {name for path in templates() for name in named_in_template(path)}
    laws = frozenset().union(*(ids(one) for one in LAWS))
    assert OUR_OWN.keys() - (said & laws - vocabulary()) == set()


@pytest.mark.parametrize(
    "line",
    [
        'happen(filing, "decision_issued")',
        'say(law, "acts.forward_resolution")',
        'say(law, f"facts.{one}") or filing.facts.get("risk_reported")',
        'if state.stage == "communication": pass',
        "offer = f\"{'extraordinary'}\"",
    ],
)
def test_the_guard_sees_it(line):
    tree = ast.parse(line)
    named = {name for said in words_in_code(tree) for name in ids_named(said)}
    laws = frozenset().union(*(ids(one) for one in LAWS))
    assert named & (laws - allowed())
