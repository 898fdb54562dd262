"""Why an export may not leave any more, in words for the team."""

import json
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.exports.models import Export
from amparo.casework.exports.queries import Shown
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs

State = Export.State
SAID_IN: Mapping[str, str] = {
    State.TURNED_DOWN: "export_turned_down",
    State.CALLED_OFF: "export_off",
}
ENDED: Mapping[str, Promise] = {
    "refused": _("The person does not agree any more."),
    "discuss": _("The person wants to talk about it first."),
    "consent_withdrawn": _("The person took it back."),
    "all_sharing_withdrawn": _("The person took back all that was allowed."),
    "procedure_withdrawn": _("The person left the procedure."),
    "recipient_excluded": _("The person said that this recipient must not know."),
    "left_out": _("It holds what a member of the collective had left out."),
    "file_erased": _("The file itself was erased."),
    "erased": _("The person asked that the file be erased, and that was granted."),
    "expired": _("Its time passed before somebody allowed it, or took it."),
}


def is_to_be_told(open_case: OpenCase, found: Shown) -> bool:
    """Whether the recipient is still to be told to destroy it."""
    waits = ReferralTask.objects.filter(case=open_case.case, done_at=None, about=found.row.ref)
    return waits.filter(kind=ReferralTask.Kind.EXPORT_BACK).exists()


def why_over(open_case: OpenCase, found: Shown, *, seen_by: Signs) -> str:
    """The words with which it was refused or called off, or what ended it; empty while it waits, or
    left and stands."""
    row = found.row
    if row.state in SAID_IN:
        papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[SAID_IN[row.state]])
        said = (open_case.folder.words(one) for one in papers)
        return next((str(one["text"]) for one in said if one.get("about") == row.ref), "")
    ended = (
        json.loads(one.facts)
        for one in entries_about(open_case.code, seen_by=seen_by)
        if one.event == "ExportEnded"
    )
    because = next((one["reason"] for one in ended if one["export"] == row.ref), "")
    return str(ENDED.get(because, ""))
