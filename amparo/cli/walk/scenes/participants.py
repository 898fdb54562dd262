"""Participants besides the applicant: an interpreter, a board with its acta, a lawyer."""

from collections.abc import Mapping

from amparo.cli.walk.browser import Browser, Unexpected, Upload, well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.page_reader import Page
from amparo.cli.walk.person import Person
from amparo.cli.walk.step_printer import OWN

PROMISE = Upload("reserva.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


def interpreter(cast: Cast) -> None:
    """Get an interpreter. None interprets before the applicant agreed to that person, a member
    checked for ties, and the promise is signed."""
    key, words, browser = cast.story.analyst, cast.story.words, cast.person.browser
    given = {"interpreter": "yes", "language": words["spoken"]}
    page = browser.fill(well(browser.open("/mine/interpreter/")), given)
    cast.she("asks for an interpreter", OWN, page)
    told = {"name": "interpreter", "language": "spoken", "reach": "reach", "to_her": "who_it_is"}
    desk = cast.desk(key)
    page = desk.act("interpreters/", {field: words[name] for field, name in told.items()})
    cast.told(key, "proposes an interpreter and asks the board", OWN, page)
    page = cast.person.decide("agree", about=words["interpreter"])
    cast.she("agrees to this interpreter", cast.telling.fact("consent_recorded"), page)
    about = desk.case().link("/interpreters/").removeprefix(desk.case_path)
    page = desk.act(f"{about}ties/", {"text": words["no_ties"]})
    cast.told(key, "checks conflicts of interest of the interpreter: none", OWN, page)
    page = well(desk.account.browser.open(f"{desk.case_path}{about}promise/"))
    page = desk.account.browser.fill(page, {}, {"papers": PROMISE})
    cast.told(key, "files the signed promise of confidentiality", OWN, page)


def carry(cast: Cast) -> None:
    """Have a notice said in their language; the interpreter is on record."""
    key, words = cast.story.analyst, cast.story.words
    desk = cast.desk(key)
    page = well(desk.account.browser.open(desk.case().link("/interpreting/tasks/")))
    form = page.form("outcome", "interpreter")
    who = form.fields["interpreter"].choice(words["interpreter"])
    given = {"outcome": "interpreted", "interpreter": who, "text": words["carried"]}
    page = well(desk.account.browser.submit(page, form, given))
    cast.told(key, "has the written notice interpreted", OWN, page)


def board(cast: Cast) -> None:
    """Note who speaks for the community, and how it decides, in its own words."""
    key, words = cast.story.analyst, cast.story.words
    told = {name: words[name] for name in ("name", "speaks", "procedure")}
    page = cast.desk(key).act("collective/note/", {"kind": "community", **told})
    cast.told(key, "records who represents the community and how it decides", _ground(cast), page)


def put_to_the_board(cast: Cast) -> None:
    """Put the measure to the board; from now on a yes needs the acta of the board's decision."""
    key, desk = cast.story.analyst, cast.desk(cast.story.analyst)
    page = well(desk.account.browser.open(f"{desk.case_path}collective/measures/"))
    form = page.form("measure")
    [measure] = form.fields["measure"].allowed
    page = well(desk.account.browser.submit(page, form, {"measure": measure}))
    cast.told(key, "submits the measure to the whole community", _ground(cast), page)


def acta(cast: Cast) -> None:
    """A single yes does not count; it counts with the acta."""
    words, browser = cast.story.words, cast.person.browser
    page = cast.person.decide("agree", about=cast.story.measures[0].text)
    cast.she("agrees, which does not count without the assembly", _ground(cast), page)
    page = well(browser.open(page.links_to("/acta/")[0]))
    on = cast.telling.now().date().isoformat()
    given = {"decided": "agree", "on": on, "took_part": "41", "text": words["acta"]}
    page = browser.fill(page, given)
    cast.she("hands in the assembly's minutes: now the agreement counts", _ground(cast), page)


def lawyer(cast: Cast) -> None:
    """Give the lawyer an access phrase with a right of its own, and end that alone."""
    words, browser = cast.story.words, cast.person.browser
    given = {"name": words["lawyer"], "relation": "lawyer", "right": "reads"}
    given["phrase"] = " ".join(cast.person.words)
    page = browser.fill(well(browser.open("/mine/others/")), given)
    theirs = Person(Browser(browser.host, browser.port, browser.language), page.words)
    page = browser.fill(page, {})
    cast.she("gives its lawyer an access phrase of the lawyer's own, for reading only", OWN, page)
    cast.beside.append(theirs)
    page = theirs.come_back()
    _must_not_say(page, {"acta": words["acta"], "interpreter": words["interpreter"]})
    cast.telling.step(
        "their lawyer", "signs in with the lawyer's own access phrase: state of the case", OWN, page
    )
    page = well(theirs.browser.open("/beside/write/"))
    page = theirs.browser.fill(page, {"about": "else", "text": words["hearing"]})
    cast.telling.step("their lawyer", "writes to the team", OWN, page)
    desk = cast.desk(cast.story.analyst)
    page = well(desk.account.browser.open(f"{desk.case_path}others/"))
    if words["hearing"] not in page.text:
        raise Unexpected(f"{page.path}: what the lawyer wrote did not reach the team")
    cast.told(cast.story.analyst, "reads the message under the lawyer's name", OWN, page)


def of_the_lawyer(cast: Cast) -> None:
    """A related person speaks another language: they are asked alone about an interpreter, and the
    applicant reads nothing of it."""
    key, words, desk = cast.story.analyst, cast.story.words, cast.desk(cast.story.analyst)
    browser, theirs = desk.account.browser, cast.beside[-1]
    asked = well(browser.open(f"{desk.case_path}part/others/?back=people"))
    address = browser.fill(asked, {"reason": "to_reach"}).link("/interpreting/of/")
    page = browser.fill(
        well(browser.open(address)), {"needed": "yes", "text": words["lawyer_speaks"]}
    )
    told = {"name": "another_one", "language": "lawyer_speaks", "reach": "reach"}
    given = {field: words[name] for field, name in told.items()}
    page = well(browser.open(f"{address}name/"))
    page = browser.fill(page, {**given, "to_her": words["who_else_it_is"]})
    cast.told(key, "proposes an interpreter for the lawyer and asks the lawyer", OWN, page)
    page = well(theirs.browser.open(well(theirs.browser.open("/beside/")).link("/questions/")))
    page = theirs.browser.fill(page, {"answer": "agree"})
    cast.telling.step("their lawyer", "agrees to this interpreter", OWN, page)
    page = well(cast.person.browser.open("/mine/"))
    _must_not_say(page, {"another_one": words["another_one"]})


def _ground(cast: Cast) -> str:
    kinds = cast.telling.law.admission.collective
    return next(one.source for one in kinds if one.id == "community")


def _must_not_say(page: Page, told: Mapping[str, str]) -> None:
    for name, words in told.items():
        if words in page.text:
            raise Unexpected(f"{page.path}: it says {name}, which is not for whoever reads it")
