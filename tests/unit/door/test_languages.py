"""The other language in the middle of a page: nothing that was typed is lost."""

import pytest

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.models import Document, Filing
from tests.laid_out import laid_out
from tests.people import MONDAY

STEP = "/request/danger/"


def text_of(answer):
    return answer.content.decode()


def test_what_was_typed_on_a_step_is_there_in_the_other_language(client, rosa):
    answer = client.post(STEP, {"facts": "Me siguen desde ayer.", "language": "en"}, follow=True)
    assert answer.request["PATH_INFO"] == STEP
    assert 'lang="en"' in text_of(answer)
    assert "Me siguen desde ayer." in text_of(answer)


def test_the_way_back_to_the_check_page_is_kept(client, rosa):
    answer = client.post(f"{STEP}?from=check", {"facts": "Me siguen.", "language": "en"})
    assert answer.headers["Location"] == f"{STEP}?from=check"


def test_what_is_too_long_is_shown_again_and_kept_as_no_answer(client, rosa):
    client.post(STEP, {"facts": "La primera vez."})
    answer = client.post(STEP, {"facts": "a" * 20_001, "language": "en"}, follow=True)
    assert "a" * 20_001 in text_of(answer)
    assert "La primera vez." in text_of(client.get("/request/check/"))


def test_a_file_that_was_chosen_on_the_step_is_kept(client, rosa, photo):
    sent = {"facts": "", "facts-spoken": photo(), "language": "en"}
    client.post(STEP, sent)
    assert "1 file" in text_of(client.get("/request/check/"))


def test_a_search_and_what_was_ticked_stay(client, rosa):
    for number in range(45):
        code = f"unit-{number}"
        add_unit(
            code=code, name=f"Oficina {number}", parent=None, branch="executive",
            level="national", police=False, by=SYSTEM, at=MONDAY,
        )  # fmt: skip
    sent = {"excluded_institutions": ["pnp"], "find": "Oficina 44", "language": "en"}
    page = text_of(client.post("/request/excluded/", sent, follow=True))
    assert 'value="Oficina 44"' in page
    assert 'value="pnp" id="unit-pnp" checked' in laid_out(page)
    assert "unit-44" in page


def test_enter_in_a_line_sends_and_changes_no_language(client, rosa):
    """A browser presses the first button of a form for Enter: that is not the language."""
    for path in (STEP, "/urgent/"):
        page = text_of(client.get(path))
        buttons = [one for one in page.split("<button ")[1:] if "typed" in one.split(">")[0]]
        assert 'name="language"' not in buttons[0]
        assert 'name="language"' in buttons[1]


def test_the_urgent_page_keeps_what_was_typed_and_sends_nothing(client, rosa):
    sent = {"facts": "Me siguen.", "coarse_place": "Valle", "once": "ab" * 32, "language": "en"}
    answer = client.post("/urgent/", sent)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "I am in danger now" in page
    assert "Me siguen." in page
    assert 'value="Valle"' in page
    assert "ab" * 32 in page
    assert not Filing.objects.exists()
    assert "I am in danger now" in text_of(client.get("/urgent/"))


def test_a_file_on_the_urgent_page_must_be_chosen_again_and_that_is_said(client, rosa, photo):
    page = text_of(client.post("/urgent/", {"recording": photo(), "language": "en"}))
    assert "The file must be chosen again." in page
    assert "The file must be chosen again." not in text_of(client.get("/urgent/"))


def test_a_message_in_the_making_is_kept_and_not_sent(her):
    page = text_of(her.post("/mine/write/", {"text": "Ya llegué.", "language": "en"}))
    assert "Write a message" in page
    assert "Ya llegué." in page
    assert not Document.objects.filter(kind="message").exists()


def test_whom_to_keep_it_from_is_kept_and_not_in_force_yet(her, site):
    sent = {"units": ["pnp"], "names": "El comisario", "language": "en"}
    page = text_of(her.post("/mine/keep-from/", sent))
    assert "Who else must not know?" in page
    assert "El comisario" in page
    assert 'id="unit-pnp" checked' in page
    assert not Document.objects.filter(kind="exclusions").exists()


@pytest.mark.parametrize("code", ["xx", "", "en\x00", "../en"])
def test_a_language_that_is_not_spoken_sends_as_ever(client, rosa, code):
    answer = client.post(STEP, {"facts": "Me siguen.", "language": code})
    assert answer.headers["Location"] == "/request/asked/"
    assert "amparo_language" not in answer.cookies
