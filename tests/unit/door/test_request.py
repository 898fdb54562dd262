"""A request, step by step."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.crypto.keys import new_pair
from amparo.door.request.question_pages import pages
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.services import make_group
from amparo.foundations.cases.services import open_case
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.files.uploads import path_of
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import Draft, Filing, TraitSlip
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from amparo.foundations.intake.requests.drafts import KEPT_FOR
from tests.laid_out import laid_out
from tests.unit.door.conftest import PHOTO

CHECK = "/request/check/"
TO_READ = {"reason": "to_read"}
ENGLISH = {"accept-language": "en"}


def at(name: str) -> str:
    return reverse("door:step", args=[name])


@pytest.fixture
def write(client, rosa):
    """Fill in one page."""

    def fill(page, **said):
        return client.post(at(page), said)

    return fill


def sent(client):
    answer = client.post(CHECK, follow=True)
    visitor, _ = visit_by_phrase(" ".join(answer.context["words"]), seen_by=STRANGER)
    return visitor


def body_of(visitor):
    paper = papers_in(visitor.folder, seen_by=visitor, kinds=["request"])[0]
    return visitor.folder.words(paper)


def test_each_question_is_a_page_and_nobody_is_asked_whether_they_are_defenders(client, rosa):
    shown = [client.get(at(page.id), headers=ENGLISH).text for page in pages()]
    assert len(shown) == len({*shown}) > 8
    assert not any("are you a human rights defender" in page.casefold() for page in shown)
    assert client.get("/request/").headers["Location"] == at("filed_for")


def test_the_question_is_the_heading_of_its_page(client, rosa):
    for page in pages():
        assert client.get(at(page.id)).text.count("<h1>") == 1
    assert "<h1>What happened?" in " ".join(client.get(at("facts"), headers=ENGLISH).text.split())


@pytest.mark.parametrize(
    ("whom", "asked", "not_asked"),
    [
        ("myself", {"about_you"}, {"consent_of_person", "filer_name", "subject_kind"}),
        ("somebody_else", {"consent_of_person", "filer_name"}, {"about_you", "subject_kind"}),
        ("collective", {"subject_kind", "filer_name"}, {"about_you", "consent_of_person"}),
    ],
)
def test_what_is_asked_depends_on_for_whom_it_is(write, whom, asked, not_asked):
    answer, seen = write("filed_for", filed_for=whom), set()
    while answer.headers["Location"] != CHECK:
        seen.add(answer.headers["Location"].split("/")[2])
        answer = write(answer.headers["Location"].split("/")[2])
    assert asked <= seen
    assert not not_asked & seen


def test_questions_are_worded_for_whom_it_is(client, write):
    write("filed_for", filed_for="collective")
    assert "What happened to you all?" in client.get(at("facts"), headers=ENGLISH).text
    write("filed_for", filed_for="somebody_else")
    assert "What happened to that person?" in client.get(at("facts"), headers=ENGLISH).text


def test_what_is_not_asked_any_more_is_not_filed(client, write):
    write("filed_for", filed_for="myself")
    write("facts", facts="Nos siguen.")
    write("about_you", age_band="from_60")
    write("filed_for", filed_for="collective")
    write("subject_kind", subject_kind="community")
    visitor = sent(client)
    body = body_of(visitor)
    assert (body["filed_for"], body["subject_kind"]) == ("collective", "community")
    assert body["traits"] == {}
    assert not visitor.folder.filing.on_behalf


def test_every_step_is_kept_sealed(client, write):
    write("facts", facts="Me siguen desde ayer.")
    assert "Me siguen" in client.get(at("facts")).content.decode()
    assert "Me siguen" not in str(Draft.objects.values().get())


def test_a_step_may_be_skipped_and_one_may_step_back(write):
    assert write("coarse_place", go="skip").headers["Location"] == at("defended")
    assert write("coarse_place", go="back").headers["Location"] == at("chosen_name")
    assert write("about_you").headers["Location"] == CHECK


def test_stepping_back_keeps_what_stands_on_the_page(client, write):
    write("facts", facts="Me siguen.", go="back")
    assert "Me siguen." in client.get(at("facts")).content.decode()


def test_a_change_from_the_check_page_leads_back_to_it(client, rosa):
    answer = client.post(f"{at('facts')}?from=check", {"facts": "Me siguen."})
    assert answer.headers["Location"] == CHECK


def test_what_was_written_is_what_is_filed(client, write):
    write("filed_for", filed_for="myself")
    write("chosen_name", chosen_name="Las del río")
    write("facts", facts="Me siguen.\r\nDesde ayer.")
    write("about_you", **{"age_band": "from_60", "gender_identity-own_words": "lo mío"})
    visitor = sent(client)
    body = body_of(visitor)
    assert body["chosen_name"] == "Las del río"
    assert body["facts"] == "Me siguen.\nDesde ayer."
    assert body["traits"] == {"age_band": "from_60", "gender_identity-own_words": "lo mío"}
    assert body["consent"] == {"id": "filing", "version": 1, "language": "es"}
    assert not visitor.folder.filing.urgent


def test_coded_traits_go_to_the_statistics_and_own_words_do_not(client, write, recovery_pair):
    make_group("statistics", "", public=new_pair().public, by=SYSTEM, at=timezone.now())
    write("facts", facts="Me siguen.")
    write("about_you", **{"gender_identity-own_words": "lo mío"})
    sent(client)
    assert not TraitSlip.objects.exists()


def test_a_trait_from_the_list_is_dropped_among_others(client, write):
    make_group("statistics", "", public=new_pair().public, by=SYSTEM, at=timezone.now())
    write("facts", facts="Me siguen.")
    write("about_you", age_band="not_said")
    sent(client)
    assert TraitSlip.objects.count() == 1


def test_a_recording_stands_for_words(client, write, photo):
    client.post(at("facts"), {"facts-spoken": photo("audio.jpg")})
    kept = attachments_in(sent(client).folder, seen_by=STRANGER)
    assert [one.question for one in kept] == ["facts"]


def test_every_page_in_free_words_takes_a_recording_or_a_photo_once(client, write, photo):
    asked = {page.id for page in pages("myself") if page.question and page.question[0].is_free}
    assert {"coarse_place", "safe_contact", "facts", "excluded_persons"} <= asked
    for name in asked:
        page = client.get(at(name)).text
        assert f'name="{name}-spoken"' in page
        assert page.count('type="file"') == 1
        client.post(at(name), {f"{name}-spoken": photo()})
    kept = attachments_in(sent(client).folder, seen_by=STRANGER)
    assert {one.question for one in kept} == asked


def test_a_spoken_way_to_be_reached_is_not_missed(client, write, photo):
    write("facts", facts="Me siguen.")
    missing = "You can send it without this"
    assert missing in client.get(CHECK, headers=ENGLISH).content.decode()
    client.post(at("safe_contact"), {"safe_contact-spoken": photo()})
    assert missing not in client.get(CHECK, headers=ENGLISH).content.decode()


def test_whoever_names_somebody_aloud_is_told_that_written_names_are_known_sooner(client, rosa):
    said = "that may be the very person"
    assert said in client.get(at("excluded_persons"), headers=ENGLISH).content.decode()
    assert said not in client.get(at("facts"), headers=ENGLISH).content.decode()


def test_the_same_name_twice_and_strange_names_each_open_at_the_desk_as_they_were_sent(
    client, write, photo, rosa, ana, signed_in
):
    called = ["Ñandú é.jpg", "N\u0303andu\u0301 e\u0301.jpg", "a" * 196 + ".jpg", "Ñandú é.jpg"]
    called.append("b" * 200 + ".jpg")  # of which as much is kept as a name may be long
    files = [(name, PHOTO + bytes([number])) for number, name in enumerate(called)]
    client.post(at("evidence"), {"evidence": [photo(name, content) for name, content in files]})
    folder = filing_to_open(sent(client).folder.code, seen_by=rosa)
    assert folder is not None
    open_case(folder, by=rosa, at=timezone.now())
    kept = attachments_in(folder, seen_by=rosa)
    browser = signed_in(ana)
    page = browser.get(reverse("desk:case", args=[folder.code]) + "?tab=all").content.decode()
    shown = re.findall(r'/files/([^/"]+)/shown/">([^<]+)</a>', page)
    opened = [
        (name, b"".join(browser.post(reverse("desk:file", args=[folder.code, ref]), TO_READ)))
        for ref, name in shown
    ]
    assert len({ref for ref, _name in shown}) == len(kept) == 5
    assert sorted(opened) == sorted((name[:200], content) for name, content in files)


def test_a_file_can_be_taken_out_again(client, write, photo):
    client.post(at("facts"), {"facts": "Me siguen.", "facts-spoken": photo()})
    page = client.get(at("facts")).content.decode()
    stored = page.split('name="drop" value="')[1].split('"')[0]
    write("facts", facts="Me siguen.", drop=stored)
    assert attachments_in(sent(client).folder, seen_by=STRANGER) == []


def test_a_failed_file_is_told_once_and_holds_nothing(client, write, photo):
    answer = client.post(
        at("facts"),
        {"facts": "Me siguen.", "facts-spoken": photo("x.exe", b"MZ no")},
        follow=True,
        headers=ENGLISH,
    )
    assert answer.redirect_chain[0][0] == at("facts")
    assert "“x.exe” was not stored: we take recordings, pictures" in answer.text
    assert "x.exe" not in client.get(at("facts"), headers=ENGLISH).text
    assert body_of(sent(client))["facts"] == "Me siguen."


def test_there_is_a_most_of_files(client, write, photo):
    client.post(at("evidence"), {"evidence": [photo() for _ in range(21)]})
    assert len(attachments_in(sent(client).folder, seen_by=STRANGER)) == 20


def test_nothing_written_is_not_sent(client, write):
    write("filed_for")
    answer = client.post(CHECK, headers=ENGLISH)
    assert answer.status_code == 400
    assert "Nothing is written yet" in answer.content.decode()
    assert not Filing.objects.exists()


def test_what_is_missing_is_named_and_does_not_hold_it(client, write):
    write("facts", facts="Me siguen.")
    page = client.get(CHECK, headers=ENGLISH).content.decode()
    assert "You can send it without this" in page
    assert "sworn statement" in page
    assert sent(client)


AGREES = "Say whether the person you ask for agrees"


def test_what_holds_a_request_is_said_before_it_is_sent(client, write):
    write("facts", facts="La siguen.")
    write("filed_for", filed_for="somebody_else")
    page = client.get(CHECK, headers=ENGLISH).text
    assert AGREES in page
    may_lack = page.split("What you left out (you can send it like this)", 1)[1]
    assert "consent_of_person" not in may_lack


def test_for_somebody_else_consent_or_a_named_impediment_is_needed(client, write):
    write("facts", facts="La siguen.")
    write("filed_for", filed_for="somebody_else")
    assert client.post(CHECK).status_code == 400
    write("consent_of_person", consent_of_person="cannot_be_asked")
    assert client.post(CHECK).status_code == 400
    assert not Filing.objects.exists()
    write("consent_of_person", consent_of_person="cannot_be_asked", impediment="in_hiding")
    assert AGREES not in client.get(CHECK, headers=ENGLISH).text
    filing = sent(client).folder.filing
    assert (filing.on_behalf, filing.impediment) == (True, "in_hiding")


def test_an_impediment_says_nothing_where_one_asks_for_oneself(client, write):
    write("facts", facts="Me siguen.")
    write("consent_of_person", consent_of_person="cannot_be_asked", impediment="minor")
    write("filed_for", filed_for="myself")
    filing = sent(client).folder.filing
    assert (filing.on_behalf, filing.impediment) == (False, "")


def test_who_must_not_know_is_kept_from_them(client, write, site):
    write("facts", facts="Me siguen.")
    write("excluded_institutions", excluded_institutions=["pnp"])
    write("excluded_persons", excluded_persons="Don Teófilo")
    visitor = sent(client)
    assert visitor.folder.excludes_any(frozenset({"pnp"}))
    paper = papers_in(visitor.folder, seen_by=visitor, kinds=["exclusions"])[0]
    assert visitor.folder.words(paper)["names"] == "Don Teófilo"
    assert "excluded_persons" not in body_of(visitor)


def test_where_everybody_is_excluded_nothing_is_sent_and_it_is_said(client, write, site):
    write("facts", facts="Me siguen.")
    write("excluded_institutions", excluded_institutions=["dgdh"])
    answer = client.post(CHECK, headers=ENGLISH)
    assert answer.status_code == 409
    assert "Nobody here may read it" in answer.content.decode()
    assert not Filing.objects.exists()


def test_a_long_list_of_institutions_is_searched_and_keeps_what_was_chosen(client, write, site):
    for number in range(60):
        add_unit(
            code=f"comisaria-{number}",
            name=f"Comisaría número {number}",
            parent=None,
            branch="executive",
            level="local",
            by=SYSTEM,
            at=timezone.now(),
        )
    answer = write(
        "excluded_institutions",
        excluded_institutions=["minam"],
        find="COMISARIA numero 59",
        go="search",
    )
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Comisaría número 59" in page
    assert "Comisaría número 58" not in page
    assert 'value="minam" id="unit-minam" checked' in laid_out(page)


def test_an_institution_that_is_none_is_refused(client, write):
    assert write("excluded_institutions", excluded_institutions=["nowhere"]).status_code == 400


def test_a_choice_that_is_none_is_refused(write):
    assert write("filed_for", filed_for="<b>").status_code == 400


def test_too_long_is_refused_and_nothing_is_lost(write):
    answer = write("facts", facts="río " * 6000)
    assert answer.status_code == 400
    assert "río río" in answer.content.decode()


def test_lost_letters_are_asked_for_again(client, rosa):
    answer = client.post(
        at("facts"),
        data=b"facts=r%EDo",
        content_type="application/x-www-form-urlencoded",
        headers=ENGLISH,
    )
    assert answer.status_code == 400
    assert "did not arrive as you wrote them" in answer.content.decode()


def test_null_bytes_do_no_harm(client, write):
    write("facts", facts="me\x00 siguen")
    assert body_of(sent(client))["facts"] == "me siguen"


def test_a_step_that_is_none_is_no_page(client, rosa):
    assert client.get("/request/defender/").status_code == 404


def test_after_a_day_a_draft_is_gone_and_what_is_on_the_page_is_kept(client, write):
    write("chosen_name", chosen_name="Las del río")
    Draft.objects.update(changed_at=timezone.now() - timedelta(hours=25))
    answer = client.post(at("facts"), {"facts": "Me siguen."}, follow=True, headers=ENGLISH)
    assert "one day only" in answer.content.decode().replace("\n", " ")
    assert body_of(sent(client))["facts"] == "Me siguen."


def test_each_page_says_until_when_what_is_not_sent_is_kept(client, write):
    first = client.get(at("filed_for"), headers=ENGLISH).text
    assert "erased by itself" not in first
    assert "“Leave now” deletes what you have not sent." in first
    write("chosen_name", chosen_name="Las del río")
    for page in (at("facts"), CHECK):
        answer = client.get(page, headers=ENGLISH)
        assert "erased by itself" in answer.content.decode()
        left = answer.context["forgotten"] - Draft.objects.get().changed_at
        assert abs(left - KEPT_FOR) < timedelta(seconds=1)


def test_another_browser_sees_nothing_of_a_draft(client, write):
    write("facts", facts="Me siguen.")
    assert "Me siguen." not in Client().get(at("facts")).content.decode()


def test_the_last_page_is_no_step_of_the_protocol(client, rosa):
    last, total = pages("myself")[-1], len(pages("myself"))
    assert f"Step {total} of {total}" in client.get(at(last.id), headers=ENGLISH).text
    client.post(at("facts"), {"facts": "Me siguen."})
    page = client.get(CHECK, headers=ENGLISH).content.decode()
    assert f"The last page, after {total} steps" in page
    assert f"of {total}" not in page


def test_the_last_page_shows_what_was_written_in_groups_and_no_dashes(client, write):
    write("facts", facts="Me siguen.")
    page = client.get(CHECK, headers=ENGLISH)
    assert [title for title, _lines in page.context["sections"]] == [
        "What happened, and what do you fear?"
    ]
    assert "—" not in page.text.split("<main")[1]


def test_the_check_page_without_a_draft_starts_anew(client, rosa):
    assert client.get(CHECK).headers["Location"] == "/request/"


def test_sent_twice_it_is_one_request_with_the_same_words(client, write):
    write("facts", facts="Me siguen.")
    first = client.post(CHECK, follow=True).context["words"]
    second = client.post(CHECK, follow=True).context["words"]
    assert first == second
    assert Filing.objects.count() == 1
    assert "You sent this already" in client.get("/words/", headers=ENGLISH).text


def test_sent_once_more_after_the_words_are_noted_it_says_so(client, write):
    write("facts", facts="Me siguen.")
    page = client.get(CHECK).text.split('name="draft" value="')[1].split('"')[0]
    shown = client.post(CHECK, follow=True).context["words"]
    client.post("/words/confirm/", {f"word{n + 1}": word for n, word in enumerate(shown)})
    again = client.post(CHECK, {"draft": page}, follow=True, headers=ENGLISH)
    assert "You sent this already" in again.text
    assert Filing.objects.count() == 1


def test_a_file_that_is_gone_from_the_disk_is_told_and_holds_nothing(client, write, photo):
    client.post(at("facts"), {"facts": "Me siguen.", "facts-spoken": photo()})
    stored = client.get(at("facts")).content.decode().split('name="drop" value="')[1][:40]
    path_of(stored).unlink()
    answer = client.post(CHECK, follow=True, headers=ENGLISH)
    assert "had waited too long" in answer.content.decode()
    assert Filing.objects.count() == 1


def test_a_form_without_its_token_keeps_the_words(rosa):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        at("facts"), {"facts": "Me siguen."}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 403
    assert "Me siguen." in answer.content.decode()


def test_far_too_much_is_told_with_its_own_status(client, rosa):
    answer = client.post(at("facts"), {"facts": "a" * 600_000}, headers=ENGLISH)
    assert answer.status_code == 413
    assert "what you wrote is still there" in answer.content.decode()


def test_a_body_that_is_cut_in_the_middle_stores_nothing(client, rosa):
    answer = client.post(
        at("facts"),
        data=b'--cut\r\nContent-Disposition: form-data; name="facts"\r\n\r\nMe sig',
        content_type="multipart/form-data",
    )
    assert answer.status_code == 400
    assert not Draft.objects.exists()
