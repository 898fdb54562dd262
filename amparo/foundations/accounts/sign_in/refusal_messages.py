"""Messages on why password and code were not accepted, or a password is too weak, and what to
do."""

from django.utils.translation import gettext as _

from amparo.foundations.accounts.services import NotSignedIn


def refused(refusal: NotSignedIn, wrong: str = "") -> str:
    """Return the message. `wrong`: what does not match, where it is more than password and code."""
    if refusal.busy:
        return _(
            "Too many are signing in at this moment. Nothing was tried: send it again shortly."
        )
    if refusal.wait:
        return _("There were too many wrong tries. Wait fifteen minutes and try again.")
    return wrong or _(
        "These do not belong together. Check each; a code that was used once does not work again,"
        " so wait for the next one."
    )


def too_easy() -> str:
    return _("This password is too easy to guess.")
