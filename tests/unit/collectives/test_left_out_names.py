"""Whoever had their own data left out of a case finds nobody's way to it by their name."""

from django.utils import timezone

from amparo.casework.collectives.redaction.services import leave_member_out
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import NameIndexBucket
from amparo.foundations.cases.names.index import index_key, opened_bucket
from amparo.foundations.cases.names.search import look_up
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.related_people.services import name_other

WHO = "Rosalía Ñahui"


def codes(by: Actor) -> list[str]:
    found = look_up("Ñahui", by=by, at=timezone.now(), reason="person_called", patience=0)
    assert found
    return [one.seat.case.code for one in found.found]


def test_whoever_was_left_out_is_found_no_more(board: OpenCase, ana: Actor) -> None:
    name_other(board.folder, name=WHO, relation="family", by=ana, at=timezone.now())
    assert codes(ana) == [board.code]
    again = opened(board.code, seen_by=ana)
    leave_member_out(again, (WHO,), files=(), way="in_person", by=ana, at=timezone.now())
    assert not NameIndexBucket.objects.exists()
    assert codes(ana) == []
    key = index_key(ana)
    for row in NameIndexBucket.objects.all():
        said = opened_bucket(row.leaf_id, row.label, bytes(row.sealed), by=ana, key=key)
        assert b"nahui" not in said
