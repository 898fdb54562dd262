"""Sign in to and out of the institutions' pages."""

from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.pages_per_surface import pages_of

_PAGES = pages_of("portal", Permission.OUTSIDE)
sign_in, sign_out = _PAGES.sign_in, _PAGES.sign_out
join, invitation = _PAGES.join, _PAGES.invitation
forgotten, lost_phone = _PAGES.forgotten, _PAGES.lost_phone
account, prove = _PAGES.account, _PAGES.prove
