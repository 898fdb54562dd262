"""A machine that dies while a reader seals a consultation anew, once another algorithm came: all of
it is as it was, and the next try does it whole."""

import pytest

from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.verification import breaks
from amparo.observatory.consultations.models import ConsultationReader, Proposal
from amparo.observatory.consultations.queries import words_for
from amparo.observatory.consultations.reader_copy_resealing import seal_waiting
from tests.consulting import propose, put
from tests.faults.dying import die_at
from tests.people import MONDAY
from tests.unit.cli.test_reseal import OTHER, second  # noqa: F401 - a fixture

HERE = "amparo.observatory.consultations.reader_copy_resealing"
PLACES = (
    f"{HERE}._anew",  # nothing of it is sealed anew yet
    f"{HERE}.boxes.seal_to",  # the first words are open
    f"{HERE}.record",  # every row is written, and nothing is on record
)


def everything():
    rows = [
        *Proposal.objects.order_by("pk").values_list("for_author", "for_readers", "left_out"),
        *ConsultationReader.objects.order_by("pk").values_list("sealed"),
    ]
    return [tuple(map(bytes, row)) for row in rows], Entry.objects.count()


@pytest.mark.parametrize("place", PLACES)
def test_killed_in_the_middle_it_is_as_it_was_and_the_next_try_is_whole(
    lasting,
    plan,
    ana,
    second,  # noqa: F811
    place,
):
    consultation = put(plan())
    for text in ("una cosa", "otra cosa"):
        propose(consultation, text=text)
    second()
    before = everything()
    die_at(place, lambda: list(seal_waiting(by=ana, at=MONDAY)))
    assert everything() == before
    assert list(seal_waiting(by=ana, at=MONDAY)) == [consultation.name]
    rows = Proposal.objects.select_related("consultation").order_by("pk")
    assert {bytes(one.for_readers)[:1] for one in rows} == {OTHER}
    assert [words_for(one, seen_by=ana)["text"] for one in rows] == ["una cosa", "otra cosa"]
    assert list(breaks()) == []
