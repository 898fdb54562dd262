"""The page on which codes of documented attacks are exported."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake.files.downloads import download
from amparo.observatory.attacks.forms import FilterForm
from amparo.observatory.exports import parquet, queries, services
from amparo.observatory.exports.formats import TABLES
from amparo.observatory.exports.forms import ExportForm
from amparo.observatory.exports.queries import Wanted
from amparo.observatory.exports.tally import COUNTED, Tally
from amparo.observatory.exports.wording import REASONS


@needs(Permission.ATTACK_DOCUMENT)
def export(request: StaffRequest) -> HttpResponse:
    """Choose for whom and how the attacks of a list leave, and see what is left out, and why."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    return _page(request, form, status=200 if form.is_valid() else 422)


@needs(Permission.ATTACK_DOCUMENT)
@require_POST
@afresh(at_once=True)
def file(request: StaffRequest) -> HttpResponse:
    """Make the file and hand it out; nothing leaves that differs from the register."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = services.export_attacks(
            _wanted(request, form), form.chosen, by=request.actor, at=timezone.now()
        )
    except services.NothingLeaves:
        return _page(request, form, status=422, told=_("Nothing leaves: read below why."))
    except services.NotTheSame:
        told = _("The register was changed while the file was made. Nothing left: try again.")
        return _page(request, form, status=409, told=told)
    except Refused:
        told = _("Nothing leaves from this account until a supervisor has cleared what happened.")
        return _page(request, form, status=409, told=told)
    return download(request, made.pieces, ref=f"amparo-{made.ref}", kind="zip", size=made.size)


def _wanted(request: StaffRequest, form: ExportForm) -> Wanted:
    return Wanted(FilterForm(request.GET).wanted, form.wanted)


def _page(request: StaffRequest, form: ExportForm, *, status: int, told: str = "") -> HttpResponse:
    context = {
        "here": "attacks",
        "form": form,
        "told": told,
        "filter": request.GET.urlencode(),
    }
    if form.is_valid():
        wanted, chosen = _wanted(request, form), form.chosen.format
        tally = queries.tally_of(wanted, chosen.fit, seen_by=request.actor)
        context |= {
            "in_list": _cells(tally.read),
            "leaves": _cells(tally.out),
            "reasons": _reasons(tally),
            "changed": tally.changed,
            "cannot": chosen.cannot,
            "without_parquet": chosen.code == TABLES and not parquet.is_installed(),
        }
    return render(request, "attacks/export.html", context, status=status)


def _cells(numbers: dict[str, int]) -> list[int]:
    return [numbers[kind] for kind in COUNTED]


def _reasons(tally: Tally) -> list[tuple[str, list[int]]]:
    """Why something is left out, and how much of each kind."""
    return [
        (str(REASONS[reason]), [numbers.get(kind, 0) for kind in COUNTED])
        for reason, numbers in tally.left_by_reason.items()
    ]
