"""Texts that say why a member may not go to the person now: the codes of `reaching.Rule` and of
errands."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY: dict[str, Promise] = {
    "over": _("This was said or dropped meanwhile."),
    "taken": _("Somebody else of the team is telling the person just now."),
    "not_taken": _("You did not take this on, or somebody else has since."),
    "waits": _("The person was tried a short while ago. Wait until the hour given above."),
    "another_goes": _(
        "You alone noted that what the person ruled out on their page no longer applies. For"
        " one day somebody else of the team must make contact."
    ),
    "said_more": _(
        "They said something more on their page meanwhile, or it was agreed anew. Read what stands"
        " above, and note it again if it was agreed with them since."
    ),
    "too_long": _(
        "You took it out more than half an hour ago, and somebody else may be on the way. Say what"
        " came of it, or ask again whether it may be now."
    ),
    "died": _("The person has died: nothing is said to them any more."),
    "cannot_be_asked": _(
        "The person cannot be asked now: whoever answers there may be somebody else."
    ),
    "no_way_agreed": _(
        "Nobody has agreed with the person yet by which way they are reached safely."
    ),
    "way_not_agreed": _("They are not to be reached by this way."),
    "hour_not_agreed": _("This is not an hour that was agreed with them."),
    "way_may_have_leaked": _(
        "Something of this case got out, and it may be the very way to reach them: agree on a new"
        " one with them first."
    ),
    "said_nothing_now": _("They said on their page that nobody is to reach them now."),
    "said_not_this_way": _("They said on their page that nobody is to use this way."),
    "said_not_this_hour": _("They said on their page that this is not a safe hour."),
}
