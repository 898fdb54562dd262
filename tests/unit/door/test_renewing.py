"""New words, where somebody may have seen the old ones."""

import pytest
from django.utils import timezone

from amparo.door.visit.current_phrase_check import A_BROWSER_MAY
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import CaseKey
from amparo.foundations.intake.queries import NoSuchWords, visit_by_phrase
from amparo.foundations.intake.requests.services import file_request
from amparo.foundations.intake.services import issue_way
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.models import AccessCredential

ENGLISH = {"accept-language": "en"}
URL = "/mine/new-words/"
FOR_A_FRIEND = {"name": "Julia Tello", "relation": "lawyer", "right": "speaks"}


def asks(browser, filed):
    return browser.post(URL, {"phrase": " ".join(filed.words)})


@pytest.fixture
def renewing(her, filed):
    """She asked for new words; they are on her screen."""
    asks(her, filed)
    return her, her.get("/words/").context["words"]


def opens(words):
    try:
        return visit_by_phrase(" ".join(words), seen_by=STRANGER)[0].folder
    except NoSuchWords:
        return None


def say(browser, words, **wrong):
    given = {f"word{number + 1}": word for number, word in enumerate(words)}
    return browser.post("/words/confirm/", {**given, **wrong})


def test_looking_at_the_page_changes_nothing(her, filed):
    page = her.get(URL, headers=ENGLISH).content.decode()
    assert "the old words open nothing" in page
    assert CaseKey.objects.filter(holder="person").count() == 1
    assert her.get("/words/").headers["Location"] == "/mine/"


def test_the_old_words_hold_until_the_new_ones_are_confirmed(renewing, filed):
    her, words = renewing
    assert opens(filed.words)
    page = her.get("/words/", headers=ENGLISH).content.decode()
    assert "They take the place of the old ones" in page
    assert "Your request is stored" not in page
    assert say(her, ["casa"] * 10).status_code == 400
    assert opens(filed.words)
    assert opens(words).code == filed.folder.code


@pytest.mark.parametrize("of", ["nothing", "another", "mistyped"])
def test_whoever_finds_her_page_open_makes_no_words(of, her, filed, rosa, letter):
    """Also with the words of a case of their own."""
    theirs = file_request(letter(), by=STRANGER, at=timezone.now()).words
    said = {"nothing": "", "another": " ".join(theirs), "mistyped": " ".join(filed.words[::-1])}
    for address, more in ((URL, {}), ("/mine/others/", FOR_A_FRIEND)):
        answer = her.post(address, {**more, "phrase": said[of]}, headers=ENGLISH)
        assert answer.status_code == 400
        assert answer.context["form"].errors["phrase"]
        assert said[of] == "" or said[of] not in answer.text
    assert CaseKey.objects.filter(holder="person", filing=filed.folder.filing).count() == 1
    assert not AccessCredential.objects.exists()


def test_right_words_are_not_shown_again_where_something_else_is_missing(her, filed):
    words = " ".join(filed.words)
    answer = her.post("/mine/others/", {**FOR_A_FRIEND, "name": "", "phrase": words})
    assert answer.status_code == 400
    assert words not in answer.text


def test_what_is_typed_there_counts_as_words_that_are_tried(her, filed):
    her.cookies["amparo_form"] = "a" * 32
    for _ in range(A_BROWSER_MAY):
        her.post(URL, {"phrase": " ".join(filed.words[::-1])})
    assert asks(her, filed).status_code == 400
    assert her.post("/return/", {"phrase": " ".join(filed.words)}).status_code == 429


def test_confirmed_they_are_the_only_ones(renewing, filed):
    her, words = renewing
    assert say(her, words).headers["Location"] == "/mine/"
    assert opens(filed.words) is None
    assert opens(words).code == filed.folder.code
    assert CaseKey.objects.get(holder="person").confirmed_at
    said = Entry.objects.filter(about=filed.folder.code, by="person").order_by("sequence")
    assert [one.event for one in said][-3:] == ["WayIssued", "WayConfirmed", "WaysEnded"]


def test_her_visit_goes_on_and_says_so(renewing):
    her, words = renewing
    say(her, words)
    assert (
        "Only your new words open this page" in her.get("/mine/", headers=ENGLISH).content.decode()
    )
    assert her.get("/words/").headers["Location"] == "/mine/"
    assert her.get("/mine/looked/").status_code == 200


def test_whoever_came_in_with_the_old_words_is_out(renewing, came_back, filed):
    her, words = renewing
    intruder = came_back(filed)
    assert intruder.get("/mine/").status_code == 200
    say(her, words)
    assert intruder.get("/mine/").headers["Location"].startswith("/return/")
    assert intruder.post("/mine/write/", {"text": "hola"}).status_code == 401


def test_she_may_keep_the_old_ones_after_all(renewing, filed):
    her, words = renewing
    her.post("/mine/new-words/keep-old/")
    assert opens(words) is None
    assert opens(filed.words)
    assert her.get("/words/").headers["Location"] == "/mine/"


def test_keeping_the_first_words_after_all_ends_nothing(client, rosa):
    """There are no old ones yet: whoever has just filed cannot lose what she is being shown."""
    words = client.post("/urgent/", {"facts": "Me siguen."}, follow=True).context["words"]
    client.post("/mine/new-words/keep-old/")
    assert client.post(URL).headers["Location"] == "/words/"
    assert client.get("/words/").context["words"] == words
    assert opens(words)


def test_where_the_team_gave_other_words_meanwhile_these_never_hold(renewing, filed, anas, ana):
    her, words = renewing
    others = issue_way(anas.folder, by=ana, at=timezone.now())
    assert say(her, words).headers["Location"] == URL
    assert opens(words) is None
    assert opens(others)
    assert opens(filed.words)


def test_asked_for_twice_they_are_the_same_words(renewing, filed):
    her, words = renewing
    asks(her, filed)
    assert her.get("/words/").context["words"] == words


def test_new_words_of_another_file_touch_nothing_here(came_back, rosa, letter, filed):
    theirs = file_request(letter(), by=STRANGER, at=timezone.now())
    another = came_back(theirs)
    asks(another, theirs)
    say(another, another.get("/words/").context["words"])
    assert opens(filed.words)


def test_the_first_words_say_what_happens_when_this_is_closed(client, rosa):
    page = client.post("/urgent/", {"facts": "Me siguen."}, follow=True, headers=ENGLISH)
    assert "this list is lost when the browser closes" in page.content.decode()


def test_words_that_were_copied_and_never_confirmed_open_her_page(client, rosa):
    words = client.post("/urgent/", {"facts": "Me siguen."}, follow=True).context["words"]
    client.cookies.clear()
    assert client.post("/return/", {"phrase": " ".join(words)}).headers["Location"] == "/mine/"
