"""Questions of a protocol to which a request gives a place of its own."""

from amparo.law import Known

FILED_FOR = Known.FILED_FOR.value
SOMEBODY_ELSE = Known.SOMEBODY_ELSE.value
CONSENT = Known.CONSENT.value
CANNOT_BE_ASKED = Known.CANNOT_BE_ASKED.value
IMPEDIMENT = "impediment"
FACTS = Known.FACTS.value
PLACE = Known.PLACE.value
CONTACT = Known.CONTACT.value
EXCLUDED_UNITS = Known.EXCLUDED_UNITS.value
EXCLUDED_NAMES = Known.EXCLUDED_NAMES.value

NOT_SAID = "not_said"
"""The answer "I prefer not to say"."""
