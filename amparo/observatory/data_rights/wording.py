"""The answer that says neither that something is kept nor that nothing is."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def same_answer(received_on: date) -> str:
    """Return the answer that each person gets about what is sealed, whatever is kept."""
    return _(
        "We received your request on %(day)s.\n\n"
        "This team documents attacks on people who defend human rights. To protect people, we do"
        " not say whether sealed records hold anything about a person: not that they do, and not"
        " that they do not. Everybody who asks gets this same answer.\n\n"
        "We keep only what we may keep. What is wrong we correct, and what may no longer be kept"
        " we erase.\n\n"
        "If something that this team published concerns you, tell us where you read it. We correct"
        " there what is wrong, and you can ask that your reply be published beside it.\n\n"
        "If you do not agree with this answer, you can turn to the authority that protects"
        " personal data."
    ) % {"day": date_format(received_on, "DATE_FORMAT")}
