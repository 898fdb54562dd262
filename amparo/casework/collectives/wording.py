"""Texts that say why an act is not possible, and names of kinds of collectives."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.queries import TakenFor
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, load_protocol

HINDERED: Mapping[str, Promise] = {
    **STOPS,
    "not_permitted": _("This is not part of your role."),
    "noted_already": _("It is on record already who speaks here, and for whom."),
    "unknown_kind": _("The protocol of this case does not provide for a collective of this kind."),
    "no_collective": _("Note first that a collective asks here."),
    "no_such_case": _("There is no such case among those to which you have access."),
    "same_case": _("This is the very case. Each board has filed a request of its own."),
    "other_board": _(
        "Another board of the same collective is no intermediary: each has its own page."
    ),
    "stands_between": _("Whoever filed that case stands between this collective and the team."),
    "other_left": _("Whoever filed that case has left the procedure."),
    "read_by_excluded": _(
        "Somebody who reads that case must not know of this one. Nothing was changed."
    ),
    "already_board": _("Whoever filed that case speaks for a collective already."),
    "ended": _("Somebody else speaks for the collective now: this board is asked nothing more."),
    "procedure_withdrawn": _("Whoever filed this case has left the procedure."),
    "decided": _("This measure was decided already, or is not of this case."),
    "another_boards": _(
        "This consent was given by another board. Only that board can take it back, on its own page"
        " or in its own case. Nothing was changed."
    ),
    "unknown_question": _("This question is closed. Nothing was changed."),
    "not_agreed": _("There is no consent here that could be taken back."),
    "answered_herself": _(
        "The board answered no on its own page: that answer cannot be replaced. Ask it anew."
    ),
    "not_herself": _("Whoever filed cannot say yes for somebody who cannot be asked."),
    "empty_acta": _("Write down what was decided, or attach the acta."),
    "day": _("This day does not fit: not in the future."),
    "until": _("This day is over already."),
    "too_short": _(
        "Write at least four letters or digits on each line: less would take other people's words"
        " away too."
    ),
    "too_common": _(
        "A single word or a short number may be said of others too. See how often it stands here,"
        " and say that it always means this member."
    ),
    "named_must_not_know": _(
        "This name stands among those who must not know, or who are said to be behind the danger."
        " Leaving it out would take away what protects somebody: nothing was changed. Speak with a"
        " supervisor."
    ),
    "left_out": _(
        "These words hold what a member of the collective had left out, or asks to have left out:"
        " see the open tasks of this case. Write them without it."
    ),
    "recipient_excluded": _("This collective said that this organisation must not know."),
    "no_scope": _("Choose at least one thing that the intermediary would know."),
    "stands_already": _("It was proposed already, and the proposal is open."),
    "over": _(
        "This organisation is not an intermediary any more. Propose it anew if the"
        " collective wants it again."
    ),
    "nothing_open": _("Somebody else has answered this already. Nothing was changed."),
    "nothing_told": _("Write at least one thing that is to be passed on."),
    "no_question": _("The board is not asked about it any more."),
    "not_answered": _("The board has not answered yet."),
    "refused": _("The board did not agree."),
    "discuss": _("The board wants to talk about it first."),
    "all_sharing_withdrawn": _("The board took all sharing back."),
    "field_not_agreed": _("The board did not agree to this going there."),
    "no_acta": _(
        "The board said yes, but the acta of that decision is missing: without it the yes"
        " does not count."
    ),
}
TO_REMEMBER: Mapping[str, Promise] = {
    "divided": _(
        "More than one board says that it speaks for this collective. That is no ground for"
        " refusing anything: each board's answer stands beside the other's, and what was proposed"
        " for persons goes on without waiting for the boards."
    ),
    "collective": _(
        "What concerns the whole collective leaves here only with its own decision and the acta of"
        " it. That it decides in a way of its own, and in its own time, counts against nobody."
    ),
    "held_back": _(
        "Files of this case wait until somebody looks whether they show a member who is left out:"
        " none of them goes along with what is decided."
    ),
}
OTHERWISE: Promise = _("This cannot be done now. Nothing was changed.")


def why(code: str) -> str:
    return code.why if isinstance(code, TakenFor) else str(HINDERED.get(code, OTHERWISE))


def kinds_of(law: Protocol) -> list[tuple[str, str]]:
    return [(one.id, say(law, f"collectives.{one.id}")) for one in law.admission.collective]


def kind_in_words(protocol: str, code: str) -> str:
    return say(load_protocol(protocol), f"collectives.{code}", otherwise=code)
