"""A form that is sent again after it was stored: a second press, an addition, or another person's
request typed over the first."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amparo.crypto import hashes_and_tokens as marks
from amparo.desk.intake.reception_form import RecordForm
from amparo.foundations.accounts.sign_in import form_recovery

FILES = "files"


def stored_before(request: HttpRequest, form: RecordForm, *, code: str = "") -> HttpResponse:
    """Say that the first request is stored as it was sent and nothing of this one is, and return
    what was typed. `code`: of the case in whose name it is recorded, if any."""
    context = {
        "again": True,
        "typed": _typed(form),
        "to_send": form_recovery.to_read(request),
        "once": marks.token().hex(),
        "had_files": bool(request.FILES),
        "from_case": code,
    }
    return render(request, "desk/recorded.html", context)


def _typed(form: RecordForm) -> list[tuple[str, str]]:
    """Return each answered question with its answer in words."""
    asked = [bound for _title, fields in form.parts for bound in fields if bound.name != FILES]
    said = [(str(bound.label), _in_words(bound)) for bound in asked]
    return [(label, words) for label, words in said if words]


def _in_words(bound: forms.BoundField) -> str:
    value = bound.value() or []
    if value is True:
        return _("Yes")
    if bound.name == "first_contact_at":
        return str(value).replace("T", " ")
    names = {str(key): str(name) for key, name in getattr(bound.field, "choices", [])}
    given = value if isinstance(value, list) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in given)
