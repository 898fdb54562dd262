"""The people who try every page, and the things that the addresses name (access_matrix.toml)."""

import dataclasses
import io
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from amparo.casework.admission.services import keep_note, open_action
from amparo.casework.admission.spoken_messages import services as carrying
from amparo.casework.collectives.redaction.files_to_review import LOOK
from amparo.casework.external_cases.authority_steps import note
from amparo.casework.external_cases.member_input import Plan, Said
from amparo.casework.external_cases.models import ExternalProcedureStep
from amparo.casework.external_cases.services import open_record
from amparo.casework.interpreting import interpreters
from amparo.casework.interpreting import related_people as of_others
from amparo.casework.interpreting import services as interpreting
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.decisions.services import issue
from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import Decision
from amparo.casework.obligations.models import Obligation
from amparo.casework.review.changes.services import Proposal, open_change
from amparo.casework.review.models import Recourse, ReviewTask
from amparo.cli.walk.scenes.fictional_law_draft import draft_in
from amparo.door.site_protocol import law_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.emergency_access.services import READY, REASON
from amparo.foundations.cases.events import GlassBroken
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent.accompanying_adults import Whom, name_adults
from amparo.foundations.consent.excluded_adults_answers import hold_back
from amparo.foundations.consent.held_requests import HELD
from amparo.foundations.consent.models import AffectedAdult, Beneficiary, Question
from amparo.foundations.consent.overseer_permission import let_watch
from amparo.foundations.consent.services import answer, ask
from amparo.foundations.erasure.exact_locations import keep_place
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.erasure.services import put_hold
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.contact.follow_up_reports import see_otherwise
from amparo.foundations.intake.documents.redaction import ELSEWHERE
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.procedure.complaints import complain
from amparo.foundations.intake.procedure.contestable import Plea, contest
from amparo.foundations.intake.queries import visit_by_phrase
from amparo.foundations.intake.requests.services import Filed, Letter, file_request
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import beside_by_phrase, other_called
from amparo.foundations.related_people.services import give_way, name_other
from amparo.obligations.recommendations.models import Recommendation
from amparo.obligations.recommendations.services import recommend
from amparo.observatory.attacks.models import Attack, Victim
from amparo.observatory.attacks.services import NewPart, record_attack
from amparo.observatory.attacks.texts import AttackText, VictimText
from amparo.observatory.consultations.services import Plan as Put
from amparo.observatory.data_rights.queries import OpenRequest, RequestText
from amparo.observatory.data_rights.services import answer_request, record_request
from amparo.observatory.evidence.services import Brought, add_evidence
from tests import attacking, consulting, many_voices, plans
from tests.architecture.access_matrix import Row
from tests.befallen import somebody_else_missing
from tests.elsewhere import going_elsewhere, wide_demand
from tests.leaking import got_out
from tests.obligations import a_sealed_upload, handed_over, owing
from tests.people import MONDAY

LATE = "preliminary_report"  # of a case on which nobody has worked since


def came_back(filed: Filed) -> Client:
    """Return the browser of somebody who said the words of this filing."""
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    client = Client()
    token = sittings.begin(Session.Kind.VISIT, content, at=timezone.now())
    client.cookies["amparo_visit"] = token.hex()
    return client


def household_of(
    team: OpenCase, asked: Question, young: RelatedPerson, *, by: Actor
) -> list[AffectedAdult]:
    """An adult, a child, and one of whom nobody has said whether it is whoever is feared."""
    told: dict[str, Any] = {"by": by, "at": MONDAY}
    listed = [Whom("Inés"), Whom("Wayra", child=young.ref), Whom("Nilda Rengifo")]
    named = name_adults(team.folder, asked.ref, listed=listed, **told)
    hold_back(team.folder.filing, named[2:], undecided=[asked.subject], **told)
    return named


@pytest.fixture
def staff(
    rosa: Actor, ana: Actor, delia: Actor, saul: Actor, olga: Actor, carla: Actor, mario: Actor
) -> dict[str, Actor]:
    return {
        "reception": rosa,
        "analyst": ana,
        "decision_maker": delia,
        "supervisor": saul,
        "outsider": olga,
        "officer": carla,
        "another_officer": mario,
    }


@pytest.fixture
def team(anas: OpenCase, staff: dict[str, Actor]) -> OpenCase:
    """A case on which one member of each role of the desk has a seat."""
    for role in ("decision_maker", "supervisor"):
        give_seat(
            anas.case,
            anas.folder,
            staff[role].member,
            reason="task",
            by=staff["analyst"],
            at=MONDAY + timedelta(hours=2),
        )
    return anas


def beside(words: str) -> Client:
    """Return the browser of somebody who said words of their own."""
    there = beside_by_phrase(words, at=MONDAY, seen_by=STRANGER)
    content = {"beside": there.way.pk, "secret": there.pair.secret.hex()}
    client = Client()
    token = sittings.begin(Session.Kind.VISIT, content, at=timezone.now())
    client.cookies["amparo_visit"] = token.hex()
    return client


@pytest.fixture
def companions(filed: Filed, team: OpenCase) -> dict[str, tuple[str, str]]:
    """The reference, and the words, of somebody with each right."""
    flor, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    rights = {"reader": "reads", "relative": "answers", "speaker": "speaks"}
    made = {}
    for name, right in rights.items():
        other = name_other(flor.folder, name=name, relation="family", by=flor, at=MONDAY)
        words = give_way(flor.folder, other.ref, right=right, by=flor, at=MONDAY)
        made[name] = (other.ref, " ".join(words))
    return made


@pytest.fixture
def visitors(
    team: OpenCase,
    filed: Filed,
    staff: dict[str, Actor],
    letter: Callable[..., Letter],
    signed_in: Callable[[Actor], Client],
    companions: dict[str, tuple[str, str]],
    nora: Actor,
    irma: Actor,
    flor: Visitor,
) -> Mapping[str, Client]:
    """Return a browser for each visitor of the matrix, signed in as that visitor would be."""
    another = file_request(letter(), by=STRANGER, at=MONDAY)
    let_watch(flor.folder, nora.member.unit, by=flor, at=MONDAY)
    return {
        "nobody": Client(),
        "person": came_back(filed),
        "another_person": came_back(another),
        **{name: signed_in(actor) for name, actor in staff.items()},
        "monitor": signed_in(irma),
        "overseer": signed_in(nora),
        **{name: beside(words) for name, (_ref, words) in companions.items()},
    }


def a_picture_in(team: OpenCase, *, by: Actor, for_person: bool = False) -> str:
    """Put a picture into the case as an upload comes; returns its ref."""
    content = io.BytesIO()
    Image.new("RGB", (9, 9)).save(content, "PNG")
    sent = SimpleUploadedFile("foto.png", content.getvalue())
    files = RequestFactory().post("/", {"files": sent}).FILES.getlist("files")
    uploads = [one for one in files if isinstance(one, SealedUpload)]
    [attachment] = keep_uploads(team.folder, uploads, by=by, at=MONDAY, for_person=for_person)
    return attachment.ref


def an_hour_of(team: OpenCase, member: Actor) -> GlassBroken:
    """That the member had this case opened because a life was in danger: as the record has it."""
    told = {"member": member.member.code, "role": "decision_maker", "second": ""}
    return GlassBroken(about=team.code, **told, reason=REASON, road=READY, hours=4)


def recommended(seat: Actor, officer: Actor) -> Recommendation:
    """What an oversight seat recommends to an officer's unit."""
    day = timezone.localdate() + timedelta(days=9)
    unit = officer.member.unit
    return recommend(unit, text="x", ground="", answer_by=day, by=seat, at=timezone.now())


def contested(team: OpenCase, her: Visitor, *, by: Actor) -> dict[str, str]:
    """A resolution that ends something, and what she says against it, asking that it wait."""
    ends = Resolution(outcomes=(), grounds="x", later=Decision.Kind.CEASED)
    decision = issue(team, ends, (), by=by, at=MONDAY + timedelta(hours=4))
    plea = Plea(words="x", waits=True)
    contest(her.folder, decision.paper_ref, plea, by=her, at=MONDAY + timedelta(hours=5))
    return {
        "a_contested_paper": decision.paper_ref,
        "her_recourse": Recourse.objects.get(decision=decision).ref,
    }


def speaking(team: OpenCase, reader: str, *, by: Actor) -> dict[str, str]:
    """An interpreter, and an interview that waits for one; another for a child of a relative."""
    at = MONDAY + timedelta(hours=4)
    interpreting.note_need(team, needed=True, text="habla yine", by=by, at=at)
    words = interpreters.Proposed("Rosalía Tuesta", "yine", "radio 7", "podría interpretar")
    named = interpreters.name(team, words, by=by, at=at)
    keeper: dict[str, Any] = {"child": True, "guardian": reader}
    young = name_other(team.folder, name="Nayra", relation="family", by=by, at=at, **keeper)
    of_others.note_need(team, young.ref, needed=True, text="habla yine", by=by, at=at)
    words = dataclasses.replace(words, name="Zenaida Pacaya")
    whom = other_called(team.folder, young.ref, seen_by=by)
    for_child = interpreters.name(team, words, whom=whom, by=by, at=at)
    return {
        "an_interpreter": named.ref,
        "an_interpreter_of_a_child": for_child.ref,
        "an_interpretation": team.case.interpretations.get(kind="interview", other=None).ref,
    }


def heard(settings: Any, folder: Path) -> dict[str, str]:
    """A recording of an operator's."""
    settings.PROMPTS = folder / "prompts"
    path = settings.PROMPTS / "Yine" / "urgent.mp3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"ID3" + bytes(40))
    return {"a_language_to_hear": "Yine", "a_page_to_hear": "urgent"}


def speaking_for_many(
    team: OpenCase, letter: Callable[..., Letter], *, by: Actor, reception: Actor
) -> dict[str, str]:
    """Whoever filed speaks for a community, which is asked about an intermediary."""
    many_voices.speaks_first(team, by=by)
    federation, _visitor, _filed = many_voices.another_letter(letter, by=reception, seen_by=by)
    asked = many_voices.go_between(team, federation, by=by)
    looked_for = {"lines": ["Rosalía Tuesta"], "ref": [a_picture_in(team, by=by)]}
    left: dict[str, Any] = {"about": "", "by": by, "at": MONDAY + timedelta(hours=5)}
    look = drop(team.folder.filing, kind=LOOK, body=looked_for, **left)
    there = {"lines": ["Zoila Pacaya"]}
    return {
        "a_look": look.ref,
        "asked_elsewhere": drop(team.folder.filing, kind=ELSEWHERE, body=there, **left).ref,
        "a_go_between": asked.ref,
        "a_question_to_a_board": many_voices.question_of(team, asked.ref).ref,
    }


def changing(
    team: OpenCase, her: Visitor, duties: Mapping[str, str], relative: str, *, by: Actor
) -> dict[str, str]:
    """A measure that somebody thinks of suspending, which protects a relative too; one that is
    given up; and that she sees the danger otherwise."""
    share = Beneficiary.objects.create(
        ref="SHARE-OF-A-KIN",
        filing=team.folder.filing,
        measure=duties["a_granted_measure"],
        paper_ref="X",
        other=relative,
        since_at=MONDAY,
    )
    paper = Obligation.objects.get(alias=duties["a_paper_duty"]).measure.ref
    asked = {"suspend": duties["a_granted_measure"], "renounce": paper}
    at = MONDAY + timedelta(days=3)
    given: dict[str, Any] = {"what": "x", "why": "x", "found": ["homicide_or_attempt"]}
    given["of_all"] = True
    made = {
        kind: open_change(team, Proposal(measure=ref, kind=kind, **given), by=by, at=at)
        for kind, ref in asked.items()
    }
    see_otherwise(her.folder, words="x", by=her, at=at)
    return {
        "a_disagreement": ReviewTask.objects.get(kind=ReviewTask.Kind.ANSWER_DISAGREEMENT).ref,
        "her_change": made["suspend"].ref,
        "a_share_of_a_relative": share.ref,
        "her_giving_up": made["renounce"].ref,
        "a_gate": "investigation_reported",
    }


def legally_held(team: OpenCase, *, by: Actor) -> LegalHold:
    """Something that may not be erased."""
    told: dict[str, Any] = {"forbidden_by": "", "silent_until": None, "by": by, "at": MONDAY}
    day = MONDAY.date() + timedelta(days=90)
    return put_hold(team.folder, ground="claim", words="x", look_again_on=day, **told)


def kept_silent(team: OpenCase, *, by: Actor) -> LegalHold:
    """Something of which a court is said to forbid that the person reads it."""
    today = timezone.localdate()
    told: dict[str, Any] = {
        "forbidden_by": "x", "silent_until": today + timedelta(days=60), "by": by,
    }  # fmt: skip
    day, at = today + timedelta(days=90), timezone.now()
    return put_hold(team.folder, ground="court", words="x", look_again_on=day, **told, at=at)


def following(team: OpenCase, unit: Unit, *, by: Actor) -> dict[str, str]:
    """What somebody else filed with an authority, and is followed."""
    at = MONDAY + timedelta(hours=3)
    plan = Plan(protocol=team.folder.filing.protocol, unit=unit, text="x", why="")
    made = open_record(team, plan, by=by, at=at)
    filing = law_of().procedure.filing
    said = Said(what=filing, when=MONDAY, by_whom=ExternalProcedureStep.Doer.OTHER, channel="paper")
    step = note(team, made.ref, said, by=by, at=at)
    return {"a_procedure_outside": made.ref, "a_step_outside": step.ref}


def consulted(folder: Path) -> dict[str, str]:
    """A draft put to everybody, and what somebody proposes on it."""
    plan = Put(
        folder=draft_in(folder),
        beside="xx-example",
        about="x",
        opens_on=MONDAY.date(),
        closes_on=consulting.LAST,
    )
    consultation = consulting.put(plan)
    return {
        "a_consultation": consultation.name,
        "a_proposal": consulting.propose(consultation).proposal.code,
    }


def documented(*, by: Actor) -> dict[str, str]:
    """Return an attack, and its victim."""
    attack, victim = Attack(**attacking.CODES), Victim(kind="person")
    parts = [NewPart(victim, VictimText(name="x"))]
    held = record_attack(attack, AttackText(title="x"), parts=parts, by=by, at=MONDAY)
    edition = attacking.published_edition(at=MONDAY)
    photo = a_sealed_upload("foto.png", b"\x89PNG\r\n\x1a\n" + b"ronda" * 9)
    [piece] = add_evidence(held, Brought("x", files=[photo]), by=by, at=MONDAY)
    asked = RequestText(asked_by="named", who="x", asks="x")
    days = {"received_on": MONDAY.date(), "answer_by": MONDAY.date()}
    row, answered = (
        record_request("correction", asked, **days, by=by, at=MONDAY) for _ in range(2)
    )
    said = {"outcome": "neither", "answer": "x", "published_at": ""}
    answer_request(OpenRequest(answered, asked), **said, by=by, at=MONDAY)
    return {
        "an_attack": attack.code,
        "a_part": "victims",
        "a_victim": victim.ref,
        "a_table": edition.table,
        "an_edition": edition.edition,
        "a_data_request": row.ref,
        "an_answered_request": answered.ref,
        "a_piece_of_evidence": piece.ref,
        "a_question": "event",
    }


@pytest.fixture
def each(
    rows: Sequence[Row],
    subtests: pytest.Subtests,
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    settings: Any,
) -> Callable[..., None]:
    """Return how a check is made of each of the rows: it fails alone, and leaves nothing to the
    next. A row of an organisation's site is tried on one."""
    if rows[0].site:
        settings.ORGANISATION = "Federación del Valle"

    def checked(check: Callable[..., None], *more: Any) -> None:
        for row in rows:
            cookies = {name: deepcopy(visitors[name].cookies) for name in visitors}
            with subtests.test(msg=row.page), transaction.atomic():
                try:
                    check(row, visitors, things, *more)
                finally:
                    transaction.set_rollback(True)
            for name, had in cookies.items():
                visitors[name].cookies = had

    return checked


@pytest.fixture
def things(
    on_record: Mapping[str, str], settings: Any, tmp_path: Path, irma: Actor
) -> Mapping[str, str]:
    """Return what stands in addresses."""
    settings.SECURITY_CONTACT = ["mailto:seguridad@site.example"]
    return {
        **on_record,
        **heard(settings, tmp_path),
        **consulted(tmp_path),
        **documented(by=irma),
    }


@pytest.fixture
def on_record(
    team: OpenCase,
    staff: dict[str, Actor],
    site: dict[str, Unit],
    letter: Callable[..., Letter],
    filed: Filed,
    companions: dict[str, tuple[str, str]],
    nora: Actor,
) -> Mapping[str, str]:
    """Return what of it is in the database; whoever adds an address adds its thing here."""
    question = ask(
        team.folder,
        kind="measure",
        subject="HERS-HERS-HERS",
        unit=site["pnp-selva"],
        fields=["coarse_place"],
        by=staff["analyst"],
        at=MONDAY + timedelta(hours=3),
    )
    action = open_action(
        team,
        kind="contact",
        owner=staff["analyst"].member,
        text="llamarla",
        by=staff["analyst"],
        at=MONDAY + timedelta(hours=3),
    )
    asked = Question.objects.get(subject=action.ref).ref
    said: dict[str, Any] = {"answer": "agreed", "how": "oral", "by": staff["analyst"]}
    answer(team.folder, asked, **said, at=MONDAY + timedelta(hours=3))
    on_its_way = question.subject
    moved = MeasureMoved(about=team.code, measure=on_its_way, state="forwarded")
    record(moved, by=SYSTEM, at=MONDAY + timedelta(hours=4))
    flor, _pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    note = keep_note(team, text="una nota", by=staff["analyst"], at=MONDAY + timedelta(hours=3))
    waiting = file_request(letter(), by=STRANGER, at=MONDAY)
    analyst, decider = staff["analyst"], staff["decision_maker"]
    proposal = plans.proposed(team, site["pnp"], analyst)
    moving = {"catalogue": "pe21_evacuation", "values": plans.PLACE}
    household = plans.proposed(team, site["dgdh"], analyst, **moving)
    question_to_all = Question.objects.get(subject=household.ref)
    young = name_other(
        team.folder, name="Wayra", relation="family", child=True, by=analyst, at=MONDAY
    )
    adult, child, alike = household_of(team, question_to_all, young, by=analyst)
    elsewhere = going_elsewhere(team, flor, by=analyst)
    duties = owing(team, flor, by=staff["analyst"], officer=staff["officer"])
    asked_elsewhere = {"about": "kept_from", "units": [], "names": "Rufino Sandi"}
    held = write_paper(team.folder, kind=HELD, body=asked_elsewhere, by=flor, at=MONDAY)
    place = keep_place(team.folder, kind="safe", text="x", days=9, by=flor, at=timezone.now())
    kept = legally_held(team, by=staff["reception"])
    return {
        "a_place": place.ref,
        "a_recommendation": recommended(nora, staff["officer"]).ref,
        "a_folded_part": "reach",
        "a_hold": kept.ref,
        "a_wide_demand": wide_demand(by=staff["supervisor"], at=timezone.now(), silent=60).ref,
        "a_silence": kept_silent(team, by=staff["reception"]).ref,
        "something_held": held.ref,
        "her_assessment": plans.assessed(team, analyst).ref,
        "her_proposal": proposal.ref,
        "her_own_measure": plans.own_measure(team, analyst).ref,
        "a_household_measure": household.ref,
        "a_question_to_a_household": question_to_all.ref,
        "an_adult": adult.ref,
        "an_adult_in_doubt": alike.ref,
        "a_child": child.ref,
        "her_decision": plans.ordered(team, site["pnp-selva"], analyst, decider).ref,
        "a_measure_of_the_norm": proposal.catalogue,
        "her_case": team.case.code,
        "her_action": action.ref,
        "an_hour_of_danger": str(record(an_hour_of(team, decider), by=decider, at=MONDAY).sequence),
        "her_errand": carrying.put(team, text="una palabra", by=analyst, at=MONDAY).ref,
        "her_note": note.ref,
        "her_file": a_picture_in(team, by=staff["analyst"]),
        "a_file_for_her": a_picture_in(team, by=staff["analyst"], for_person=True),
        "a_waiting_filing": waiting.folder.code,
        "her_reader": companions["reader"][0],
        "her_question": question.ref,
        "her_measure": on_its_way,
        "her_paper": papers_in(team.folder, seen_by=STRANGER, kinds=["request"])[0].ref,
        "a_code_typed": "K7QM-4T2X-9HBE-W0RD",  # of no invitation: the page asks nothing of it
        "a_language": "en",
        "a_law": "pe-2021",
        "a_law_before": "pe-2021@2022-04-14",
        "a_late_term": LATE,
        # Whoever decides here is late herself, and nobody else has an account: on paper, then.
        "a_complaint_for_paper": complain(
            team.folder, "decision", by=flor, at=MONDAY + timedelta(days=60)
        ).ref,
        "her_complaint": complain(team.folder, LATE, by=flor, at=MONDAY + timedelta(days=4)).ref,
        "a_step": law_of().admission.questions[0].id,
        **duties,
        **elsewhere,
        **speaking_for_many(team, letter, by=analyst, reception=staff["reception"]),
        **somebody_else_missing(team, by=staff["analyst"]),
        **following(team, site["dgdh"], by=analyst),
        **speaking(team, companions["reader"][0], by=staff["analyst"]),
        **changing(team, flor, duties, companions["relative"][0], by=staff["analyst"]),
        **contested(team, flor, by=decider),
        **got_out(team, by=analyst, suspect=staff["officer"]),
        "a_handed_duty": handed_over(
            duties["an_owed_duty"], by=staff["officer"], to=staff["another_officer"]
        ),
    }
