"""Questions with a fixed text, and what each answer means."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.foundations.consent.overdue_permission import TEXT

# Fixed texts by the kind of question.
ASKED: dict[str, Promise] = {
    "overdue": TEXT,
    "assessment": _(
        "To know which protection helps, the team studies the danger: what happened, what makes it"
        " worse and what protects you already. For that it may speak with you and with people you"
        " name. What is done to protect you rests on what it finds."
    ),
    "export": _(
        "Once, and within a day after a second person of the team has allowed it too, somebody of"
        " the team would take a copy of exactly what stands here, for this recipient alone. It"
        " bears a number and the recipient's name."
    ),
}
MEANS: dict[str, tuple[tuple[Promise, Promise], ...]] = {
    "assessment": (
        (
            _("If you agree"),
            _("The team studies it with you. You may take this back on any day."),
        ),
        (
            _("If you do not agree"),
            _(
                "Nobody visits you or asks others about you for it. Your request goes on, and the"
                " team weighs only what is in your file. A no is never a reason to refuse you"
                " protection."
            ),
        ),
    ),
    "action": (
        (
            _("If you agree"),
            _(
                "The team does it, with what you told it already. No institution is told anything"
                " on this yes. You may take it back on any day."
            ),
        ),
        (
            _("If you do not agree"),
            _("It is not done. You need no reason, and you may ask for it on any day."),
        ),
    ),
    "interpreter": (
        (
            _("If you agree"),
            _(
                "They hear what you and the team say to each other, and may tell it to"
                " nobody. They begin only once somebody has looked for ties to whoever you may"
                " fear, and once they have signed. You may take this back on any day."
            ),
        ),
        (
            _("If you do not agree"),
            _("You need no reason. They learn nothing of you, and the team looks for another one."),
        ),
    ),
    "collective": (
        (
            _("If you agree"),
            _(
                "The team and whoever decides read that you do, with the acta of your decision."
                " Nothing that you told leaves on it. You may take it back on any day."
            ),
        ),
        (
            _("If you do not agree"),
            _("They read that too, and it never counts against you or anybody of you."),
        ),
    ),
    "change": (
        (
            _("If you agree"),
            _("Who decides reads that. You may take it back until the change is carried out."),
        ),
        (
            _("If you do not agree"),
            _(
                "Who decides reads that, and your words, before deciding. Until a decision has"
                " reached you, the measure stays as it is, and you may contest it."
            ),
        ),
    ),
}
OWN_MEASURE: tuple[tuple[Promise, Promise], ...] = (
    (
        _("If you agree"),
        _(
            "From then on it is owed to you, and you say here whether it protects you. Nobody"
            " else is told anything on this yes. You may take it back on any day."
        ),
    ),
    (
        _("If you do not agree"),
        _("It is not done, or it ends. You need no reason, and your request goes on."),
    ),
)
"""What each answer means for what the organisation does itself."""
OF_A_CHANGE: dict[str, tuple[tuple[Promise, Promise], ...]] = {
    "strengthen": (
        (
            _("If you agree"),
            _("Who decides reads that. The stronger measure holds as soon as it is decided."),
        ),
        (
            _("If you do not agree"),
            _(
                "The measure is not strengthened against your word, and what you have goes on"
                " as it is. Where it protects others too, it can be strengthened for them."
            ),
        ),
    ),
    "renounce": (
        (
            _("If you give it up"),
            _(
                "It ends by a decision with reasons, which you may contest. You may take this back"
                " until it is carried out."
            ),
        ),
        (
            _("If you keep it"),
            _("You keep the measure as it is. You may say on any day that you do not want it."),
        ),
    ),
}
"""What each answer means for a change that does not lessen protection."""
GOES_ON_OTHERWISE = frozenset({"strengthen", "reduce"})
TOLD_OF_A_CHANGE: tuple[Promise, Promise] = (
    _("What whoever must do it would learn"),
    _("Once it is decided, what is said above to be done, and nothing more of what you told."),
)
"""The institution carrying out a measure that is changed is told the text with which the person was
asked."""
GIVES_UP: tuple[Promise, Promise] = (_("Yes, I give it up"), _("No, I keep it"))
"""The answers where a plain yes would end a protection."""
READS_ALREADY: Promise = _(
    "The team that works on your case belongs to this institution, and reads what you told already."
)
THOUGHT_OF: dict[str, Promise] = {
    "strengthen": _("The team thinks of strengthening this measure:"),
    "reduce": _("The team thinks of reducing this measure:"),
    "suspend": _("The team thinks of suspending this measure:"),
    "cease": _("The team thinks of ending this measure:"),
    "misuse": _("The team thinks of taking this measure away:"),
    "renounce": _("You said that you give this measure up. Read first what that may mean:"),
}
"""Beginning of a question about a change, by the kind of change."""

BEFORE_A_CHANGE: Promise = _("Before this measure is changed, this institution would be asked:")
PURPOSES: dict[str, Promise] = {
    "oversight": _(
        "Whoever oversees this service from outside sees whether its terms are kept in your case."
        " It decides nothing there, and learns no name and nothing of what you told."
    ),
    "context": _(
        "It does not learn by this which measure you have, and its answer decides nothing by"
        " itself. If you do not agree it is not asked, and that never counts against you: where you"
        " agree to no institution, your measure is not reduced, suspended or ended for less danger."
    ),
}
"""Purpose of a question whose own text does not state it."""

# What an intermediary may know, as a collective reads it.
SCOPES: dict[str, Promise] = {
    "stage": _("Where your case stands, and what is due when"),
    "measures": _("Which measures there are, and how each stands"),
    "messages": _("What you and the team tell each other through it"),
}
OWN_FIELDS: dict[str, dict[str, Promise]] = {
    "export": {
        "chosen_name": _("the name that you chose"),
        "contact_channel": _("how you can be reached"),
        "coarse_place": _("roughly where you are"),
        "language": _("your language"),
        "request": _("what you told"),
        "risk": _("how grave the danger was found to be, and why"),
        "measures": _("your measures, who must do them, and how each stands"),
        "decision": _("the decisions"),
        "dates": _("what happened in the procedure, and when"),
        "files": _("one of your photos, recordings or papers"),
    },
    "between": SCOPES,
    "oversight": {"stage": SCOPES["stage"]},
    "overdue": {
        "overdue": _(
            "that an institution is overdue with a measure, since when, whether it answered"
        )
    },
}
"""What may be shared on a question for which the law names no fields, by kind."""
