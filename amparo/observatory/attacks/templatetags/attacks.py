"""Codes of the register of attacks in words."""

from datetime import date

from django import template
from django.utils.formats import date_format

from amparo.observatory.attacks.models import Attack, Source, Victim
from amparo.observatory.attacks.queries import ConsentShown, Whole
from amparo.observatory.catalogues.terms import TermList, label

register = template.Library()


@register.simple_tag
def term(wanted: str, code: str) -> str:
    """Return the label of a code. Example: {% term "kinds" act.kind %}."""
    return label(TermList(wanted), code)


@register.filter
def months(attack: Attack) -> str:
    """Return the open part of when it happened: a month, a year or a range of months."""
    if attack.first_month is None or attack.last_month is None:
        return attack.get_precision_display()
    first, last = attack.first_month, attack.last_month
    if first == last:
        return _month(first)
    return f"{_month(first)} – {_month(last)}"


@register.simple_tag
def place(attack: Attack) -> str:
    """Return the open part of where it happened, the department first."""
    department = label(TermList.DEPARTMENT, attack.department)
    return ", ".join(one for one in (department, attack.province, attack.district) if one) or "—"


@register.simple_tag
def last_answer(whole: Whole, party: Victim | Source) -> ConsentShown | None:
    """Return what the victim or the source agreed to last."""
    return whole.answer_of(party)


def _month(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")
