"""What a page says after an act on a case: what was done, and who learns of it. One line per act.

The act's page redirects; the middleware notes the act's name in a signed cookie that the next page
reads and ends, and leads back to the tab of the case where the act shows. What comes next, and by
when, is said by that page itself.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.desk.case.tabs import CONTACT, FACTS, MEASURES, PEOPLE, SUMMARY, address_of_tab
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.act_pages import GO_ON
from amparo.foundations.cases.form_drafts.pages import DISCARDED
from amparo.foundations.ledger.queries import acted_just_now

type Done = tuple[str, Promise, Promise | str]
"""The tab that shows it, what was done, and who is told; "" where the act says it itself."""

TEAM = _("Only the team of this case sees it.")
PAGE = _("The person can read it on their own page.")
ASKED = _("The person is asked on their own page, and may also answer you.")
DECIDES = _("It is on the worklist of the deciding authority.")
UNIT = _("The institution finds it on its own page, or gets it on paper where it has none.")

SAID = _("What the person said is on record.")
NOTED = _("The task is recorded as done.")
ASKED_OF = _("The question is sent to the person.")
STOPPED = _("It was cancelled.")
CHOSEN = _("The decision is on record.")

CONFIRMATIONS: Mapping[str, Done] = {
    # --- the case, its team and its people
    "desk:claim": (
        SUMMARY,
        _("You are now responsible for the case."),
        _("The team sees it on the list."),
    ),
    "desk:seats": (PEOPLE, _("Who may open the case has changed."), ""),
    "desk:ties": (PEOPLE, _("The recusal is ended."), TEAM),
    "desk:norm": (SUMMARY, _("The case passed to the other norm."), PAGE),
    "desk:norm_back": (SUMMARY, _("The case is under its former norm again."), PAGE),
    "desk:words": (
        PEOPLE,
        _("The new access phrase is made."),
        _("Read it out: it is not shown again."),
    ),
    "desk:people": (PEOPLE, _("The people of the case are kept."), TEAM),
    "desk:others": (PEOPLE, _("The access of the other person is made."), ""),
    "desk:others_end": (PEOPLE, _("The access of the other person is ended."), ""),
    "desk:linked": (SUMMARY, _("A separate case is opened for the surviving relatives."), ""),
    # --- from the request to its evaluation
    "admission:acknowledge": (CONTACT, _("The receipt is sent."), PAGE),
    "admission:message": (CONTACT, _("The message is sent."), PAGE),
    "admission:put": (CONTACT, _("The person is asked again."), ASKED),
    "admission:attempt": (CONTACT, _("The attempt to reach the person is noted."), ""),
    "admission:put_errand": (CONTACT, _("The message for the person is on the list."), TEAM),
    "admission:errand": (CONTACT, _("The result of the contact is recorded."), TEAM),
    "admission:drop_errand": (CONTACT, _("The message for the person is off the list."), TEAM),
    "admission:reach": (CONTACT, _("The safe ways to reach the person are saved."), ""),
    "admission:note": (FACTS, _("The note is kept."), TEAM),
    "admission:change_note": (FACTS, _("The note is changed; what it said before is kept."), TEAM),
    "admission:report": (FACTS, _("The preliminary report is issued."), PAGE),
    "admission:open_action": (FACTS, _("The immediate action is open."), ASKED),
    "admission:action": (FACTS, _("The result of the immediate action is recorded."), ""),
    "admission:action_said": (FACTS, SAID, PAGE),
    "admission:decide_instead": (FACTS, CHOSEN, PAGE),
    "admission:step": (SUMMARY, _("The step of the other body is noted."), ""),
    "admission:ask_correction": (FACTS, _("What is missing is asked for, all of it, once."), PAGE),
    "admission:allow_correction": (
        FACTS,
        _("Asking for what is missing is allowed."),
        _("The team may ask the person now."),
    ),
    "admission:complete_with_her": (FACTS, _("What the person gave is added to the request."), ""),
    "admission:correction_receipt": (
        FACTS,
        _("It is noted that the person knows what is missing."),
        "",
    ),
    "admission:advise_archiving": (
        FACTS,
        _("Archiving is recommended. It closes nothing."),
        DECIDES,
    ),
    "assessment:agreement": (FACTS, SAID, PAGE),
    "assessment:ask": (FACTS, _("The person is asked whether the risk may be assessed."), ASKED),
    "assessment:assess": (FACTS, _("The assessment is kept as a draft."), TEAM),
    "assessment:review": (FACTS, _("The assessment of the risk is recorded."), ""),
    # --- interpreters
    "interpreting:need": (CONTACT, _("The need for an interpreter is recorded."), ""),
    "interpreting:need_of": (CONTACT, _("The need for an interpreter is recorded."), ""),
    "interpreting:name": (CONTACT, _("The interpreter is proposed."), ""),
    "interpreting:name_of": (CONTACT, _("The interpreter is proposed."), ""),
    "interpreting:interview": (CONTACT, _("The interpreted conversation is planned."), ""),
    "interpreting:interview_of": (CONTACT, _("The interpreted conversation is planned."), ""),
    "interpreting:task": (CONTACT, _("The task of the interpreter is noted."), ""),
    "interpreting:interpreter": (CONTACT, _("What was noted of the interpreter is kept."), ""),
    "interpreting:vet": (
        CONTACT,
        _("The conflicts of interest of the interpreter are recorded."),
        TEAM,
    ),
    "interpreting:sign": (CONTACT, _("The interpreter's promise of confidentiality is filed."), ""),
    "interpreting:child": (CONTACT, _("What the child thinks is noted."), ""),
    "interpreting:answer": (CONTACT, SAID, ""),
    # --- measures and decisions
    "measures:propose": (MEASURES, _("The measure is proposed."), ASKED),
    "measures:change": (MEASURES, _("The proposal is changed."), ASKED),
    "measures:answer": (MEASURES, SAID, PAGE),
    "measures:adults": (MEASURES, _("Whom else it protects is kept."), ""),
    "measures:adult": (MEASURES, _("What the other adult said is on record."), ""),
    "measures:child": (MEASURES, _("What the child thinks is noted."), ""),
    "measures:alike": (MEASURES, _("The answer whether it is the same person is recorded."), ""),
    "measures:arrived": (MEASURES, _("The person's report on the measure is recorded."), ""),
    "measures:ask_again": (MEASURES, ASKED_OF, ASKED),
    "measures:recipient": (MEASURES, _("The person is asked about the other institution."), ASKED),
    "measures:replace": (MEASURES, CHOSEN, PAGE),
    "measures:roads": (MEASURES, _("The other legal remedies are recorded."), ""),
    "measures:impediment": (SUMMARY, _("The person can be asked again."), ""),
    "measures:put": (MEASURES, _("The case is submitted for decision."), DECIDES),
    "measures:draft": (MEASURES, _("The case is submitted for decision."), DECIDES),
    "measures:provisional": (
        MEASURES,
        _("The provisional measure is ordered."),
        _("It can be forwarded now, and is notified to the person."),
    ),
    "measures:conclude": (MEASURES, CHOSEN, PAGE),
    "measures:decide": (
        MEASURES,
        _("The resolution is issued."),
        _("It is to be notified to the person and forwarded to the institutions."),
    ),
    "measures:register": (
        MEASURES,
        _("The signed resolution is registered."),
        _("It is to be notified to the person and forwarded to the institutions."),
    ),
    "measures:turn_away": (
        MEASURES,
        _("The resolution not to admit it is issued."),
        _("It is to be notified to the person."),
    ),
    "measures:notify": (MEASURES, _("It is noted how the decision reached the person."), ""),
    "measures:nobody_receives": (MEASURES, _("It is noted that no one is left to receive it."), ""),
    # --- institutions
    "obligations:forward_one": (MEASURES, _("The measure is forwarded."), UNIT),
    "obligations:opinion_of": (MEASURES, _("The opinion is asked for."), UNIT),
    "obligations:hand_over": (
        MEASURES,
        _("It is noted that the paper reached the institution."),
        "",
    ),
    "obligations:send_again": (MEASURES, _("It is sent to the page of the institution too."), UNIT),
    "obligations:print_sheet": (
        MEASURES,
        _("The numbered copy is made."),
        _("Note when it reached the institution."),
    ),
    "obligations:answer": (MEASURES, _("The answer of the institution is written down."), ""),
    "obligations:ask_time": (MEASURES, _("The request for more time is written down."), TEAM),
    "obligations:give_time": (MEASURES, _("The request for more time is answered."), UNIT),
    "obligations:ask_report": (MEASURES, _("The report is asked for."), UNIT),
    "obligations:letter": (MEASURES, _("The letter is on record."), PAGE),
    "obligations:late_consent": (
        MEASURES,
        _("The question to the person, or the answer, is on record."),
        PAGE,
    ),
    "obligations:follow_up": (MEASURES, NOTED, ""),
    "obligations:close": (
        SUMMARY,
        _("The case is closed. It leaves the list."),
        _("It opens again by itself when something comes."),
    ),
    # --- other authorities, for an organisation
    "external_cases:open": (
        MEASURES,
        _("The person is asked about the request to the authority."),
        ASKED,
    ),
    "external_cases:note": (MEASURES, _("What happened at the authority is noted."), ""),
    "external_cases:answer": (MEASURES, SAID, ""),
    "external_cases:ask": (MEASURES, ASKED_OF, ASKED),
    "external_cases:end": (MEASURES, _("The follow-up is ended."), ""),
    "external_cases:sheet": (MEASURES, _("The sheet is made."), _("Note when it was filed there.")),
    "external_cases:set_aside": (
        MEASURES,
        _("The step is marked as an error and no longer counts."),
        "",
    ),
    "followed:looked_at": (MEASURES, _("What was done about it is noted."), ""),
    # --- referrals, promises, demands
    "referral:propose": (MEASURES, _("The person is asked about the referral."), ASKED),
    "referral:word": (MEASURES, SAID, PAGE),
    "referral:sheet": (MEASURES, _("The sheet is made."), _("Note when it reached its recipient.")),
    "referral:give": (MEASURES, _("It is noted that it reached its recipient."), PAGE),
    "referral:reply": (MEASURES, _("The answer of the recipient is noted."), PAGE),
    "referral:told": (MEASURES, _("It is noted that the recipient was told to destroy it."), ""),
    "referral:call_off": (MEASURES, STOPPED, PAGE),
    "referral:wish": (MEASURES, _("The person's request is answered."), PAGE),
    "referral:demanded": (
        MEASURES,
        _("The demand for the file is on record."),
        _("Recording it hands nothing over."),
    ),
    "referral:tell": (MEASURES, _("It is noted that the person was told."), ""),
    "referral:note_external": (MEASURES, _("The measure ordered elsewhere is noted."), PAGE),
    "referral:agree": (MEASURES, _("What was agreed with the person is kept."), PAGE),
    "referral:end": (MEASURES, _("Whether that measure goes on is noted."), PAGE),
    "referral:hand_on": (
        PEOPLE,
        _("The hand-over note is saved."),
        TEAM,
    ),
    "referral:promise": (SUMMARY, _("The promise is noted with its day."), PAGE),
    "referral:kept": (SUMMARY, _("The result of the promise is recorded."), PAGE),
    "referral:see_glass": (PEOPLE, _("Whether it was right to open the case is on record."), ""),
    # --- copies that leave
    "exports:ask": (PEOPLE, _("The copy is asked for."), ""),
    "exports:ask_file": (PEOPLE, _("The copy of the file is asked for."), ""),
    "exports:word": (PEOPLE, SAID, ""),
    "exports:decide": (PEOPLE, CHOSEN, ""),
    "exports:call_off": (PEOPLE, STOPPED, ""),
    "exports:told": (PEOPLE, _("It is noted that the recipient was told to destroy it."), ""),
    # --- collectives
    "collectives:note": (PEOPLE, _("It is noted that a collective asks."), ""),
    "collectives:join": (PEOPLE, _("It is noted that another board speaks for it too."), ""),
    "collectives:end_board": (PEOPLE, _("It is noted who speaks for it now."), ""),
    "collectives:put": (PEOPLE, _("The measure is put to the whole collective."), ""),
    "collectives:acta": (PEOPLE, _("The decision of the board is on record with its acta."), ""),
    "collectives:take_back": (PEOPLE, _("The consent of the board is taken back."), ""),
    "collectives:leave_out": (PEOPLE, _("The member's data are left out."), ""),
    "collectives:elsewhere": (PEOPLE, _("What was asked in the other case is answered."), ""),
    "collectives:look": (PEOPLE, _("What the files show is noted."), ""),
    "collectives:propose_between": (
        PEOPLE,
        _("The collective is asked about the intermediary."),
        "",
    ),
    "collectives:pass_on": (CONTACT, _("It is passed on to the intermediary."), ""),
    # --- disappearance and death
    "disappearances:happened": (FACTS, _("What happened is recorded."), ""),
    "disappearances:held": (FACTS, SAID, ""),
    "disappearances:log": (FACTS, _("The entry is in the search log."), TEAM),
    "disappearances:kind": (FACTS, _("The kind of the event is corrected."), ""),
    "disappearances:wrong": (FACTS, _("The entry is marked as an error and no longer counts."), ""),
    "disappearances:nobody": (FACTS, _("It is noted that no one asks for a case."), ""),
    "disappearances:investigation": (FACTS, _("How the investigation stands is noted."), ""),
    "disappearances:word": (FACTS, SAID, ""),
    "disappearances:tell": (FACTS, _("It is noted that who searches was told."), ""),
    "disappearances:instead": (FACTS, CHOSEN, ""),
    # --- leaks
    "leaks:here": (PEOPLE, _("The incident is on record."), ""),
    "leaks:settle": (PEOPLE, _("Whether this case is touched is on record."), ""),
    "leaks:step": (PEOPLE, NOTED, ""),
    "leaks:named": (PEOPLE, _("Whether that person is told is on record."), ""),
    "leaks:sending": (PEOPLE, CHOSEN, ""),
    "leaks:way": (CONTACT, _("The way that is safe now is kept."), ""),
    "leaks:tell": (PEOPLE, _("It is noted that the person was told."), ""),
    # --- review, change, complaints
    "review:contest": (MEASURES, _("The appeal is filed."), PAGE),
    "review:rule": (MEASURES, _("The appeal is decided."), ""),
    "review:waiting": (MEASURES, CHOSEN, ""),
    "review:open_change": (MEASURES, _("The change of the measure is begun."), TEAM),
    "review:report": (MEASURES, _("The report is kept."), TEAM),
    "review:ask": (MEASURES, _("The institution is asked about the risk."), UNIT),
    "review:silence": (MEASURES, _("It is noted who did not answer. Silence decides nothing."), ""),
    "review:heard": (MEASURES, _("What the protected person says is on record."), ""),
    "review:word": (MEASURES, SAID, ""),
    "review:explain": (MEASURES, _("It is noted that it was explained to the person."), ""),
    "review:explain_share": (MEASURES, _("It is noted that it was explained to the person."), ""),
    "review:put": (MEASURES, _("The change is submitted for decision."), DECIDES),
    "review:decide": (MEASURES, _("The change is decided."), ""),
    "review:give_up": (MEASURES, _("What was decided is not carried out."), ""),
    "review:carry_out": (MEASURES, _("The change is carried out."), ""),
    "review:drop": (MEASURES, _("The change is withdrawn. The measure stays as it is."), ""),
    "review:of_the_dead": (MEASURES, _("The measures of the person who died are ended."), ""),
    "review:look_again": (MEASURES, _("The review of the measure is on record."), ""),
    "review:incident": (
        FACTS,
        _("What happened is recorded. The case leads the list until the risk is assessed again."),
        "",
    ),
    "review:answer_otherwise": (FACTS, _("The answer to the person is sent."), PAGE),
    "complaints:complain": (MEASURES, _("The complaint is filed."), PAGE),
    "complaints:note": (MEASURES, _("The ruling on the complaint is written down."), ""),
    "complaints:answer": (
        MEASURES,
        _("The reason for the delay is sent to the authority that rules."),
        "",
    ),
    # --- what is kept, and what is erased
    "retention:asked": (PEOPLE, _("The request to erase is on record."), ""),
    "retention:heard": (PEOPLE, _("It is noted that the person was heard."), ""),
    "retention:decide": (PEOPLE, CHOSEN, ""),
    "retention:hold": (PEOPLE, _("The file is on legal hold."), ""),
    "retention:lift": (
        PEOPLE,
        _("The legal hold is lifted: the file may be erased on its date."),
        "",
    ),
    "retention:silence": (PEOPLE, _("What the order says is on record."), ""),
    "retention:place": (PEOPLE, _("The place is kept. It is erased by itself on its day."), ""),
    "retention:end_place": (PEOPLE, _("The place is erased."), ""),
}
SAID_AFTER: Mapping[str, Done] = {
    **CONFIRMATIONS,
    DISCARDED: ("", _("The draft is discarded. Nothing was sent."), ""),
}
"""What the next page says: also of what is no act on a case."""

SAYS_ITSELF = "measures:draft"
"""The page that says at its top how the draft stands: drafted, returned, or approved and not issued
yet. After an act that leads there nothing else is said."""

WITHOUT = frozenset(
    {
        "desk:why", "desk:field",  # they say what was opened on the page that follows
        "desk:file", "desk:clean_copy", "obligations:proof", "exports:take",  # a file answers
        "measures:send_back",  # SAYS_ITSELF
        "complaints:rule",  # on the page of the member who rules, not of the case
    }
)  # fmt: skip
"""Sent pages under a case that need no confirmation."""


class ConfirmAct:
    """Note the act that a redirect ends, and lead back to the tab of the case where it shows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = timezone.now()
        response = self.get_response(request)
        match = request.resolver_match
        done = CONFIRMATIONS.get(match.view_name) if match and request.method == "POST" else None
        if match is None or done is None or not _was_done(request, response, began):
            return response
        with suppress(Resolver404):
            there = resolve(response["Location"])
            if there.view_name == SAYS_ITSELF:
                return response
            if there.view_name == "desk:case":
                tab = "" if GO_ON in request.POST else done[0]
                response["Location"] = address_of_tab(there.kwargs["code"], tab or SUMMARY)
                if not tab:
                    response["Location"] += f"?{GO_ON}"
        messages.success(request, match.view_name)
        return response


def _was_done(request: HttpRequest, response: HttpResponse, began: datetime) -> bool:
    """Return whether a signed-in member was led on to another page by an act that is on record:
    some pages lead back without one, where there was nothing to do."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or response.status_code != HTTPStatus.FOUND:
        return False
    return acted_just_now(began, seen_by=actor)
