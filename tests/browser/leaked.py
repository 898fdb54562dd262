"""Two who supervise, two whose accounts may have let something out, and a case: acts for the
browser."""

import json
import sys

from django.utils import timezone

from amparo.foundations.access import services
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.sealing import codes
from tests.browser.kept_from import a_case
from tests.people import PASSWORD

SURNAMES = ("Condori", "Salas", "Ramos", "Tito")
ROLES = {"wari": "supervisor", "yma": "supervisor", "nila": "analyst", "olmo": "analyst"}


def may_have_leaked() -> None:
    """Each run has people of its own. Prints who they are, the code of the case and her words."""
    number, made = Member.objects.count(), {}
    for (first, role), surname in zip(ROLES.items(), SURNAMES, strict=True):
        secret, at = codes.new_secret(), timezone.now()
        name, sign_in = f"{first.capitalize()} {surname}", f"{first}{number}"
        word = services.invite(
            name=name,
            sign_in_name=sign_in,
            roles=[role],
            unit=Unit.objects.get(code="dgdh"),
            by=SYSTEM,
            at=at,
        )
        code = codes.code_at(secret, at)
        member = services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=at)
        account = {"password": PASSWORD, "code_secret": secret}
        made[first] = {"sign_in": sign_in, "code": member.code, "account": account}
    case, words = a_case()
    sys.stdout.write(json.dumps({"people": made, "code": case.code, "words": words}))
