"""A referral to another organisation: by the person's wish, after their yes, with only what they
read."""

from amparo.cli.walk.browser import well
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.step_printer import OWN


def refer(cast: Cast) -> None:
    """The person asks for it; the team proposes the exact words; the person agrees; one sheet
    leaves."""
    key, words = cast.story.analyst, cast.story.words
    ground = cast.telling.fact("consent_recorded")
    browser = cast.person.browser
    page = browser.fill(well(browser.open("/mine/elsewhere/")), {"text": words["wish"]})
    cast.she("asks that another body be informed too", OWN, page)
    desk = cast.desk(key)
    page = well(desk.account.browser.open(f"{desk.case_path}referrals/new/"))
    form = page.form("wished", "purpose")
    nothing = {name: "" for name in form.fields if name.startswith("told-")}
    told = {"told-coarse_place": words["urgent_place"]}
    said = {"wished": "yes", "kind": "ombudsman", "name": words["elsewhere"]}
    asked = {"what": words["elsewhere_does"], "purpose": words["elsewhere_why"]}
    page = well(desk.account.browser.submit(page, form, nothing | told | said | asked))
    cast.told(key, "shows the person who would learn what", ground, page)
    page = cast.person.decide("agree", about=words["elsewhere"])
    cast.she("agrees to this text", ground, page)
    given = next(one for one in desk.case().links_to("/referrals/") if not one.endswith("/new/"))
    page = well(desk.account.browser.open(given))
    page = desk.account.browser.fill(page, {}, action="/print/")
    cast.told(key, "prints one numbered sheet; nothing is sent automatically", ground, page)
