"""docs/reference/consent.md: what `may_leave` answers, asked of the function itself.

The rows are made by the product's own services on a real database, and each cell is what the
function says. `AMPARO_WRITE=1 pytest tests/docs/test_consent.py` writes the page; a test compares.
"""

import ast
import re
from collections.abc import Iterable

from amparo.casework.obligations.models import Obligation
from amparo.foundations.consent.last_days import ASKED_AGAIN, WITHOUT
from amparo.foundations.consent.models import Question
from tests.architecture.source import PACKAGE, ROOT, modules

PAGE = ROOT / "docs/reference/consent.md"
FUNCTION, ORDERED = "may_leave", "compelled"
HEAD = """# What may leave

Written from the code: each cell is what `may_leave` in `amparo/foundations/consent/queries.py`
answered in a test (`tests/docs/test_consent.py`) in the situation of the row. Every way out of a
case asks this function, again in the moment of leaving; so does a photo, recording or document for
a recipient outside ([0030](../decisions/0030-exports.md)). What a member takes
for the team, or gives back to the person, does not: password and code do, and the person reads the
reason. Why a consent is a plain row: [0006](../decisions/0006-consent-in-plain-rows.md).

## What prevents it
*Goes*: nothing. *As asked*: the fields and the recipient of the question. *One field more*: one in
addition. *To another*: the same fields, another recipient. *A court ordered it*: an order noted in
the case stands for the consent, for [a copy of the file](../how-to/export.md) alone.

| situation | as asked | one field more | to another | a court ordered it |
|---|---|---|---|---|
"""
CODES = """
`adults_not_named`, `adult_not_agreed`: a measure would move other adults, who are not named, or of
whom one has not agreed. `no_acta`: a collective agreed, and the acta of its decision is missing.
`leaked_there`: data of that institution, one above it or one below it leaked, and the team has not
decided to go on sending there ([0036](../decisions/0036-leaks.md)).

## Until a day
The person may set the last day of a consent, on their page or in conversation. It holds through the
end of that day in the time zone of the site's law; then it counts as withdrawn for each reader,
whether or not the jobs run, and only a new answer of the person brings it back. The jobs put its
end on record and take back what rests on it, as after a withdrawal; a week before, it stands among
what is due in the case. {without} take no last day. After that day
the person may answer {again} again on their page; the team
proposes the others anew.

## Where it is asked
"""
KINDS_HEAD = "| kind of question | what it is | asked before something leaves in |\n|---|---|---|\n"
NOTHING = "nothing leaves on it"


def table(rows: Iterable[tuple[str, list[tuple[str, ...]]]]) -> str:
    """Rows of (what has come about, the answer in each column)."""
    return "".join(f"| {what} | {' | '.join(map(_cell, answers))} |\n" for what, answers in rows)


def _cell(reasons: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in reasons) or "**goes**"


def kinds() -> dict[str, str]:
    """Each kind of question with what the code says of it."""
    source = (PACKAGE / "foundations/consent/models.py").read_text(encoding="utf-8")
    found = re.findall(r'^        ([A-Z]+) = "([a-z]+)"(?:  # (.*))?$', source, re.MULTILINE)
    return {name: said for name, _value, said in found if name in Question.Kind.names}


def askers() -> dict[str, list[str]]:
    """For each kind the modules that ask the function for it."""
    found: dict[str, list[str]] = {}
    for module in modules():
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(FUNCTION):
                for kind in _kinds_in(call, module.tree):
                    found.setdefault(kind, []).append(module.place)
    return {kind: sorted(set(places)) for kind, places in found.items()}


def _kinds_in(call: ast.Call, tree: ast.Module) -> list[str]:
    """Named in the call itself; where a variable stands there, what the module gives it, or every
    kind of what is owed."""
    given = next(one.value for one in call.keywords if one.arg == "kind")
    said = ast.unparse(given)
    if said == "KIND":
        return re.findall(r"KIND = Question\.Kind\.([A-Z]+)", ast.unparse(tree))
    return re.findall(r"Kind\.([A-Z]+)", said) or list(Obligation.Kind.names)


def _named(kinds: Iterable[str]) -> str:
    names = [f"`{one.lower()}`" for one in sorted(kinds)]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def page(rows: Iterable[tuple[str, list[tuple[str, ...]]]]) -> str:
    asked = askers()
    lines = []
    for name, said in kinds().items():
        where = ", ".join(f"`{place.removeprefix('amparo/')}`" for place in asked.get(name, []))
        lines.append(f"| `{name.lower()}` | {said} | {where or NOTHING} |")
    codes = CODES.format(without=_named(WITHOUT), again=_named(ASKED_AGAIN))
    return HEAD + table(rows) + codes + KINDS_HEAD + "\n".join(lines) + "\n"
