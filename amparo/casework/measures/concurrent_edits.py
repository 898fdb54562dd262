"""What another member saved while a form was open, beside what was typed: proposals, answers and
resolutions. Read only."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.forms import Form
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from amparo.casework.measures.decisions.forms import OutcomeForm, SignedForm, part_of
from amparo.casework.measures.forms import SUITABILITY, TOLD, ProposalForm
from amparo.casework.measures.own_measures.forms import OwnProposalForm
from amparo.casework.measures.presentation import STATES
from amparo.casework.measures.queries import Shown, plan
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.fields import folded_told
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import Document, papers_in
from amparo.foundations.web.concurrent_edits import HELD, Difference, beside
from amparo.foundations.web.law.wording import say
from amparo.foundations.web.text_differences import fields_that_differ
from amparo.law import Protocol, load_protocol


def proposals(form: ProposalForm | OwnProposalForm, theirs: Shown) -> list[Difference]:
    """Compare a proposal with the saved one, without the fields that are folded for the reader."""
    hidden = {TOLD + name for name in form.folded}
    said = dict.fromkeys(form.fields, "") | form.initial_of(theirs)
    return beside(form, {name: value for name, value in said.items() if name not in hidden})


def theirs_beside(
    open_case: OpenCase,
    newer: Document,
    form: SignedForm,
    outcomes: Sequence[OutcomeForm],
    data: Mapping[str, Any],
    *,
    seen_by: Actor,
) -> dict[str, Any]:
    """For the decision page: what was saved meanwhile, and how it differs. That is another
    resolution beside the typed one, or a measure as it was read beside its present state."""
    theirs, issued = open_case.folder.words(newer), newer.kind == "decision"
    if issued:
        differences = resolutions(form, outcomes, theirs)
    else:
        measures = plan(open_case, seen_by=seen_by)
        shown = next(one for one in measures if one.measure.paper_ref == newer.ref)
        differences = since_read(open_case, shown, data, seen_by=seen_by)
    return {
        "theirs": theirs,
        "their_kind": newer.kind,
        "differences": differences,
        "since": not issued,
    }


def resolutions(
    form: SignedForm, outcomes: Iterable[OutcomeForm], theirs: Mapping[str, Any]
) -> list[Difference]:
    """Compare the resolution that was issued with the typed one that was not."""
    reasons = [form[name] for name in ("grounds", "evidence") if name in form.fields]
    own = "\n\n".join(filter(None, (str(one.value() or "").strip() for one in reasons)))
    whole = {"result": theirs["kind"], "beneficiaries": theirs.get("beneficiaries", "")}
    found = beside(form, whole)
    if own != (saved := str(theirs.get("reasons", ""))):
        found.append(Difference("grounds", form.fields["grounds"].label, saved, own))
    said = {one["ref"]: one for one in theirs["data"]["measures"]}
    for one in outcomes:
        if decided := said.get(one.shown.ref):
            named = {**decided, "outcome": "granted" if decided["granted"] else "denied"}
            found += beside(one, named, about=one.shown.entry.label)
    return found


def drafts(
    form: Form, outcomes: Iterable[OutcomeForm], saved: Mapping[str, str]
) -> list[Difference]:
    """Compare the draft as it is saved now with what was typed."""
    found = beside(form, saved)
    for one in outcomes:
        found += beside(one, part_of(saved, one.shown.ref), about=one.shown.entry.label)
    return found


def since_read(
    open_case: OpenCase, shown: Shown, data: Mapping[str, Any], *, seen_by: Actor
) -> list[Difference]:
    """What changed in a proposal since the decision page was made: its words and its state. `data`:
    what that page sent, which says what was on it."""
    version, _tilde, state = str(data.get(f"{shown.ref}-{HELD}", "")).partition("~")
    law, name = load_protocol(open_case.folder.filing.protocol), shown.entry.label
    before = _version(open_case, shown, version, seen_by=seen_by)
    found = [
        Difference(path, f"{name}: {_label(law, path)}", *_read(open_case, path, words, seen_by))
        for path, *words in fields_that_differ(_told(before), _told(shown.body))
    ]
    if state in STATES and state != shown.measure.state:
        found.append(Difference("state", name, str(STATES[state][1]), str(shown.word)))
    return found


# --- inside ---


def _version(
    open_case: OpenCase, shown: Shown, number: str, *, seen_by: Actor
) -> Mapping[str, Any]:
    """Words of one version; the newest where that version does not exist."""
    written = papers_in(open_case.folder, seen_by=seen_by, kinds=["measure"], all_versions=True)
    versions = {str(one.version): one for one in written if one.ref == shown.measure.paper_ref}
    return open_case.folder.words(versions[number]) if number in versions else shown.body


def _read(open_case: OpenCase, path: str, words: Sequence[str], reader: Actor) -> tuple[str, str]:
    """The older and the present value of one field; for a folded field, only that it is folded."""
    part = folded_told(open_case, path.rpartition(".")[2], seen_by=reader)
    if part is None:
        older, now = words
        return older, now
    if part.asked:
        return "", _("Confidential. Whoever opens it says why, and the person reads it.")
    return "", _("It is on file, and not for your role.")


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("what", "who", "values", "suitability") if name in body}


def _label(law: Protocol, path: str) -> str:
    part = path.rpartition(".")[2]
    ours = {"what": _("What exactly"), "who": _("Who would do it"), **SUITABILITY}
    return str(ours.get(part) or capfirst(say(law, f"fields.{part}")))
