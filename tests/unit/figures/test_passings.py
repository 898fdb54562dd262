"""Public figures where cases pass to another norm: what was late under the older one is counted."""

from datetime import timedelta

from amparo.casework.figures.edition_counts import totals_of
from amparo.casework.figures.periods import Period
from amparo.casework.figures.term_compliance import terms_kept
from amparo.foundations.cases.norm_transition import plan_back, take_back
from amparo.law import load_protocol
from tests.clock import TODAY
from tests.norm_folders import NEWER, OLDER
from tests.norms import WHY, pass_now

LATER = TODAY + timedelta(hours=2)


def kept(norm, until=LATER):
    told = terms_kept(load_protocol(norm), until=until)
    return {one["id"]: (one["late"], one["past"], one["running"]) for one in told}


def test_what_was_late_is_counted_under_the_law_that_it_was_late_under(delias, delia):
    assert kept(OLDER)["visit"] == (0, 1, 0)
    pass_now(delias, delia)
    assert kept(OLDER)["visit"] == (0, 1, 0)
    assert kept(OLDER)["shelter"] == (0, 1, 0)
    assert kept(NEWER)["visit"] == (0, 0, 1)


def test_an_edition_of_an_earlier_day_counts_what_was_so_then(delias, delia):
    before = kept(OLDER, TODAY - timedelta(days=1)), kept(NEWER, TODAY - timedelta(days=1))
    pass_now(delias, delia)
    assert before == (
        kept(OLDER, TODAY - timedelta(days=1)),
        kept(NEWER, TODAY - timedelta(days=1)),
    )


def test_what_was_taken_back_is_counted_once(delias, delia):
    pass_now(delias, delia)
    at = TODAY + timedelta(hours=1)
    seen = plan_back(delias.folder.filing, at=at).mark
    take_back(delias.case, delias.folder, reason=WHY, seen=seen, by=delia, at=at)
    assert kept(OLDER)["visit"] == (0, 1, 0)
    assert kept(NEWER)["visit"] == (0, 0, 0)


def test_each_request_is_one_request(delias, delia):
    pass_now(delias, delia)
    both = totals_of(Period("2026-11", LATER), [load_protocol(OLDER), load_protocol(NEWER)])["laws"]
    assert sum(one["figures"]["requests"] for one in both) == 1
