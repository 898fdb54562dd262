"""Names of measures and of questions to institutions, and the norms they rest on."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.foundations.intake.procedure.law_of_filing import fixed_at, law_at
from amparo.foundations.web.law.wording import norm_calls, say, source_said
from amparo.law import Asked, Extension, Protocol, asked_term, load_protocol
from amparo.law import extension_of as law_extension_of
from amparo.law.measures import MeasureText
from amparo.law.transitory import norm_and_name

ASKED_FOR = {Obligation.Kind.OPINION: Asked.OPINION, Obligation.Kind.CONTEXT: Asked.CONTEXT}


def title_of(measure: Measure) -> str:
    """What the protocol calls a measure, in the reader's language."""
    law = load_protocol(measure.case.filing.protocol)
    return norm_calls(law, measure.catalogue)


def title_of_duty(duty: Obligation) -> str:
    """The title that the unit reads. A unit asked only about the danger learns of no measure."""
    if duty.kind == Obligation.Kind.CONTEXT:
        return _("How strong a danger is now")
    return title_of(duty.measure)


def ground_of_duty(duty: Obligation) -> str:
    """The norm it rests on, for its unit."""
    if duty.kind != Obligation.Kind.CONTEXT:
        return ground_of(duty.measure)
    law = law_at(duty.case.filing, duty.forwarded_at)
    return f"{law.procedure.source}: {source_of_asking(law, duty.kind, duty.forwarded_at)}"


def source_of_asking(law: Protocol, kind: str, at: datetime) -> str:
    """The source of the norm's term for the question."""
    asked = law.term_to_answer(ASKED_FOR[Obligation.Kind(kind)])
    term = asked_term(law, asked, at, at, calendar=settings.CALENDAR)
    return source_said(term)


def extension_of(duty: Obligation) -> Extension | None:
    """How the norm lets the term of the question be extended; None where it does not."""
    if not duty.only_asked:
        return None
    law = law_at(duty.case.filing, duty.forwarded_at)
    asked = law.term_to_answer(ASKED_FOR[Obligation.Kind(duty.kind)])
    return law_extension_of(law, asked, duty.forwarded_at)


def grounds_of_time(duty: Obligation) -> list[tuple[str, str]]:
    """Each ground on which the norm gives more time."""
    extension = extension_of(duty)
    return [(one, ground_of_time(duty, one)) for one in (extension.grounds if extension else ())]


def ground_of_time(duty: Obligation, ground: str) -> str:
    """Why more time is asked for, in the law's words."""
    law = law_at(duty.case.filing, duty.forwarded_at)
    return say(law, f"extensions.{ground}", otherwise=ground)


def cause_in_words(duty: Obligation, cause: str, amount: Decimal | None) -> str:
    """Why the unit cannot, with the money that is missing where it is known."""
    if not cause:
        return ""
    said = str(ObligationAnswer.Cause(cause).label)
    law = load_protocol(duty.case.filing.protocol)
    return said if amount is None else f"{said}: {in_money(law, amount)}"


def in_money(law: Protocol, amount: Decimal) -> str:
    """Return the amount with the currency of the protocol, where it says one."""
    return f"{law.procedure.currency} {amount:,.2f}".strip()


def text_of(measure: Measure) -> MeasureText | None:
    """The wording of this measure by the norm that ordered it, as fixed for the case."""
    filing, law = measure.case.filing, _law_of(measure)
    own = law.id == filing.protocol
    day = (fixed_at(filing) if own else filing.filed_at).astimezone(law.zone).date()
    _norm, name = norm_and_name(measure.catalogue)
    found = next((one for one in law.measures.measure if one.id == name), None)
    return found.worded(day) if found else None


def _law_of(measure: Measure) -> Protocol:
    norm, _name = norm_and_name(measure.catalogue)
    return load_protocol(norm or measure.case.filing.protocol)


def ground_of(measure: Measure) -> str:
    """The norm that orders the measure, with the article; for units, which know no protocol."""
    text, law = text_of(measure), _law_of(measure)
    return f"{law.procedure.source}: {source_said(text)}" if text else ""
