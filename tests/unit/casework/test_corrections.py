"""What follows where a request lacks something or a delay is complained of, each both ways."""

from datetime import timedelta

import pytest

from amparo.casework.admission.corrections import services as correcting
from amparo.casework.measures.decisions import services as decisions
from amparo.casework.measures.decisions import submission as referral
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.models import Decision
from amparo.casework.review.models import ComplaintAddressee
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.documents.services import papers_in, read_by_person, write_paper
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.procedure.complaints import complain
from amparo.foundations.intake.services import happen, shut_out
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY

TUESDAY = MONDAY + timedelta(days=1)
THURSDAY = MONDAY + timedelta(days=3)
LATER = MONDAY + timedelta(days=30)
LACKS = {"place": "¿en qué distrito vive?"}


@pytest.fixture
def asked(anas, ana):
    return correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)


def read(flor, kind, at=TUESDAY):
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=[kind])
    read_by_person(flor.folder, paper, by=flor, at=at)


def test_her_days_count_from_the_moment_she_read_what_is_missing(asked, flor):
    read(flor, "correction_asked")
    assert Filing.objects.get().happened["defect_notified"] == TUESDAY.isoformat()
    assert Entry.objects.filter(event="CorrectionReceived").count() == 1


def test_reading_anything_else_starts_none(asked, flor, anas, ana):
    body = {"text": "hola"}
    write_paper(anas.folder, kind="message", body=body, by=ana, at=TUESDAY, for_person=True)
    read(flor, "message")
    assert "defect_notified" not in Filing.objects.get().happened


def test_who_stands_above_and_may_know_is_to_rule_on_her_complaint(case, flor, delia, saul):
    complain(flor.folder, "preliminary_report", by=flor, at=THURSDAY)
    assert [one.member for one in ComplaintAddressee.objects.all()] == [delia.member]


def test_who_must_not_know_rules_on_none(case, flor, delia, enrolled):
    fidel = enrolled("Fidel Salas", "decision_maker", unit="minjusdh")
    complain(flor.folder, "preliminary_report", by=flor, at=THURSDAY)
    body = {"units": [], "names": "Delia Campos"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=THURSDAY, for_person=True)
    shut_out(flor.folder, by=flor, at=THURSDAY)
    assert [one.member for one in ComplaintAddressee.objects.all()] == [fidel.member]


def test_what_was_not_corrected_ends_only_by_a_resolution_that_she_can_have_reconsidered(
    asked, anas, ana, delia, flor
):
    """From the recommendation, over the decision maker, to the remedy in her hands."""
    filing = anas.folder.filing
    happen(filing, "preliminary_report_issued", when=TUESDAY, by=ana, at=TUESDAY)
    read(flor, "correction_asked")
    here = opened(anas.code, seen_by=ana)
    correcting.advise_archiving(here, text="no se la ubicó", by=ana, at=LATER)
    assert not Decision.objects.exists()
    referral.put_to_decision(
        opened(anas.code, seen_by=ana),
        purpose="admission",
        members=[delia.member],
        words="",
        by=ana,
        at=LATER,
    )
    resolution = Resolution(outcomes=(), grounds="no se dio lo que faltaba", admitted=False)
    decisions.decide(opened(anas.code, seen_by=delia), resolution, by=delia, at=LATER)
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["decision"])
    assert "15 días hábiles" in flor.folder.words(paper)["remedy"]
    assert Case.objects.get().stage == "communication"


def test_once_it_was_corrected_nobody_can_recommend_archiving(asked, anas, ana, flor):
    correcting.complete_with_her(anas, {"place": "Las Lomas"}, way="radio", by=ana, at=TUESDAY)
    with pytest.raises(correcting.Hindered, match="not_late"):
        correcting.advise_archiving(anas, text="x", by=ana, at=LATER)
    assert not Document.objects.filter(kind="archiving_advice").exists()
