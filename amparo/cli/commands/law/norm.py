"""Show what another norm would change in each open case, and record that named cases pass to it.

`amparo norm show NORM` changes nothing. `amparo norm pass NORM CODE=MARK ...` is the act: by a
member whom the norm names, who signs in here and has a seat on each case, for the difference that
`show` printed with that mark. `amparo norm back CODE=MARK ...` takes a passing back.
"""

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.cli.command_errors import Mistake
from amparo.cli.workshop.arguments import LANGUAGES, language_in
from amparo.crypto.keys import KeyPair
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.models import Session
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.norm_transition import (
    Plan,
    open_cases,
    pass_over,
    plan_back,
    plan_to,
    take_back,
)
from amparo.foundations.cases.queries import Case, opened
from amparo.foundations.intake.keys.case_keys import KeyChanged
from amparo.foundations.web.law.norm_transition import changes_in_words
from amparo.law import Protocol, explain, known_protocols, load_protocol
from amparo.law import Refused as LawRefused
from amparo.law.state.case import Term
from amparo.law.transitory import norm_and_name

BACK = "back"
REFUSED = {
    "closed": gettext_lazy("the case is closed"),
    "left": gettext_lazy("the person left the procedure"),
    "not_yours": gettext_lazy("whoever signed in acts for no role that the norm names"),
    "shown_otherwise": gettext_lazy(
        "something changed since it was shown: run `amparo norm show` again"
    ),
    "nothing_to_take_back": gettext_lazy("there is no passing to take back"),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["show", "pass", BACK])
    parser.add_argument("words", nargs="*", metavar="NORM or CODE or CODE=MARK")
    parser.add_argument("--json", action="store_true", help="of `show`: for machines")
    parser.add_argument("--language", default="en", choices=LANGUAGES, help="of all it says")
    parser.add_argument("--as", dest="name", default="", metavar="NAME", help="who signs in")
    parser.add_argument("--reason", default="", metavar="FILE", help="why, as the person reads it")


def run(arguments: Namespace) -> int:
    with translation.override(arguments.language):
        try:
            return _show(arguments) if arguments.what == "show" else _act(arguments)
        except LawRefused as refusal:
            raise Mistake(refusal.sentence(arguments.language)) from refusal


# --- the dry run ---


def _show(arguments: Namespace) -> int:
    norm, codes = _norm_first(arguments.words)
    told = [_told(case, norm) for case in _cases(codes, norm)]
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    for one in told:
        print("\n".join(_lines(one)))
    passing = sum(one["passes"] for one in told)
    print(
        _("%(all)s open cases; %(passing)s can pass, %(staying)s stay.")
        % {"all": len(told), "passing": passing, "staying": len(told) - passing}
    )
    return 0


def _norm_first(words: list[str]) -> tuple[str, list[str]]:
    if not words:
        known = ", ".join(known_protocols())
        raise Mistake(
            _("Say the norm, or “%(back)s”; there are: %(known)s.") % {"back": BACK, "known": known}
        )
    if words[0] != BACK:
        load_protocol(words[0])  # raises UnknownProtocol, which lists the known ones
    return words[0], words[1:]


def _cases(codes: list[str], norm: str) -> Iterator[Case]:
    """The named cases, or all that are open and not yet under that norm."""
    found = {case.code: case for case in open_cases(seen_by=SYSTEM)}
    for code in codes:
        if code not in found:
            raise Mistake(_("There is no open case %(code)s.") % {"code": code})
    for code in codes or found:
        filing = found[code].filing
        if codes or (filing.norms if norm == BACK else filing.protocol != norm):
            yield found[code]


def _told(case: Case, norm: str) -> dict[str, Any]:
    """Codes and days of one case, without names or words of the file."""
    at, filing = timezone.now(), case.filing
    try:
        plan = plan_back(filing, at=at) if norm == BACK else plan_to(filing, norm, at=at)
    except LawRefused as refusal:
        why = refusal.sentence(translation.get_language() or "")
        return {"case": case.code, "passes": False, "why": why}
    if plan is None:
        return {"case": case.code, "passes": False, "why": str(REFUSED["nothing_to_take_back"])}
    return {
        "case": case.code,
        "passes": True,
        "mark": plan.mark,
        **plan.plain(),
        "by": list(plan.move.rule.by),
        "says": changes_in_words(plan.plain()),
        "dates": list(_dates(plan)),
    }


def _dates(plan: Plan) -> Iterator[str]:
    """Each date before and after, day by day."""
    for pair in plan.move.changes:
        yield from _explained(_("until now"), plan.older, pair.older)
        yield from _explained(_("from then on"), plan.newer, pair.newer)


def _explained(label: str, law: Protocol, term: Term | None) -> Iterator[str]:
    if term is None or norm_and_name(term.term)[0]:
        return
    said = explain(law, term, language_in(law, translation.get_language() or ""))
    parts = [said.standing, said.count, said.ground, *said.skipped, said.disputed, said.caution]
    yield f"{said.what}, {label}: {' · '.join(filter(None, parts))}"


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if not told["passes"]:
        yield f"{told['case']}  {_('stays')}: {told['why']}"
        return
    yield f"{told['case']}={told['mark']}  {told['older']} → {told['newer']} ({told['source']})"
    yield from (f"  {one}" for one in told["says"])
    yield from (f"    {one}" for one in told["dates"])


# --- the act ---


def _act(arguments: Namespace) -> int:
    words = list(arguments.words)
    norm = "" if arguments.what == BACK else _norm_first(words)[0]
    named = [word.partition("=") for word in (words if arguments.what == BACK else words[1:])]
    if not named or not all(mark for _code, _sign, mark in named):
        raise Mistake(
            _("Name each case with its mark, CODE=MARK, as `amparo norm show` prints it.")
        )
    reason = _reason(arguments.reason)
    if not arguments.name:
        raise Mistake(_("Say with --as who signs in: an act is somebody's."))
    token, actor = _signed_in(arguments.name)
    try:
        done = [_one(code, mark, norm, reason, actor) for code, _sign, mark in named]
    finally:
        sittings.end(token)
    return 0 if all(done) else 1


def _reason(path: str) -> str:
    try:
        said = Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, ValueError) as problem:
        raise Mistake(
            _("The file “%(path)s” with the reasons cannot be read.") % {"path": path}
        ) from problem
    if not said:
        raise Mistake(_("Say with --reason FILE why, in the words that the person reads."))
    return said


def _signed_in(name: str) -> tuple[bytes, Actor]:
    """Sign in with password and code, which are asked for and not part of the command line."""
    password, code = _asked(_("Password: ")), _asked(_("Code: "))
    at = timezone.now()
    try:
        member, token = services.sign_in(name, password, code, at=at)
    except services.NotSignedIn as problem:
        raise Mistake(
            _("Name, password or code is not right, or was tried too often.")
        ) from problem
    opened_sitting = sittings.resume(Session.Kind.MEMBER, token, at=at)
    if opened_sitting is None:
        raise Mistake(_("The session ended at once: try again."))
    secret = bytes.fromhex(opened_sitting.content["secret"])
    return token, Actor(member, KeyPair(public=bytes(member.public), secret=secret))


def _asked(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _one(code: str, mark: str, norm: str, reason: str, actor: Actor) -> bool:
    try:
        one = opened(code, seen_by=actor)
        told: dict[str, Any] = {"reason": reason, "seen": mark, "by": actor, "at": timezone.now()}
        if norm:
            pass_over(one.case, one.folder, norm, **told)
        else:
            take_back(one.case, one.folder, **told)
    except Http404:
        return _not(code, _("whoever signed in has no access to it"))
    except KeyChanged:
        return _not(code, _("somebody changed its key a moment ago: try again"))
    except Refused as refusal:
        return _not(code, str(REFUSED.get(str(refusal), refusal)))
    except LawRefused as refusal:
        return _not(code, refusal.sentence(translation.get_language() or ""))
    print(f"{code}: {_('on record')}.")
    return True


def _not(code: str, why: str) -> bool:
    print(f"{code}: {_('nothing was changed')}: {why}.", file=sys.stderr)
    return False
