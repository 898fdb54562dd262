"""Nothing leaves without the person: each reason against it, and that her word works at once."""

from datetime import timedelta

import pytest

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.consent import services
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import may_leave, questions_of, still_agreed, word_now
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Folder, Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.intake.services import exclude, withdraw_procedure
from tests.people import MONDAY

FIELDS = ["chosen_name", "coarse_place"]


@pytest.fixture
def folder(filed: Filed) -> Folder:
    return filed.folder


@pytest.fixture
def asked(folder: Folder, ana: Actor, site: dict[str, Unit]) -> Question:
    return services.ask(
        folder,
        kind="measure",
        subject="M-1",
        unit=site["pnp-selva"],
        fields=FIELDS,
        by=ana,
        at=MONDAY,
    )


def against(folder: Folder, ana: Actor, unit: Unit, fields: list[str] = FIELDS) -> tuple[str, ...]:
    verdict = may_leave(
        folder, kind="measure", subject="M-1", unit=unit, fields=fields, seen_by=ana
    )
    assert verdict.allowed is (not verdict.reasons)
    return verdict.reasons


def agrees(flor: Visitor, asked: Question) -> None:
    services.answer(flor.folder, asked.ref, answer="agreed", by=flor, at=MONDAY)


def test_without_a_question_nothing_leaves(
    folder: Folder, ana: Actor, site: dict[str, Unit]
) -> None:
    assert against(folder, ana, site["pnp-selva"]) == ("no_question",)


def test_silence_is_no_consent(folder, ana, site, asked) -> None:
    assert against(folder, ana, site["pnp-selva"]) == ("not_answered",)


@pytest.mark.parametrize("ended", ["all sharing", "the procedure"])
def test_a_yes_is_shown_as_taken_back_with_all_others(
    folder: Folder, flor: Visitor, asked: Question, ended: str
) -> None:
    def now() -> str:
        row = Question.objects.get(pk=asked.pk)
        return word_now(row, Filing.objects.get(pk=folder.filing.pk))

    assert now() == "asked"
    agrees(flor, asked)
    assert now() == "agreed"
    later = MONDAY + timedelta(hours=1)
    if ended == "all sharing":
        services.withdraw_all(flor.folder, by=flor, at=later)
    else:
        withdraw_procedure(flor, at=later)
    assert now() == "withdrawn"


@pytest.mark.parametrize("answer", ["refused", "discuss"])
def test_another_answer_than_yes_is_no_consent(folder, flor, ana, site, asked, answer) -> None:
    services.answer(flor.folder, asked.ref, answer=answer, by=flor, at=MONDAY)
    assert against(folder, ana, site["pnp-selva"]) == (answer,)


def test_agreed_to_this_unit_these_fields_may_leave(folder, flor, ana, site, asked) -> None:
    agrees(flor, asked)
    assert against(folder, ana, site["pnp-selva"]) == ()


def test_another_unit_and_another_field_were_not_agreed(folder, flor, ana, site, asked) -> None:
    agrees(flor, asked)
    assert against(folder, ana, site["minam"]) == ("no_question",)
    assert against(folder, ana, site["pnp-selva"], [*FIELDS, "exact_place"]) == (
        "field_not_agreed",
    )


def test_one_consent_taken_back_works_at_once(folder, flor, ana, site, asked) -> None:
    agrees(flor, asked)
    services.withdraw(flor.folder, asked.ref, by=flor, at=MONDAY)
    assert against(folder, ana, site["pnp-selva"]) == ("no_question",)


def test_all_sharing_taken_back_works_at_once_and_she_may_agree_anew(
    folder, flor, ana, site, asked
) -> None:
    agrees(flor, asked)
    services.withdraw_all(flor.folder, by=flor, at=MONDAY)
    assert "no_question" in against(folder, ana, site["pnp-selva"])
    asked.refresh_from_db()
    assert not still_agreed(asked, Filing.objects.get())


@pytest.mark.parametrize("excluded", ["pnp-selva", "pnp", "mininter"])
def test_the_excluded_their_command_and_their_parts_get_nothing(
    folder, flor, ana, site, asked, excluded
) -> None:
    agrees(flor, asked)
    exclude(flor.folder, site[excluded], by=flor, at=MONDAY)
    assert against(folder, ana, site["pnp-selva"]) == ("recipient_excluded",)


def test_who_commands_an_excluded_unit_gets_nothing(folder, flor, ana, site) -> None:
    exclude(flor.folder, site["pnp-selva"], by=flor, at=MONDAY)
    assert "recipient_excluded" in against(folder, ana, site["mininter"])


def test_after_leaving_the_procedure_nothing_leaves(folder, flor, ana, site, asked) -> None:
    agrees(flor, asked)
    withdraw_procedure(flor, at=MONDAY)
    assert "procedure_withdrawn" in against(folder, ana, site["pnp-selva"])


def test_a_supervisor_may_decide_while_a_named_impediment_stands(
    folder, ana, saul, site, asked
) -> None:
    def replace(by: Actor) -> None:
        services.replace_by_reason(
            folder, asked.ref, reason_paper_digest=b"r" * 32, by=by, at=MONDAY
        )

    with pytest.raises(services.CannotConsent, match="no_impediment"):
        replace(saul)
    Filing.objects.update(impediment="missing")
    with pytest.raises(services.CannotConsent, match="not_a_supervisor"):
        replace(ana)
    replace(saul)
    assert against(folder, ana, site["pnp-selva"]) == ()
    assert against(folder, ana, site["minam"]) == ("no_question",)


def test_her_refusal_is_never_replaced(folder, flor, saul, asked) -> None:
    Filing.objects.update(impediment="missing")
    services.answer(flor.folder, asked.ref, answer="refused", by=flor, at=MONDAY)
    with pytest.raises(services.CannotConsent):
        services.replace_by_reason(
            folder, asked.ref, reason_paper_digest=b"r" * 32, by=saul, at=MONDAY
        )


def test_asking_again_replaces_the_question(folder, flor, ana, site, asked) -> None:
    agrees(flor, asked)
    services.ask(
        folder, kind="measure", subject="M-1", unit=site["pnp-selva"], fields=[], by=ana, at=MONDAY
    )
    assert against(folder, ana, site["pnp-selva"])[0] == "not_answered"
    assert len(questions_of(folder, seen_by=ana)) == 2


def test_another_files_question_is_unknown(flor: Visitor) -> None:
    with pytest.raises(services.CannotConsent, match="unknown_question"):
        services.answer(flor.folder, "NOPE", answer="agreed", by=flor, at=MONDAY)
