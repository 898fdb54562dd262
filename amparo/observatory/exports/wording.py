"""Why something is left out of an export, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.observatory.exports import acled, audience, queries

REASONS: dict[str, str | Promise] = {
    audience.NOT_ASKED: _("They were not asked yet what may be done with it."),
    audience.NOT_KEPT: _("They took back that it may be kept."),
    audience.NOT_PUBLISHED: _("They did not agree that it is published."),
    audience.NOT_SHARED: _("They did not agree that it is shared."),
    audience.OTHER_RECIPIENT: _("They agreed that it is shared, but not with this recipient."),
    queries.NO_VICTIM: _("No victim is noted, so that no answer allows it."),
    queries.WITH_ATTACK: _("The attack itself does not leave."),
    acled.NO_TYPE: _("ACLED has no type for it: threats, judicial harassment and others."),
    acled.TOO_COARSE: _("ACLED needs to know the month."),
}
