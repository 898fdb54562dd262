"""Public pages without an account. None of them reads a case or a person.

Input comes in the body of a form, because an address remains in the browser's history and in the
logs of proxies. Nothing that was typed is stored.
"""

from datetime import date
from itertools import combinations
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from amparo.casework.figures import queries as last
from amparo.foundations.accounts.decorators import anyone
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import (
    Proof,
    every_file_demanded,
    inclusion_of_filing,
    proof_called,
)
from amparo.foundations.web.law.risk_assessment import weighings_of
from amparo.foundations.web.law.wording import calendar_of, language_of, say
from amparo.foundations.web.spreadsheets import CSV, XLSX
from amparo.foundations.web.text_fields import WordsField
from amparo.law import Protocol, load_protocol
from amparo.law.small_count_suppression import THRESHOLD
from amparo.site.api.openapi_document import JSON, for_programs
from amparo.site.calculator import answers_to
from amparo.site.calculator_form import AskedForm
from amparo.site.figures import figure_definitions as meanings
from amparo.site.figures.edition import WIDE, splits_told, totals_told
from amparo.site.figures.open_data import FiguresSaid, as_csv, as_json, as_xlsx
from amparo.site.laws import views as laws
from amparo.site.laws.bound_bodies_picture import whom_of
from amparo.site.laws.closed_days import closed_in, not_known_in, suspended
from amparo.site.laws.comparison import compared
from amparo.site.laws.comparison_rows import Side, day_within
from amparo.site.laws.procedure import told, tracks_of, way_of, what_to_do_when_late
from amparo.site.laws.procedure_picture import counted_in, picture_of
from amparo.site.laws.reading_coverage import known_of
from amparo.site.laws.receipt_by_channel import channels_of
from amparo.site.laws.standing_duties import groups_of, registry_of, standing_of
from amparo.site.laws.transitory import transitory_of
from amparo.site.ledger import included_in
from amparo.site.proposals.language_switch import asked_for, spoken_in

PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class ProofForm(forms.Form):
    number = WordsField(
        line=True,
        required=True,
        max_length=60,
        too_long=_("Write the number that stands on the paper."),
        label=_("Number"),
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": _("Write the number that stands on the paper.")},
    )
    fingerprint = WordsField(
        line=True,
        required=True,
        max_length=60,
        too_long=_("Write the fingerprint that stands on the paper."),
        label=_("Fingerprint"),
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": _("Write the fingerprint that stands on the paper.")},
    )

    def proof(self) -> Proof | None:
        """Return the proof that both values name. A wrong number and a wrong fingerprint get the
        same answer."""
        said = self.cleaned_data
        return proof_called(said["number"], said["fingerprint"], seen_by=STRANGER)


@anyone
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page for three readers: a person at risk, a journalist or researcher, an
    official."""
    return render(request, "site/front.html", {"name": _name(_law())})


@anyone
def how(request: HttpRequest) -> HttpResponse:
    """Show the procedure step by step, from the protocol's data."""
    return _told(request, _law())


@anyone
def law(request: HttpRequest, law: str) -> HttpResponse:
    """Show the procedure of any law that this site has."""
    return _told(request, _found(laws.law_called(law)))


def _told(request: HttpRequest, law: Protocol) -> HttpResponse:
    return render(request, "site/how.html", law_told(law, today=laws.today_in(law)))


def law_told(law: Protocol, *, today: date) -> dict[str, Any]:
    """Return the context that tells a whole law in plain words, as in force on that day."""
    way = way_of(law, today=today)
    standing = standing_of(law, today=today, calendar=calendar_of(law))
    return {
        "law": law,
        "name": _name(law),
        "purpose": told(law, "protocol", "name"),
        "known": known_of(law),
        "way": way,
        "picture": picture_of(way),
        "tracks": tracks_of(law),
        "weighings": weighings_of(law, today=today),
        "criteria": law.measures.criterion,
        "standing": groups_of(standing),
        "options": sum(one.optional for one in standing),
        "duties": sum(not one.optional for one in standing),
        "registry": tuple(registry_of(law)),
        "calendar": say(law, f"calendars.{law.calendar(calendar_of(law)).id}"),
        "channels": channels_of(law, today=today),
        "whom": whom_of(Side(law, day_within(law, today))),
        "transitory": tuple(transitory_of(Side(law, today))),
        "closed": closed_in(law, today.year),
        "not_known": not_known_in(law, today.year),
        "suspended": suspended(law),
        "today": today,
        "as_of": day_within(law, today),
        "ended": bool(law.procedure.in_force_until and law.procedure.in_force_until < today),
        "own": law.id == settings.PROTOCOL,
    }


@anyone
def known(request: HttpRequest) -> HttpResponse:
    """List the laws, their changes, and the pairs that can be compared."""
    found = sorted(laws.known_laws(), key=lambda one: one.id != settings.PROTOCOL)
    short = {one.id: say(one, "protocol.short") for one in found}
    context = {
        "laws": [
            (one, short[one.id], _name(one), list(laws.pairs_of(one)), known_of(one))
            for one in found
        ],
        "pairs": [(one, short[one.id], two, short[two.id]) for one, two in combinations(found, 2)],
    }
    return render(request, "site/laws.html", context)


@anyone
def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Compare two laws, or one on two days."""
    sides = (_found(laws.side_called(first)), _found(laws.side_called(second)))
    same = sides[0].law.id == sides[1].law.id
    named = [laws.heading_of(side, same=same) for side in sides]
    whoms = zip(sides, named, ("whom-one", "whom-two"), strict=True)
    parts = compared(*sides)
    sections = [(one, *laws.rows_of(sides, one)) for one in parts]
    context = {
        "sides": sides,
        "same": same,
        "known": [(side.name, known_of(side.law)) for side in (sides[:1] if same else sides)],
        "whoms": [whom_of(side, name, key) for side, name, key in whoms],
        "sections": sections,
        "not_read": [one.id for one in parts if any(row.unread for row in one.rows)],
        "unfolded": next((one.id for one, differing, _alike in sections if differing), ""),
    }
    return render(request, "site/compare.html", context)


def _found[T](one: T | None) -> T:
    if one is None:
        raise Http404
    return one


@anyone
def until_when(request: HttpRequest, law: str = "") -> HttpResponse:
    """Compute until when the authority must answer. What is typed is not stored."""
    asked = _found(laws.law_called(law)) if law else _law()
    language = asked_for(request)
    if language:
        translation.activate(language)
    only_language = language and not request.POST.get("asked_on")
    sent = request.POST if request.method == "POST" and not only_language else None
    form = AskedForm(sent, law=asked, now=timezone.now())
    answers = answers_to(form) if sent is not None and form.is_valid() else ()
    context = {
        "name": _name(asked),
        "law": asked,
        "known": known_of(asked),
        "form": form,
        "answers": answers,
        "sets_none": not asked.terms.term,
        "passed": any(one.passed for one in answers),
        "warnings": list(dict.fromkeys(line for one in answers for line in one.warnings)),
        "when_late": what_to_do_when_late(asked),
    }
    status = 400 if form.errors else 200
    response = render(request, "site/until_when.html", context, status=status)
    return spoken_in(language, request, response) if language else response


@anyone
def figures(request: HttpRequest) -> HttpResponse:
    """Show the last edition of the figures. Nothing is counted here."""
    totals, split = last.totals(seen_by=STRANGER), last.splits(seen_by=STRANGER)
    traits = last.traits(seen_by=STRANGER)
    trait_tables = splits_told(traits) if traits else ()
    context = {
        "totals": totals,
        "laws": totals_told(totals) if totals else (),
        "split": split,
        "tables": splits_told(split) if split else (),
        "traits": traits,
        "trait_tables": trait_tables,
        "trait_pictures": [(table, counted_in(table)) for table in trait_tables],
        "threshold": THRESHOLD,
        "wide": WIDE,
        "definitions": meanings.ALL,
        "every_file": every_file_demanded(seen_by=STRANGER),
    }
    return render(request, "site/figures.html", context)


@anyone
@for_programs(_("The same, one number a line"), media=CSV, spoken=True, by_norm=True)
def figures_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    return HttpResponse(as_csv(*_editions()), content_type=CSV)


@anyone
@for_programs(_("The same, for a spreadsheet"), media=XLSX, spoken=True, by_norm=True)
def figures_xlsx(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(as_xlsx(*_editions()), content_type=XLSX)


@anyone
@for_programs(
    _("The figures that were published last"), shape=FiguresSaid, spoken=True, by_norm=True
)
def figures_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    said = as_json(language_of(_law()), *_editions())
    return HttpResponse(said, content_type=JSON)


def _editions() -> list[last.Published]:
    asked = (last.totals, last.splits, last.traits)
    found = (read(seen_by=STRANGER) for read in asked)
    return [edition for edition in found if edition is not None]


def _law() -> Protocol:
    return load_protocol(settings.PROTOCOL)


def _name(law: Protocol) -> str:
    return say(law, "protocol.name")


@anyone
def check(request: HttpRequest) -> HttpResponse:
    form = ProofForm(request.POST if request.method == "POST" else None, label_suffix="")
    asked = request.method == "POST" and form.is_valid()
    proof = form.proof() if asked else None
    context = {"form": form, "asked": asked, "proof": proof}
    if proof:
        context["included"] = included_in(inclusion_of_filing(proof, seen_by=STRANGER))
    return render(request, "site/check.html", context, status=400 if form.errors else 200)
