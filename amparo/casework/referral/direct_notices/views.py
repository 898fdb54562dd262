"""The page on which a member notes that the person was told."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.admission.spoken_messages.views import agreed_in_words
from amparo.casework.referral.blanket_demands.tasks_to_tell import is_forbidden
from amparo.casework.referral.direct_notices import forms as telling_forms
from amparo.casework.referral.direct_notices import services as telling
from amparo.casework.referral.queries import TaskKind
from amparo.casework.referral.views import act
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.next_acts import MEASURES, CaseAct
from amparo.foundations.intake.contact.may_contact import rule_of
from amparo.law import load_protocol

WHY = {
    TaskKind.TELL_DEMAND: gettext_lazy(
        "In plain words: who demands it, on which ground, what was answered, and whether"
        " anything is handed over. It ends by itself once they open it on their page."
    ),
    TaskKind.TELL_HOLD: gettext_lazy(
        "In plain words: for which order or claim it is kept, that nothing of it is erased"
        " meanwhile, and who can lift that. It ends by itself once they open it on their page."
    ),
}
WHY_OF_EVERYBODY = gettext_lazy(
    "In plain words: who demands it, and what came of it. It ends by itself, within minutes, once"
    " they have ten words of their own: then they read it on their page."
)
TITLE_OF_LIFTED = gettext_lazy("Tell the person that the file was kept from being erased")
WHY_OF_LIFTED = gettext_lazy(
    "In plain words: for which order or claim it was kept, that nothing of it was erased meanwhile,"
    " and that this is over. It ends by itself once they open it on their page."
)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, gettext_lazy("It is noted that the person was told."))
def tell(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note that the person was told: one without an access phrase, or who does not look at the
    page."""
    open_case, now = opened_case(request, code), timezone.now()
    found = telling.to_tell(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = telling_forms.ToTellForm(
        sent(request),
        now=now,
        since=found.since,
        of_everybody=found.is_of_everybody,
        zone=load_protocol(open_case.folder.filing.protocol).zone,
        today=today(open_case),
        initial={"tried_at": timezone.localtime(now).replace(second=0, microsecond=0, tzinfo=None)},
    )

    def do() -> None:
        told = dict[str, Any](by=request.actor, at=now)
        if form.is_done:
            telling.note_told(open_case, found, form.tried, **told)
        elif form.is_given_up:
            telling.note_not_reached(open_case, found, text=form.cleaned_data["text"], **told)
        else:
            why = form.cleaned_data["text"]
            telling.put_off(open_case, found, text=why, again_on=form.again_on, **told)

    words = {
        "title": TITLE_OF_LIFTED if found.lifted_at else found.sort.task.label,
        "why": _why(found),
        "verb": _("Put it on record"),
        "found": found,
        "forbidden": found.is_of_everybody and is_forbidden(found.about, at=now),
        **agreed_in_words(rule_of(open_case.folder, seen_by=request.actor), at=now),
    }
    return act(request, open_case, form, do, words, template="referral/tell.html")


def _why(found: telling.ToTell) -> Promise:
    if found.is_of_everybody:
        return WHY_OF_EVERYBODY
    return WHY_OF_LIFTED if found.lifted_at else WHY[found.sort.task]
