"""Which part of a file each role reads: the table is one (cases/fields.toml), and no page of the
desk shows more than it says."""

import html
import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.exports.file_parts import Wanted
from amparo.casework.exports.services import ask
from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.leaks.models import LeakStep
from amparo.casework.obligations.models import Obligation
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Role
from amparo.foundations.cases.fields import TEAM, Reads, fields, reads
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.exact_locations import keep_place
from amparo.foundations.intake.contact.safe_way import SafeWay, agree_on_way
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.keys.case_keys import Visitor, paper_context
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.requests import corrections
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import other_called
from amparo.foundations.related_people.services import name_other
from tests.architecture.access_matrix import Row, matrix
from tests.sent_files import uploaded

MATRIX = matrix()
SEATED = {role.value: role for role in TEAM}
ROWS = [
    row
    for row in MATRIX.rows
    if not row.site and {row.answers[one] for one in SEATED} & {"allowed"}
]
CANARIES = {
    "reach": ("palomaalcance", "palomahoras"),
    "place": ("palomarefugio",),
    "others": ("Palomatestigo", "Palomahermana"),
    "traits": ("palomagenero", "palomapueblo"),
    "messages": ("palomamensaje",),
    "files": ("palomafoto",),
}
# By nobody, on no page: the number and the word are for whoever went out with something to say.
OF_WHO_GOES = "palomaclave"
GOES = "leaks:tell"
"""But here: whoever tells somebody of a leak goes by the way that was agreed with them since."""


@pytest.fixture
def told(team: OpenCase, flor: Visitor, staff: Mapping[str, Actor]) -> list[dict[str, str]]:
    """Put a word of each field into the case that stands nowhere else; and ask that two of them
    leave. Returns whose names stand in addresses: of each that leaves, and of the sister."""
    folder, by, at = team.folder, staff["analyst"], timezone.now()
    body = {
        "safe_contact": {"how": "palomaalcance"},
        "safe_times-own_words": "palomahoras",
        "traits": {"gender_identity": "palomagenero", "mother_tongue": "palomapueblo"},
        "facts": "palomahechos",
        "chosen_name": "palomanombre",
    }
    write_paper(folder, kind="answer", body=body, by=flor, at=at)
    write_paper(folder, kind="urgent", body={"safe_contact": "palomaalcance"}, by=flor, at=at)
    write_paper(folder, kind="message", body={"text": "palomamensaje"}, by=flor, at=at)
    corrections.give(
        folder, {"address": "palomahoras", "facts": "palomahechos"}, {}, by=flor, at=at
    )
    keep_place(folder, kind="safe", text="palomarefugio", days=9, by=flor, at=at)
    name_other(folder, name="Palomatestigo", relation="witness", by=by, at=at)
    sister = name_other(folder, name="Palomahermana", relation="family", by=by, at=at)
    of_others.note_need(team, sister.ref, needed=True, text="habla yine", by=by, at=at)
    way = SafeWay(ways=("telephone",), how="heard", begins=time(), ends=time(), text=OF_WHO_GOES)
    for whose in ("", sister.ref):
        agree_on_way(folder, way, whose=whose, by=by, at=at)
    picture = uploaded(b"%PDF-1.4\n%%EOF\n", name="palomafoto.pdf")
    [kept] = keep_uploads(folder, picture, by=flor, at=at)
    whom: dict[str, Any] = {"name": "Estudio del Valle", "unit": None, "purpose": "como prueba"}
    wanted = [Wanted(**whom, parts=("contact_channel",))]
    wanted += [Wanted(**whom, file=kept.ref, form="original")]
    copies = [{"a_copy": ask(team, one, by=by, at=at).ref} for one in wanted]
    return [*copies, speaking_with(team, sister, by=by, at=at)]


def speaking_with(
    team: OpenCase, other: RelatedPerson, *, by: Actor, at: datetime
) -> dict[str, str]:
    """An interpreter for somebody else of the case, a conversation with them, and the step by which
    they are told of what got out before, where something did."""
    proposed = interpreters.Proposed("Rosalía Tuesta", "yine", "radio 7", "podría interpretar")
    whom = other_called(team.folder, other.ref, seen_by=by)
    named = interpreters.name(team, proposed, whom=whom, by=by, at=at)
    refs = dict.fromkeys(["an_interpreter", "an_interpreter_of_a_child"], named.ref)
    planned = team.case.interpretations.get(kind="interview", other=other).ref
    refs |= {"an_interpretation": planned, "her_reader": other.ref}
    for step in LeakStep.objects.filter(about=other.ref, kind=LeakStep.Kind.TELL_OTHER):
        refs |= dict.fromkeys(["a_step_of_a_leak", "somebody_to_tell"], step.ref)
    return refs


@pytest.fixture
def put_to_her(team: OpenCase, things: Mapping[str, str], told: list[dict[str, str]]) -> None:
    """Everything that was put to the person names how to reach them, and the house."""
    assert things
    assert told
    folder, more = team.folder, {"contact_channel": "palomaalcance", "exact_place": "palomarefugio"}
    changed = set()
    for paper in Document.objects.filter(filing=folder.filing).exclude(kind="export"):
        words = folder.words_if_they_open(paper) or {}
        if isinstance(values := words.get("values"), dict):
            content = {"salt": "", "words": {**words, "values": {**values, **more}}}
            context = paper_context(folder.code, paper)
            sealed = envelopes.seal_json(folder.key, content, context=context)
            changed.add(paper.kind)
            Document.objects.filter(pk=paper.pk).update(sealed=sealed)
    assert {"measure", "referral", "search"} <= changed
    for duty in Obligation.objects.filter(case=team.case):
        key = duty.key_of_case(folder)
        says = duty.says(key)
        duty.seal(key, {**says, "fields": {**says["fields"], **more}})
        duty.save(update_fields=["extract"])


def body_of(client: Client, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    return html.unescape(content.decode(errors="replace"))


def found_on(text: str) -> set[str]:
    return {name for name, words in CANARIES.items() if any(word in text for word in words)}


@pytest.mark.parametrize("role", SEATED)
@pytest.mark.usefixtures("put_to_her")
def test_no_page_shows_a_role_more_than_the_table_says(
    role: str,
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    told: list[dict[str, str]],
    subtests: pytest.Subtests,
) -> None:
    for row in ROWS:
        if row.answers[role] == "allowed":
            named = set(row.arguments.values())
            for about in [one for one in told if one.keys() & named] or [{}]:
                with subtests.test(msg=row.page), transaction.atomic():
                    try:
                        shows_no_more(row, role, visitors[role], {**things, **about})
                    finally:
                        transaction.set_rollback(True)


def shows_no_more(row: Row, role: str, browser: Client, things: Mapping[str, str]) -> None:
    text = body_of(browser, row.address(things) + EVERY_TAB * (row.page == "desk:case"))
    shown = {name for name in CANARIES if reads(name, [SEATED[role]]) == Reads.SHOWN}
    hers = {name for name in CANARIES if reads(name, [SEATED[role]]) != Reads.NEVER}
    needed = {name for name in hers if row.page in fields()[name].acts}
    leaves = {name for name in CANARIES if row.page in fields()[name].leaves}
    assert found_on(text) <= shown | needed | leaves
    assert OF_WHO_GOES not in text or row.page == GOES


@pytest.mark.parametrize("role", SEATED)
@pytest.mark.usefixtures("told")
def test_the_page_of_a_case_shows_what_the_table_says(
    role: str, visitors: Mapping[str, Client], team: OpenCase
) -> None:
    text = body_of(visitors[role], reverse("desk:case", args=[team.code]) + EVERY_TAB)
    on_it = {name for name in CANARIES if reads(name, [SEATED[role]]) == Reads.SHOWN}
    assert found_on(text) == on_it
    assert "palomahechos" in text
    assert "palomanombre" in text


EVERY_TAB = "?tab=all"
WHERE = {"others": "desk:people"}


@pytest.mark.parametrize("field", CANARIES)
@pytest.mark.parametrize("role", SEATED)
@pytest.mark.usefixtures("told")
def test_what_is_folded_opens_with_a_reason_alone_and_on_record(
    role: str,
    field: str,
    visitors: Mapping[str, Client],
    staff: Mapping[str, Actor],
    team: OpenCase,
) -> None:
    browser, code = visitors[role], team.code
    page = reverse("desk:field", args=[code, field])
    address = reverse(WHERE.get(field, "desk:case"), args=[code])
    address += EVERY_TAB * (field not in WHERE)
    hers = reads(field, [SEATED[role]])
    browser.post(page, {"reason": "porque quiero", "next": address})
    assert looks_of(staff[role]) == []
    assert browser.get(page).status_code == {"shown": 302, "asked": 200, "never": 404}[hers]
    browser.post(page, {"reason": "to_weigh", "next": address})
    opened = [(field, role, "to_weigh")] if hers == Reads.ASKED else []
    assert looks_of(staff[role]) == opened
    shown = found_on(body_of(browser, address))
    assert (field in shown) == (hers != Reads.NEVER)
    others = {name for name in CANARIES if reads(name, [SEATED[role]]) != Reads.SHOWN}
    assert not shown & (others - {field})


def looks_of(member: Actor) -> list[tuple[str, str, str]]:
    rows = Entry.objects.filter(event="FieldOpened", by=member.signature).order_by("sequence")
    facts = [json.loads(one.facts) for one in rows]
    return [(one["field"], one["role"], one["reason"]) for one in facts]


@pytest.mark.usefixtures("told")
def test_another_sitting_finds_it_folded_again(
    signed_in, staff: Mapping[str, Actor], team: OpenCase
) -> None:
    ana, code = staff["analyst"], team.code
    page = reverse("desk:field", args=[code, "reach"])
    address = reverse("desk:case", args=[code]) + EVERY_TAB
    older, first = signed_in(ana), signed_in(ana)
    first.post(page, {"reason": "to_reach", "next": address})
    assert "palomaalcance" in body_of(first, address)
    assert "palomaalcance" not in body_of(signed_in(ana), address)
    assert "palomaalcance" not in body_of(older, address)


def test_whoever_has_several_roles_reads_as_the_most_open_of_them():
    assert reads("reach", [Role.DECISION_MAKER]) == Reads.NEVER
    assert reads("reach", [Role.DECISION_MAKER, Role.RECEPTION]) == Reads.ASKED
    assert reads("messages", [Role.SUPERVISOR, Role.ANALYST]) == Reads.SHOWN


def test_an_hour_of_danger_lets_whoever_decides_ask():
    assert reads("reach", [Role.DECISION_MAKER], lent=True) == Reads.ASKED
    assert reads("reach", [Role.RECEPTION], lent=True) == Reads.ASKED


def test_nobody_outside_the_team_reads_any_field():
    assert {reads(one, [Role.OVERSEER, Role.INSTITUTION_OFFICER]) for one in fields()} == {"never"}


def test_the_table_names_pages_that_there_are():
    pages = {row.page for row in MATRIX.rows}
    assert {page for one in fields().values() for page in (*one.acts, *one.leaves)} <= pages
