"""The tutorial of a member who works on a case, done as it is written."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import NewPage, Noise, Site
from tests.browser.steps import next_code
from tests.browser.tutorials import Says, left_out, part_of, press, see, send, signs_in, write
from tests.working_days import working_day

pytestmark = pytest.mark.browser

WHY = "Two notes under the door; the neighbour keeps them."
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
HOUSE = "Casa Quebrada Clara (ficticia)"

told = partial(part_of, "officer")


def test_no_part_is_left_out() -> None:
    assert left_out("officer", __file__) == []


@pytest.fixture
def signed_in(window: NewPage, served: Site) -> Callable[[str], Page]:
    def make(name: str) -> Page:
        page = window()
        page.goto("/desk/in/")
        signs_in(page, name, served.people[name]["password"], next_code(served, name))
        expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
        return page

    return make


def day(days: int) -> str:
    return working_day(timezone.localdate() + timedelta(days=days))


def write_everywhere(page: Page) -> None:
    for field in page.locator("main textarea:visible").all():
        field.fill(WHY)


# --- from the call to the measure that leaves ---


def calls(hers: Page, says: Says) -> None:
    hers.goto("/")
    press(hers, says("I am in danger now"))
    hers.get_by_label("What is happening?").fill(WHY)
    hers.get_by_label("Where, more or less?").fill("Ñusta Alta")
    press(hers, says("Send now"))
    words = hers.locator("ol.words > li").all_inner_texts()
    press(hers, says("I have written them down"))
    for field in hers.locator("main input[type=text]").all():
        place = int((field.get_attribute("name") or "").removeprefix("word"))
        field.fill(words[place - 1])
    press(hers, "Check them")
    press(hers, says("Go to my page"))


def receives(rosas: Page, hers: Page, says: Says) -> str:
    rosas.goto("/desk/")
    expect(rosas.get_by_role("heading", name=says("Worklist"))).to_be_visible()
    see(rosas, says("Not yet opened"))
    press(rosas, says("Open and call"))
    press(rosas, says("Open it"))
    expect(rosas.get_by_role("heading", name=says("Pending"))).to_be_visible()
    expect(rosas.get_by_role("heading", name=says("Timeline"))).to_be_visible()
    expect(rosas.get_by_role("heading", name=says("Terms and legal basis"))).to_be_visible()
    case = rosas.url
    press(rosas, says("Acknowledge"))
    write(rosas, text="We have your request. We call today.")
    press(rosas, "Acknowledge")
    hers.reload()
    see(hers, says("Messages"))
    see(hers, "We have read your request")
    return case


def reports(anas: Page, case: str, says: Says, *, imminent: bool) -> None:
    anas.goto(case)
    press(anas, says("Take on the case"))
    anas.goto("/desk/")
    see(anas, says("Mine"))
    anas.goto(case)
    press(anas, says("Issue the preliminary report"))
    for finding in anas.get_by_label(says("No, it is not found")).all():
        finding.check()
    found = anas.get_by_label(says("Yes, it is found"))
    expect(found.first).to_be_visible()
    if imminent:
        anas.locator("[name=imminent_risk][value=yes]").check()
        write(anas, **{"imminent_risk-why": WHY})
    anas.get_by_label(says("What the report says")).fill(WHY)
    press(anas, says("Issue the report"))
    expect(anas.get_by_role("button", name="Issue the report")).to_have_count(0)


def weighs(anas: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Assess the risk"))
    for shut in anas.locator("details.asked-part:not([open]) > summary").all()[::-1]:
        shut.click()
    anas.locator("[name=direct_threat][value=yes]").check()
    anas.get_by_label(says("Not known")).last.check()
    for axis in ("probability", "impact"):
        anas.locator(f"[name={axis}]").last.check()
    expect(anas.get_by_role("heading", name=says("The person's own view"))).to_be_visible()
    write_everywhere(anas)
    press(anas, says("Save and see the reasons"))
    press(anas, says("Record the assessment"))
    expect(anas.get_by_role("button", name="Record the assessment")).to_have_count(0)


def plans(anas: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Propose measures with the person"))
    press(anas, says("Police patrols"))
    anas.locator("[name=requested]").first.check()
    anas.locator("[name=unit]").select_option("pnp-selva")
    write_everywhere(anas)
    write(anas, **{"told-coarse_place": "The road along the creek"})
    press(anas, says("Propose it to the person"))
    hers.goto("/mine/")
    see(hers, "One measure waits for your answer")
    expect(hers.get_by_role("button", name=says("I do not agree")).first).to_be_visible()
    press(hers, says("I agree"), exact=True)


def decides(anas: Page, delias: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Put to decision"))
    anas.get_by_role("radio", name=re.compile("measures")).first.check()
    anas.get_by_label("Delia Campos").check()
    press(anas, says("Put to decision"))
    delias.goto(case)
    press(delias, says("Decide"), exact=True)
    delias.get_by_label("Granted", exact=True).check()
    write_everywhere(delias)
    goes_on(delias, days=90)
    press(delias, says("Issue the decision"))
    if delias.get_by_role("button", name="Issue the decision").count():  # a day off warns once
        press(delias, "Issue the decision")
    expect(delias.get_by_role("button", name="Issue the decision")).to_have_count(0)


def goes_on(delias: Page, *, days: int) -> None:
    for name, value in (
        ("duration_days", str(days)),
        ("first_report_on", day(15)),
        ("next_review_on", day(45)),
    ):
        delias.locator(f"[name$=-{name}]").fill(value)


def leaves(anas: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Measures"), exact=True)
    expect(anas.get_by_role("heading", name=says("What institutions owe"))).to_be_visible()
    press(anas, says("See what may go to whom"))
    list_of_it = anas.url
    see(anas, says("May go"))
    press(anas, says("Look at what would go"))
    see(anas, "The road along the creek")
    hers.goto("/mine/")
    hers.get_by_text(says("Who knows of my case: authorizations and notices")).click()
    press(hers, says("My authorizations: see or withdraw"))
    press(hers, "Withdraw my authorization")
    press(hers, "Withdraw my authorization")
    anas.goto(list_of_it)
    see(anas, says("May not go"))


def test_a_call_leads_to_a_measure(
    blank: NewPage, window: NewPage, signed_in: Callable[[str], Page]
) -> None:
    with told("For a member: work on a case") as says:
        hers = blank()
        hers.goto("/")
        see(hers, says("English"))
        hers = window()
        see(hers, says("Español"))
    with told("1. Be in danger for a moment") as says:
        calls(hers, says)
    with told("2. Receive it") as says:
        case = receives(signed_in("rosa"), hers, says)
    anas = signed_in("ana")
    with told("3. Take the case, and report what you find") as says:
        reports(anas, case, says, imminent=True)
    with told("4. Assess the risk") as says:
        weighs(anas, case, says)
    with told("5. Plan with the person") as says:
        plans(anas, hers, case, says)
    with told("6. Have it decided") as says:
        decides(anas, signed_in("delia"), case, says)
    with told("7. Let it leave") as says:
        leaves(anas, hers, case, says)


# --- the side roads of a request on which nothing is decided ---


def something_is_missing(anas: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Complete the request with the person"))
    anas.locator("[name=way]").first.check()
    anas.locator("main textarea").first.fill(WHY)
    anas.locator("[name=read_back]").check()
    press(anas, says("Keep what they said"))
    anas.goto(case)
    press(anas, says("Ask for a correction"))
    anas.locator("main textarea").first.fill("In which district do you live?")
    anas.locator("[name=all_of_it]").check()
    press(anas, says("Ask for it"), exact=True)
    hers.goto("/mine/")
    press(hers, says("See what is missing"))
    hers.locator("main textarea").first.fill("In Ñusta Alta, by the bridge.")
    press(hers, says("Send what I have"))


def no_common_language(anas: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Say whether an interpreter is needed"))
    anas.get_by_label(says("Yes"), exact=True).check()
    write(anas, text="Yine, from the upper river: they said so themselves.")
    press(anas, says("Note it"))
    anas.goto(case)
    see(anas, says("Interview with an interpreter"))
    press(anas, says("Name an interpreter"))
    name = "Rosalía Tuesta (ficticia)"
    write(anas, name=name, language="yine", reach="Radio", to_her="The federation proposes her.")
    press(anas, says("Put forward and ask the person"))
    hers.goto("/mine/")
    press(hers, says("I agree"), exact=True)
    anas.goto(f"{case}?tab=contact")
    press(anas, says("Interview with an interpreter"))
    anas.get_by_label(says("It was interpreted")).check()
    press(anas, says("Note that it was done"))
    expect(anas.locator(".problem").first).to_be_visible()
    anas.goto(case)
    press(anas, says("Communications"))
    press(anas, name)
    what_is_missing_of_the_interpreter(anas, says)
    hers.goto("/mine/")
    hers.get_by_text("Who knows of my case: authorizations and notices").click()
    see(hers, says("My authorizations: see or withdraw"))


def what_is_missing_of_the_interpreter(anas: Page, says: Says) -> None:
    press(anas, says("Look for ties"))
    write(anas, text="I asked the federation, and did not say for whom.")
    send(anas)
    press(anas, says("Keep the signed paper"))
    paper = FilePayload(name="promise.pdf", mimeType="application/pdf", buffer=PDF)
    anas.locator("input[type=file]").set_input_files([paper])
    send(anas)
    see(anas, "May interpret here")


def somebody_elsewhere(anas: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Refer elsewhere"))
    anas.locator("[name=wished]").last.check()
    anas.locator("[name=kind]").select_option("national_organisation")
    write(anas, name=HOUSE, what="Go along on Fridays.", purpose="They have people there.")
    anas.locator("main [name^=told-]:visible").last.fill("Two notes under the door.")
    press(anas, says("Ask the person"))
    hers.goto("/mine/")
    press(hers, says("I agree"), exact=True)
    anas.goto(case)
    press(anas, says("Measures"), exact=True)
    see(anas, says("Elsewhere, and from hand to hand"))
    press(anas, HOUSE)
    referral = anas.url
    press(anas, says("Print the sheet"))
    anas.goto(referral)
    it_reaches_them(anas, says)
    hers.goto("/mine/")
    hers.get_by_text(says("Elsewhere"), exact=True).click()
    section = hers.locator("section").filter(has=hers.get_by_role("heading", name=HOUSE))
    section.get_by_role("link", name=says("Withdraw my authorization")).click()
    press(hers, "Withdraw my authorization")
    for place in (case, "/desk/"):
        anas.goto(place)
        see(anas, "Tell the recipient to destroy what it has")
    says("Tell the recipient to destroy what it has")


def it_reaches_them(anas: Page, says: Says) -> None:
    press(anas, says("Note that it reached its recipient"))
    anas.locator("[name=how]").first.check()
    write(anas, on=day(0), taken_by="The secretary")
    send(anas)
    expect(anas.get_by_role("link", name=says("Note what the recipient says"))).to_be_visible()


def from_hand_to_hand(anas: Page, another: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Note a promise to the person"))
    write(anas, text="Ask about the district's ambulance.", on=day(4))
    send(anas)
    anas.goto(case)
    press(anas, says("People and access"))
    expect(anas.get_by_role("heading", name=says("The team of this case"))).to_be_visible()
    press(anas, says("Hand-over sheet"))
    press(anas, says("Write a note for whoever takes it over"))
    write_everywhere(anas)
    press(anas, says("Leave it in the file"))
    another.goto(f"{case}?tab=people")
    press(another, "Hand-over sheet")
    see(another, WHY)
    another.goto(f"{case}?tab=people")
    press(another, says("Take on the case"))


def test_side_roads_before_a_decision(
    window: NewPage, signed_in: Callable[[str], Page], noise: Noise
) -> None:
    noise.expected += ["status of 409", "status of 422"]
    hers, anas = window(), signed_in("ana")
    with told("1. Be in danger for a moment") as says:
        calls(hers, says)
    with told("2. Receive it") as says:
        case = receives(signed_in("rosa"), hers, says)
    with told("3. Take the case, and report what you find") as says:
        reports(anas, case, says, imminent=False)
    with told("Something is missing") as says:
        something_is_missing(anas, hers, case, says)
    with told("No common language") as says:
        no_common_language(anas, hers, case, says)
    with told("Refer elsewhere") as says:
        somebody_elsewhere(anas, hers, case, says)
    with told("Hand a case over") as says:
        from_hand_to_hand(anas, signed_in("beto"), case, says)


# --- the side roads of a case that is decided ---


@pytest.fixture
def decided(window: NewPage, served: Site) -> tuple[Page, str]:
    """The person's window, and a case with patrols that are granted, which the person knows."""
    hers = window()
    hers.goto("/urgent/")
    hers.get_by_label("What is happening?").fill(WHY)
    hers.get_by_label("Where, more or less?").fill("Ñusta Alta")
    press(hers, "Send now")
    words = hers.locator("ol.words > li").all_inner_texts()
    press(hers, "I have written them down")
    for field in hers.locator("main input[type=text]").all():
        place = int((field.get_attribute("name") or "").removeprefix("word"))
        field.fill(words[place - 1])
    press(hers, "Check them")
    code = served.act("granted", " ".join(words))
    hers.goto("/mine/")
    press(hers, "The decision")
    return hers, f"/desk/cases/{code}/"


def begins(anas: Page, kind: str) -> None:
    anas.locator("[name=measure]").first.check()
    anas.get_by_label(kind, exact=True).check()
    anas.get_by_label("The danger has changed").check()
    anas.locator("[name=protects_others][value=no]").check()
    write_everywhere(anas)


def more_or_less(anas: Page, delias: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Change or end a measure"))
    begins(anas, says("Strengthen it"))
    press(anas, says("Store it and ask the person"))
    press(anas, says("Put the change to decision"))
    write_everywhere(anas)
    anas.get_by_label("Delia Campos").check()
    press(anas, "Put to decision")
    delias.goto(case)
    press(delias, says("Decide on a change of a measure"))
    if not delias.get_by_role("button", name="Issue the resolution").count():
        press(delias, "Decide", exact=True)
    delias.locator("[name=result]").first.check()
    write_everywhere(delias)
    goes_on(delias, days=180)
    press(delias, says("Issue the resolution"))
    expect(delias.get_by_role("button", name="Issue the resolution")).to_have_count(0)
    less_of_it(anas, case, says)
    hers.goto("/mine/")
    expect(
        hers.get_by_role("link", name=says("I do not want this measure any more")).first
    ).to_be_visible()


def less_of_it(anas: Page, case: str, says: Says) -> None:
    anas.goto(f"{case}changes/new/")
    begins(anas, says("End it"))
    press(anas, "Store it and ask the person")
    expect(anas.get_by_role("heading", name=says("What the law asks for first"))).to_be_visible()
    expect(anas.get_by_role("link", name=says("Ask the institutions"))).to_be_visible()
    see(anas, says("It cannot be put to decision yet"))
    press(anas, says("Withdraw the change: the measure stays as it is"))


def does_not_agree(delias: Page, hers: Page, case: str, says: Says) -> None:
    hers.goto("/mine/")
    see(hers, says("What was decided"))
    press(hers, says("I do not agree with this decision"))
    hers.locator("main textarea").first.fill("The road is still watched.")
    press(hers, says("Send it"))
    delias.goto(case)
    press(delias, says("Rule on the reconsideration"))
    if not delias.get_by_role("button", name="Issue the ruling").count():
        press(delias, "Rule on it")
    delias.locator("[name=result][value=not_upheld]").check()
    for stays in delias.locator("[name$=-outcome][value=stays]").all():
        stays.check()
    write_everywhere(delias)
    press(delias, says("Issue the ruling"))
    expect(delias.get_by_role("button", name="Issue the ruling")).to_have_count(0)
    hers.goto("/mine/")
    see(hers, says("What was decided"))


def a_part_leaves(anas: Page, sauls: Page, hers: Page, case: str, says: Says) -> None:
    anas.goto(case)
    press(anas, says("Ask for a copy of the file to leave"))
    write(anas, name=HOUSE, purpose="They file the complaint on Monday.")
    anas.locator("[name=parts]").nth(0).check()
    anas.locator("[name=parts]").nth(1).check()
    press(anas, says("Ask for it"))
    press(anas, HOUSE)
    copy = anas.url
    hers.goto("/mine/")
    asked = hers.get_by_role("article").filter(has_text=HOUSE)
    if not asked.count():
        hers.get_by_role("listitem").filter(has_text=HOUSE).get_by_role("link").first.click()
    asked.get_by_role("button", name=says("I agree"), exact=True).first.click()
    sauls.goto(copy)
    sauls.locator("main a.button").first.click()
    sauls.locator("[name=outcome]").first.check()
    sauls.locator("main button[type=submit]").last.click()
    anas.goto(copy)
    press(anas, says("Take the copy"))
    anas.locator("[name=how][value=paper]").check()
    anas.locator("main button[type=submit]").last.click()
    hers.goto("/mine/")
    hers.get_by_text(says("Copies of your file"), exact=True).click()
    press(hers, says("I no longer allow it"))


def test_side_roads_after_a_decision(
    decided: tuple[Page, str], signed_in: Callable[[str], Page], served: Site
) -> None:
    hers, case = decided
    anas, delias = signed_in("ana"), signed_in("delia")
    with told("8. Other situations") as says:
        anas.goto(case)
        for menu in ("Communicate", "Record a fact", "Risk and measures", "Decision", "Reserved"):
            see(anas, says(menu))
        says("No, it is not found")  # done above
        says("Hand over the printed sheet, or call it off")  # where the demo ends: tests/demo
    with told("The person does not agree") as says:
        does_not_agree(delias, hers, case, says)
    with told("More of a measure, or less") as says:
        more_or_less(anas, delias, hers, case, says)
        is_said_elsewhere(says)
    served.act("seated", case.split("/")[3], "saul")
    with told("A part of the file is needed outside") as says:
        a_part_leaves(anas, signed_in("saul"), hers, case, says)


def is_said_elsewhere(says: Says) -> None:
    """What only stands where others are protected too, or less was decided."""
    says("Note what came of asking")  # tests/unit/review/test_asked_by_others.py
    says("Give up what was decided")


# --- the authority is late ---


def is_written_down(rosas: Page, says: Says) -> tuple[str, str]:
    """The code of the case, and the words that its person gets."""
    press(rosas, says("Record a request"))
    rosas.get_by_label("How did it come?").select_option(label="By telephone")
    then = timezone.localtime() - timedelta(days=12)
    first = rosas.locator("main input[type=datetime-local]").first
    first.fill(then.strftime("%Y-%m-%dT%H:%M"))
    rosas.get_by_label("What happened?").fill(WHY)
    rosas.get_by_label("Yes, and it was as they wanted").check()
    press(rosas, says("Record the request"))
    words = " ".join(rosas.locator("ol.words > li").all_inner_texts())
    press(rosas, says("Open the case"))
    see(rosas, says("Terms and legal basis"))
    return rosas.locator("h1 .code").inner_text(), words


def complains(hers: Page, words: str, says: Says) -> None:
    hers.goto("/return/")
    hers.get_by_role("textbox").first.fill(words)
    press(hers, "Enter", exact=True)
    see(hers, says("They are late"))
    press(hers, "Preliminary report")
    press(hers, says("File the complaint"))


def test_the_authority_is_late(window: NewPage, signed_in: Callable[[str], Page]) -> None:
    rosas, delias, hers = signed_in("rosa"), signed_in("delia"), window()
    with told("The authority is late") as says:
        code, words = is_written_down(rosas, says)
        complains(hers, words, says)
        delias.goto("/desk/")
        press(delias, says("Complaints about the procedure"))
        delias.get_by_role("listitem").filter(has_text=code).get_by_role("link").click()
        delias.locator("[name=outcome]").first.check()
        delias.locator("main input[type=date]").first.fill(day(2))
        write(delias, text="The term went by, and nobody had it in hand.")
        press(delias, says("Issue the ruling"))
        hers.goto("/mine/")
        press(hers, "Preliminary report")
        see(hers, "The term went by, and nobody had it in hand.")
