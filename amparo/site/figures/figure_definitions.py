"""The name and definition of each published figure; none is shown without them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Said = str | Promise


class Meaning(NamedTuple):
    name: Said
    definition: Said


FIGURES: Final[Mapping[str, Meaning]] = {
    "requests": Meaning(
        _("Requests received"),
        _("Every request that was stored here, by whichever way it came."),
    ),
    "opened": Meaning(
        _("Requests opened"), _("Requests that somebody of the team has opened to work on.")
    ),
    "decided": Meaning(
        _("Requests decided"),
        _("A resolution with reasons was issued. A provisional measure is not yet a decision."),
    ),
    "decided_granted": Meaning(
        _("Decided: all granted"), _("Every measure that was before the authority was granted.")
    ),
    "decided_partly": Meaning(
        _("Decided: granted in part"), _("At least one measure was granted and at least one not.")
    ),
    "decided_denied": Meaning(_("Decided: denied"), _("No measure was granted.")),
    "decided_not_admitted": Meaning(
        _("Decided: not admitted"), _("The request was turned away by a resolution with reasons.")
    ),
    "provisional": Meaning(
        _("Provisional measures decided"),
        _("Resolutions that order help at once, before the request is decided."),
    ),
    "measures_ordered": Meaning(
        _("Measures ordered"), _("Measures that a resolution granted, provisional ones too.")
    ),
    "measures_forwarded": Meaning(
        _("Measures that reached an institution"),
        _("Of the measures ordered: the institution that must act was told what it may know."),
    ),
    "measures_reported": Meaning(
        _("Measures that an institution says it carried out"),
        _("Of the measures ordered: the institution reported, with proof or without."),
    ),
    "measures_overdue": Meaning(
        _("Measures that an institution left without an answer in time"),
        _(
            "Of the measures ordered: the day to report passed, and the institution was told so."
            " One that answered later is counted too."
        ),
    ),
    "measures_verified": Meaning(
        _("Measures carried out, according to the person"),
        _(
            "Of the measures ordered: the last word of the person is that it arrived or"
            " works. Only this counts as protection. Hidden where fewer than five are carried"
            " out, or fewer than five are not: nobody shall read here what one person says."
        ),
    ),
}

TERM: Final[Mapping[str, Meaning]] = {
    "in_time": Meaning(_("Done in time"), _("Done on the last day of the term or before it.")),
    "late": Meaning(_("Done late"), _("Done after the last day of the term.")),
    "past": Meaning(
        _("Not done, and the day has passed"),
        _(
            "On the last day of these figures it was not done, and its day had passed. Whoever left"
            " before is counted too: nobody shall read here that somebody left."
        ),
    ),
    "running": Meaning(
        _("Still running"),
        _("Begun and not done; its day had not passed."),
    ),
    "not_known": Meaning(
        _("Not known"), _("The dates that are written down do not let anybody count it.")
    ),
    "extended": Meaning(
        _("Of these, given more time"),
        _("Somebody with the right to do so extended it: above, its later day is what counts."),
    ),
    "late_without": Meaning(
        _("In time only because more time was given"),
        _("The day that the law sets without an extension had passed; the later one had not."),
    ),
}

MEASURED: Final[Mapping[str, Meaning]] = {
    "took": Meaning(
        _("How long it took"),
        _("From the event from which the term is counted to the day on which it was done."),
    ),
    "late_by": Meaning(
        _("How late, where it was late"), _("From the last day of the term to the day it was done.")
    ),
    "past_by": Meaning(
        _("How long overdue, where it is not done"),
        _("From the last day of the term to the last day of these figures."),
    ),
}

WAITED: Final = Meaning(
    _("From the first contact to a measure that is carried out"),
    _(
        "Days from the first contact to the first time the person says that a measure arrived or"
        " works, five cases at a time. Whoever is still waiting is not in it."
    ),
)

SPLITS: Final[Mapping[str, Meaning]] = {
    "measures_by_kind": Meaning(
        _("Measures ordered in the year, by kind"),
        _("Each measure once, by what the person last said of it in that year."),
    ),
    "measures_by_territory": Meaning(
        _("Measures ordered in the year, by territory"),
        _(
            "The same measures, by the region in which the institution acts that must carry"
            " them out. Where the person is, is encrypted and is counted nowhere."
        ),
    ),
    "traits": Meaning(
        _("What persons tell of themselves"),
        _(
            "Each list of answers once, of those who told anything; whoever told more later counts"
            " again. It is offered and never required, and kept apart from the request."
        ),
    ),
    "decisions_by_track": Meaning(
        _("Requests decided in the year, by track"), _("Each decision once, by its outcome.")
    ),
    "glass_by_road": Meaning(
        _("Cases opened in the year because a life was in danger"),
        _(
            "How often somebody without access to a case had it open for some hours, because"
            " a life was in danger and nobody of its team answered: by what let them in."
        ),
    ),
    "demands_by_kind": Meaning(
        _("Demands for files in the year, by who made them"),
        _(
            "A court, a prosecutor, a minister or somebody else demanded a file, and the person"
            " was told. One that a court forbids to tell is counted once its day is over. A year"
            " with fewer than five shows nothing here."
        ),
    ),
    "owed_by_institution": Meaning(
        _("What institutions owed in cases by a day of the year"),
        _(
            "Measures, opinions and reports, each once, by how it stood at the end of the year."
            " What is only asked of an institution that the norm does not bind is answered or"
            " not, and never late. What ended before it was answered is not counted."
        ),
    ),
}

ALL: Final = (
    *FIGURES.values(),
    WAITED,
    *TERM.values(),
    *MEASURED.values(),
    *SPLITS.values(),
)

COLUMNS: Final[Mapping[str, Said]] = {
    "verified": _("the person says it is carried out"),
    "not_verified": _("the person does not say so"),
    "granted": _("all granted"),
    "partly": _("in part"),
    "denied": _("denied"),
    "not_admitted": _("not admitted"),
    "told": _("lists of answers"),
    "opened": _("times opened"),
    "demanded": _("demands"),
    "done_in_time": _("reported in time"),
    "done_late": _("reported late"),
    "not_done": _("not reported, and the day has passed"),
    "limited": _("limitation stated"),
    "asked_answered": _("asked: answered"),
    "asked_unanswered": _("asked: did not answer"),
}

DEMANDERS: Final[Mapping[str, Said]] = {
    "court": _("a court"),
    "prosecutor": _("a prosecutor"),
    "authority": _("a minister or another authority"),
    "other": _("somebody else"),
}

MEDIAN: Final = _("median")
LONGEST: Final = _("maximum")

ROADS: Final[Mapping[str, Said]] = {
    "ready": _("It had been kept ready"),
    "lent": _("A colleague on the case gave access"),
    "shares": _("The keyholders opened it"),
}
