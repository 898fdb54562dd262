"""A page that a member may open leads her to no page that says there is none: she would believe
that what waits for others is gone."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import resolve

from tests.architecture.access_matrix import matrix

MATRIX = matrix()
LINK = re.compile(r'<a [^>]*href="(/desk/[^"#?]*)')
NOT_FOUND = 404
SEATED = ("reception", "analyst", "decision_maker", "supervisor")


@pytest.mark.parametrize("address", ["desk:case", "desk:worklist"])
def test_no_member_is_led_to_a_page_that_is_not_hers(
    visitors: Mapping[str, Client], things: Mapping[str, str], address: str
) -> None:
    row = MATRIX.row(address)
    assert row
    shown = {}
    for visitor in SEATED:
        text = visitors[visitor].get(row.address(things)).content.decode()
        links = {one: resolve(one).view_name for one in LINK.findall(text)}
        shown[visitor] = set(links.values())
        assert shown[visitor], visitor
        # Whose a page is may hang on what it is about: only those in doubt are asked for.
        doubted = [
            one
            for one, page in links.items()
            if (found := MATRIX.row(page)) and found.answers[visitor] == "not-found"
        ]
        dead = [one for one in doubted if visitors[visitor].get(one).status_code == NOT_FOUND]
        assert dead == [], visitor
    if address == "desk:case":  # what waits there for others is told, and leads those who do it
        assert {"admission:action", "admission:errand", "review:look_again"} <= shown["analyst"]
