"""One case under any law, from the request to a measure that the person confirms: the form data,
the acting bodies and the steps to note are read from that law."""

import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from amparo.cli.walk.browser import well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Field, Form
from amparo.cli.walk.scenes import decision
from amparo.cli.walk.step_printer import OWN
from amparo.cli.walk.story import Part, Story
from amparo.law import Deed, Protocol, load_protocol
from amparo.law.admission import Question
from amparo.law.measures import Consent, Measure
from amparo.law.procedure import ActRule

OFFICER, NOT_IN_A_CASE = "institution_officer", frozenset({"overseer", "monitor"})
UNSAID = frozenset({"", "unknown"})
WORDS = "Lo que hace falta, en palabras."
TOLD = "Me siguen desde ayer."
DAYS = 30
A_SECOND = 1
A_WEEK = 7  # days


def story_under(name: str) -> Story:
    """The same people in the institutions of that law: the team in the one that runs its mechanism,
    one officer in the one that carries out its first measure."""
    law, story = load_protocol(name), Story.read()
    desk = law.obligations.run_by or law.obligations.institution[0].id
    text = measure_of(law).text[-1]
    acts = (*text.through, *text.implemented_by)[0]
    officers = [key for key, part in story.parts.items() if OFFICER in part.roles]
    parts = {
        key: replace(part, unit=acts if key in officers else desk)
        for key, part in story.parts.items()
        if key not in officers[1:] and NOT_IN_A_CASE.isdisjoint(part.roles)
    }
    calendar = law.procedure.default_calendar
    return replace(story, protocol=name, calendar=calendar, parts=parts, units=())


def whole(cast: Cast) -> None:
    """Run every step in order."""
    ask(cast)
    look(cast)
    assess(cast)
    propose(cast)
    put(cast)
    wait_for_others(cast)
    decide(cast)
    carry_out(cast)


def ask(cast: Cast) -> None:
    law = cast.telling.law
    asked = {one.id: told(one) for step in law.admission.step for one in step.question}
    cast.person.ask({name: said for name, said in asked.items() if said}, {})
    cast.person.confirm_words()
    cast.she(
        "asks for protection and writes down the ten words of the access phrase",
        ground(cast, law.procedure.filing),
    )
    key = cast.story.receptionist
    cast.code = cast.desk(key).open_request()
    cast.told(key, f"opens the request: case {cast.code}", OWN)


def told(question: Question) -> str:
    """An answer: the first option, or a text; empty for other kinds."""
    if question.options:
        return question.options[0]
    return {"text": TOLD, "place": TOLD, "contact": "sms"}.get(question.answer, "")


def look(cast: Cast) -> None:
    """Take the first look, where this law has one."""
    key = cast.story.receptionist
    desk = cast.desk(key)
    page = desk.account.browser.open(f"{desk.case_path}preliminary-report/")
    if page.status == 404:  # noqa: PLR2004 - this law has none
        return
    form = page.form("text")
    found = {name: "no" for name in cast.telling.findings() if name in form.fields}
    why = {f"{name}-why": WORDS for name in found if f"{name}-why" in form.fields}
    well(desk.account.browser.submit(page, form, {**found, **why, "text": WORDS}))
    cast.told(key, "makes the preliminary assessment", by(cast, Deed.LOOK_FIRST))


def assess(cast: Cast) -> None:
    """Assess by the method that this law names; in words where none is known."""
    key = cast.story.analyst
    desk = cast.desk(key)
    browser = desk.account.browser
    browser.fill(desk.case(), {}, action="/assessment/agreement/ask/")
    cast.person.decide("agree")
    cast.she("agrees to be assessed", OWN)
    page = well(browser.open(f"{desk.case_path}assessment/"))
    form = page.form("seen", "own_view")
    reviewed = well(browser.submit(page, form, filled(form)))
    browser.fill(reviewed, {"seen": reviewed.value_of("seen")})
    cast.told(key, "records the risk level, or the assessment in words", by(cast, Deed.REPORT_RISK))


def propose(cast: Cast) -> None:
    """Propose a measure of this law; the person agrees to exactly what would be told."""
    key = cast.story.analyst
    desk = cast.desk(key)
    browser = desk.account.browser
    catalogue = measure_of(cast.telling.law).id
    page = well(browser.open(f"{desk.case_path}plan/new/{catalogue}/"))
    form, unit = page.form("requested", "what", "unit"), officer_of(cast.story).unit
    well(browser.submit(page, form, {**filled(form), "requested": "yes", "unit": unit}))
    said = cast.telling.called(catalogue)
    cast.told(key, f"proposes “{said}”", by(cast, Deed.PROPOSE_MEASURES))
    cast.person.decide("agree")
    cast.she("agrees to the measure and to what the institution would be told", OWN)


def put(cast: Cast) -> None:
    """Put the case to the decision maker, who gets a seat: no rank gives one."""
    key, decides = cast.story.analyst, cast.story.parts[cast.story.decision_maker].name
    desk = cast.desk(key)
    browser = desk.account.browser
    page = well(browser.open(f"{desk.case_path}to-decision/"))
    member = page.form("members", "purpose").fields["members"].choice(decides)
    browser.fill(page, {"members": member, "purpose": "decision", "words": WORDS})
    cast.told(key, f"gives {decides} access and submits the case for decision", OWN)


def wait_for_others(cast: Cast) -> None:
    """Note what other bodies must have done before the decision, each as they did it."""
    for step in awaited(cast.telling.law):
        offered = cast.desk(cast.story.analyst).case().links_to("/steps/?step=")
        address = next((one for one in offered if one.endswith(f"={step.id}")), "")
        if address:
            note(cast, step, address)


def awaited(law: Protocol) -> list[ActRule]:
    """Steps of this law without a page of Amparo that the decision needs on some track."""
    rule = law.act_that(Deed.DECIDE)
    needs = {*rule.needs, *chain(*rule.needs_on_track.values())} if rule else set()
    return [one for one in law.procedure.act if one.does is None and one.records in needs]


def note(cast: Cast, step: ActRule, address: str) -> None:
    browser = cast.desk(cast.story.analyst).account.browser
    page = well(browser.open(address))
    time.sleep(A_SECOND)  # steps have whole seconds, and this one must be later than the last
    when = cast.telling.now().strftime("%Y-%m-%dT%H:%M:%S")
    browser.fill(page, {"when": when, "text": WORDS})
    said = cast.telling.law.text(f"acts.{step.id}", "en")
    cast.told(cast.story.analyst, f"records what another body did: {said}", step.source)


def decide(cast: Cast) -> None:
    key = cast.story.decision_maker
    given = {"beneficiaries": WORDS, "grounds": WORDS}
    decision.resolve(cast, f"{cast.desk(key).case_path}decision/", given, granted)
    cast.told(key, "grants the measure, with reasons and dates", by(cast, Deed.DECIDE))


def granted(cast: Cast, form: Form, ref: str) -> dict[str, str]:
    said = {
        "outcome": "granted",
        "reasons": WORDS,
        "places": WORDS,
        "duration_days": str(DAYS),
        "first_report_on": cast.telling.working_day(A_WEEK),
        "next_review_on": cast.telling.working_day(2 * A_WEEK),
        "activity_plan": WORDS,
    }
    named = {f"{ref}-{name}": value for name, value in said.items()}
    return {name: value for name, value in named.items() if name in form.fields}


def carry_out(cast: Cast) -> None:
    """The unit is told what it owes, answers, and reports; only the person's word verifies the
    measure."""
    key = cast.story.analyst
    desk = cast.desk(key)
    browser = desk.account.browser
    page = well(browser.open(f"{desk.case_path}forward/"))
    browser.fill(browser.open(page.link(f"{desk.case_path}forward/")), {})
    cast.told(
        key,
        "forwards to the institution only the extract that the person agreed to",
        by(cast, Deed.FORWARD),
    )
    officer = officer_of(cast.story).key
    wanted = replace(cast.story.measures[0], officer=officer)
    receipt = {"responsible": WORDS, "text": WORDS}
    answers = (
        ("acknowledged", receipt, "receipt acknowledged"),
        ("reported", {"text": WORDS}, "it is done"),
    )
    for kind, given, said in answers:
        cast.institution(wanted).answer(kind, given)
        cast.told(officer, f"answers for the institution: {said}", OWN)
    cast.person.read_everything()
    cast.person.confirm("works", about="")
    cast.she("reports that the measure protects: it is verified", OWN)


# --- inside ---


def measure_of(law: Protocol) -> Measure:
    """The first measure that needs no other agreement than the person's."""
    return next(one for one in law.measures.measure if one.consent is Consent.PERSON)


def officer_of(story: Story) -> Part:
    return next(part for part in story.parts.values() if OFFICER in part.roles)


def ground(cast: Cast, event: str) -> str:
    return cast.telling.ground(event)


def by(cast: Cast, deed: Deed) -> str:
    """The article for this act; Amparo's own rule where the law has none."""
    act = cast.telling.law.act_that(deed)
    return act.source if act else OWN


def filled(form: Form) -> Mapping[str, str]:
    """A value for each empty field: the last of its options that says something, or a text."""
    empty = [
        one
        for one in form.fields.values()
        if one.kind != "hidden" and UNSAID.issuperset(one.values)
    ]
    said = {one.name: one_of(one) for one in empty}
    return {name: value for name, value in said.items() if value}


def one_of(field: Field) -> str:
    known = [one for one in field.allowed if one not in UNSAID]
    if field.allowed:
        return known[-1] if known and field.kind != "checkbox" else ""
    if field.kind in {"textarea", "text"}:
        return WORDS
    return "90" if field.kind == "number" else ""
