"""Evidence of an attack, for the monitors who document it."""

from base64 import b64encode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.intake.files.rendering_queue import a_turn
from amparo.foundations.intake.files.sandboxed_rendering import NotShown, cleaned, page_of
from amparo.observatory.attacks.attack_keys import OpenAttack
from amparo.observatory.attacks.queries import attack_called
from amparo.observatory.evidence import queries, services
from amparo.observatory.evidence.forms import EvidenceForm
from amparo.observatory.evidence.queries import Piece
from amparo.observatory.evidence.wording import in_words

MOST_DIGITS = 4


@needs(Permission.ATTACK_DOCUMENT)
def listed(request: StaffRequest, code: str) -> HttpResponse:
    """Show what an attack rests on, and take more."""
    now, held = timezone.now(), attack_called(code, seen_by=request.actor)
    stored = queries.evidence_of(held, seen_by=request.actor)
    form = EvidenceForm(
        request.POST or None, request.FILES or None, stored=stored, today=localdate(now)
    )
    if form.is_valid():
        services.add_evidence(held, form.brought, by=request.actor, at=now)
        return redirect(f"{reverse('evidence:listed', args=[held.attack.code])}?done=stored")
    words = {
        "stored": _("It is stored. Its hash stands in the record from today."),
        "erased": _("The evidence is erased."),
    }
    context = {
        "here": "attacks",
        "attack": held.attack,
        "stored": stored,
        "form": form,
        "done": words.get(request.GET.get("done", ""), ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "evidence/listed.html", context, status=status)


@needs(Permission.ATTACK_DOCUMENT)
def one(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show one piece of evidence with who held it; a new copy of a picture is made in a confined
    process."""
    now, (held, piece) = timezone.now(), _found(request, code, ref)
    context = {"here": "attacks", "attack": held.attack, "piece": piece}
    if piece.is_text or "look" in request.GET:
        context |= _looked_at(piece, request.GET.get("look", ""))
        if "not_shown" not in context:
            services.evidence_shown(piece, by=request.actor, at=now)
    custody = queries.custody_of(piece, seen_by=request.actor)
    digest = bytes.fromhex(piece.text.digest).hex(" ", 4)
    context |= {"custody": custody, "steps": in_words(custody.steps), "digest": digest}
    return render(request, "evidence/one.html", context)


@needs(Permission.ATTACK_DOCUMENT)
@afresh()
def erase(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Erase one piece of evidence, after asking once more; the attack stays."""
    held, piece = _found(request, code, ref)
    if request.method == "POST":
        services.erase_evidence(piece, by=request.actor, at=timezone.now())
        return redirect(f"{reverse('evidence:listed', args=[held.attack.code])}?done=erased")
    context = {"here": "attacks", "attack": held.attack, "piece": piece}
    return render(request, "evidence/erase.html", context)


@needs(Permission.ATTACK_DOCUMENT)
@require_POST
@afresh(at_once=True)
def original(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Send a file as it came, after the record holds who takes it."""
    _held, piece = _found(request, code, ref)
    if piece.is_text:
        raise Http404
    try:
        services.take_evidence(piece, by=request.actor, at=timezone.now())
    except Refused:
        raise Http404 from None
    row = piece.row
    return download(request, piece.pieces(), ref=row.ref, kind=row.kind, size=piece.text.size)


def _found(request: StaffRequest, code: str, ref: str) -> tuple[OpenAttack, Piece]:
    held = attack_called(code, seen_by=request.actor)
    return held, queries.piece_called(held, ref, seen_by=request.actor)


def _looked_at(piece: Piece, asked: str) -> dict[str, object]:
    """Return a picture of the file as a data URL, or why there is none."""
    if piece.is_text:
        return {}
    known = asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
    number = max(int(asked), 1) if known else 1
    try:
        with a_turn():
            content, kind = b"".join(piece.pieces()), piece.row.kind
            made = page_of(content, number) if kind == "pdf" else cleaned(kind, content)
    except (NotShown, Unsealable, OSError) as problem:
        return {"not_shown": "busy" if str(problem) == "busy" else "no_copy"}
    picture = f"data:{made.media_type};base64,{b64encode(made.content).decode()}"
    number = min(number, made.pages)
    after = number + 1 if number < made.pages else 0
    return {"picture": picture, "page": number, "before": number - 1, "after": after}
