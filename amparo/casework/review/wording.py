"""Messages for refused acts of this stage."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures import wording
from amparo.foundations.intake.leaked_classes import STOPS

HINDERED: Mapping[str, Promise] = {
    **STOPS,
    "nothing_to_contest": _(
        "Nothing was stored: this decision was decided again already, or the person has left the"
        " procedure. Write to the person, or look at the case again."
    ),
    "said_by_died": _(
        "The person has died: nobody can have said this for them. Whoever else is protected by a"
        " measure can ask for it in their own name."
    ),
    "said_by_must_not_know": _(
        "Whoever has this name must not know, or is said to be behind the danger. Nothing was"
        " stored."
    ),
    "said_by_gone": _("This person is not of the case any more, or is a child. Choose again."),
    "not_permitted": _("The protocol gives this act to somebody else."),
    "no_recourse": _("Nobody contests this here."),
    "another_rules": _(
        "You decided what is contested. Somebody else here may rule on it: give them access"
        " to the case, if they have none. Nothing was stored."
    ),
    "ruled_already": _("Somebody has ruled on it meanwhile. Nothing of yours was stored."),
    "result": _("Say whether the person is right."),
    "not_upheld_grants_nothing": _(
        "You say that the decision stays, and grant something. Choose that the person is right, in"
        " part at least, or leave each measure as it was decided."
    ),
    "upheld_changes_something": _(
        "You say that the person is right, and nothing changes. Say of at least one measure how it"
        " is granted."
    ),
    "not_changeable": _("This measure cannot be changed so where it stands now."),
    "change_open": _("A change of this measure is on its way already, or was decided meanwhile."),
    "criterion": _("Say which use the norm calls improper; for every other change, none."),
    "protects_others": _(
        "The measure protects others too, or nobody knows: what holds of one person ends nobody"
        " else's. You may propose to reduce it to those who remain."
    ),
    "not_asked_by_all": _(
        "It would end because it is asked for, and not everybody whom it protects asks for it."
    ),
    "she_answers": _(
        "For this child the person answers, with what they say of the change themselves. Here only"
        " what the child thinks is noted."
    ),
    "their_term_runs": _(
        "Note first that this one was asked by name. Only when the term has passed without an"
        " answer does nothing wait for them any more."
    ),
    "not_of_the_dead": _(
        "Nothing was ended: no death of the person is on record any more, or somebody else decides"
        " on it."
    ),
    "not_asked": _("This is not asked for here."),
    "nobody_asked": _(
        "Nobody was asked in a term that has passed: ask an institution that the person agrees to."
    ),
    "all_answered": _(
        "Everybody who was asked has answered: there is no missing answer to record."
    ),
    "term_runs": _("The term of an institution that was asked still runs. Wait for its end."),
    "ended": _("The measure has ended: nothing of it can be changed any more. Nothing was stored."),
    "given_up": _(
        "The person gives this measure up, and has not agreed to more of it since. Hear them on it"
        " first, or settle what they give up. Nothing was stored."
    ),
    "refused_more": _(
        "The person does not agree to more of this measure: it is not decided over their word. Talk"
        " with them; a yes of theirs can be noted at any time."
    ),
    "hers_alone": _(
        "The person gives this up: they alone take that back, here or on their page. Whoever"
        " decides says with reasons what happens to the measure."
    ),
    "ends_sooner": _(
        "With these days the measure would end sooner than it does now, which is less of it. Choose"
        " more days; less of a measure is a change of its own."
    ),
    "more_first": _(
        "More of this measure is on its way: decide on that first, or give it up. Until then"
        " nothing of it is lessened."
    ),
    "no_change": _("There is no such change on its way any more."),
    "gates_missing": _("Not everything that the law asks for first is on record."),
    "not_reassessed": _(
        "The risk was not assessed again since the measure was granted. Assess it first."
    ),
    "no_changed_fact": _(
        "No fact has changed for the better since the measure was granted: a lower estimate alone"
        " takes no protection away."
    ),
    "not_reassessed_lately": _(
        "The risk was not assessed since this review was set. Assess it first."
    ),
    "next_review": _("Say why, and choose a day that is still to come for the next review."),
    "no_task": _("This was answered already."),
    "not_put": _("It was not put to decision yet."),
    "happened_since": _(
        "Something happened that nobody has weighed yet. Assess the risk anew first. No norm says"
        " so: it is this service's own rule."
    ),
    "graver_since": _(
        "The danger was assessed again since this was decided: a fact is graver, or none is better"
        " than when the measure was granted. The measure goes on. Whoever decides gives this"
        " decision up with reasons, or strengthens the measure."
    ),
    "heard_since": _(
        "Since this was decided somebody whom the measure protects has to be heard who was not:"
        " who, stands above. Hear them, and note what came of it. If they agree, it can be carried"
        " out; if not, whoever decides gives this decision up with reasons. No norm says so: it is"
        " this service's own rule."
    ),
    "no_since": _(
        "Somebody whom the measure protects was heard only after this was decided, and does not"
        " agree: nobody has weighed that. Whoever decides gives this decision up with reasons. A"
        " new change can begin then. No norm says so: it is this service's own rule."
    ),
    "missing_since": _(
        "Since this was decided something is missing of what the law asks for first: it stands"
        " above. Whoever decides gives this decision up with reasons. A new change can begin then."
    ),
    "changed_meanwhile": _(
        "Somebody decided, or the measure changed, since you opened this page. Look at it again."
    ),
    "weighed": _("Say how it is weighed against the danger."),
    "from_day": _("Choose a day after the day of the resolution."),
    "not_notified": _("The person has not received the resolution yet: it does not hold before."),
    "day_to_come": _("Its day is still to come."),
    "not_given_up": _("The person does not give the measure up now. It stays as it is."),
    "impeded": _(
        "The person cannot be asked now, and somebody else may have said this on their page: it is"
        " neither decided nor carried out. You may set it aside. Once the person can be asked, they"
        " are asked anew."
    ),
    "waits": _("It waits for the ruling on what the person contests."),
    "waiting_asked": _(
        "The person asked that it wait for the ruling. Who decides must answer that first."
    ),
    "takes_nothing_away": _("This decision takes no protection away: nothing has to wait."),
}

TITLES: Mapping[str, Promise] = {
    "strengthen": _("Strengthen a measure"),
    "reduce": _("Reduce a measure"),
    "suspend": _("Suspend a measure"),
    "cease": _("End a measure"),
    "misuse": _("Take a measure away for the use that was made of it"),
    "renounce": _("A measure that the person gives up"),
    "death": _("A measure of somebody who has died ends"),
}
"""Titles of the page of one change, by its kind."""
GIVES_UP = _("Give up what was decided")


def why(code: str) -> str:
    return str(HINDERED[code]) if code in HINDERED else wording.why(code)
