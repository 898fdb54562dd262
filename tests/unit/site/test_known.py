"""How far a law is known is said, what was not read is not called silent, and what nobody checked
is marked wherever it is shown."""

import json
import re
from html import unescape

import pytest

from amparo.cli.commands.law import law as command
from amparo.law import known_protocols, load_protocol
from amparo.law.unchecked_values import unread, values_of
from tests.laid_out import laid_out

PROTOCOLS = known_protocols()
READ_WHOLE = ("pe-2021", "xx-example")
LANGUAGES = {
    "es": ("Aún no leído", "no dice nada de esto", "sin verificar"),
    "en": ("Not read yet", "it says nothing of this", "not checked"),
}


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])
    return " ".join(unescape(text).split())


def shown(capsys, *asked):
    assert command.main([*asked]) == 0
    return capsys.readouterr().out


def known(name, language):
    return load_protocol(name).texts[language].known


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_law_says_how_far_it_is_known(client, db, settings, capsys, name, language):
    settings.PROTOCOL = name
    accepted = {"accept-language": language}
    count = len(list(unread(load_protocol(name))))
    for address in (
        f"/public/laws/{name}/",
        f"/public/laws/{name}/until-when/",
        "/public/laws/",
        f"/public/laws/{name}/beside/pe-2021/",
    ):
        said = words(client.get(address, headers=accepted))
        assert known(name, language)
        assert known(name, language) in said
        assert f" {count} " in said
    out = shown(capsys, "show", name, "--language", language)
    assert known(name, language) in out
    assert f" {count} " in out


def test_how_far_is_said_for_machines(capsys):
    told = json.loads(shown(capsys, "compare", "mx-2012", "pe-2021", "--json"))
    mexico, peru = (side["known"] for side in told["sides"])
    assert (mexico["read_whole"], peru["read_whole"]) == (False, True)
    assert mexico["said"] == known("mx-2012", "es")
    assert 0 < peru["unchecked"] < peru["values"] == values_of(load_protocol("pe-2021"))


@pytest.mark.parametrize("name", PROTOCOLS)
def test_only_a_norm_read_whole_is_called_silent(client, db, settings, capsys, name):
    settings.PROTOCOL = name
    law = load_protocol(name)
    assert law.procedure.read_whole is (name in READ_WHOLE)
    for language, (not_read, silent, _mark) in LANGUAGES.items():
        page = client.get(
            f"/public/laws/{name}/beside/{name}/", headers={"accept-language": language}
        )
        asked = ("compare", name, name, "--language", language)
        told = [shown(capsys, *asked, *how) for how in ([], ["--html"])]
        for said in [words(page), *told]:
            assert (not_read in said) is (name not in READ_WHOLE)
            assert name in READ_WHOLE or silent not in said


def test_what_one_of_two_was_not_read_on_is_no_difference(client, db, capsys):
    page = client.get("/public/laws/mx-2012/beside/pe-2021/", headers={"accept-language": "en"})
    for _section, differing, alike in page.context["sections"]:
        assert all(row.cells[0].lines for row in differing)
        assert "Not read yet" not in [line.text for row in differing for line in row.cells[0].lines]
        for row in alike:
            mexico, peru = (cell.lines for cell in row.cells)
            assert mexico == peru or not mexico or mexico[0].text == "Not read yet"
    shown_page = laid_out(page.text)
    folded = re.findall(r'<details id="(\w+)".*?<span class="quiet small">(.*?)</span>', shown_page)
    assert "in part not read yet" in dict(folded)["reception"]
    assert "no difference" not in dict(folded)["reception"]
    assert "2 differences; in part not read yet" in dict(folded)["law"]
    told = json.loads(shown(capsys, "compare", "mx-2012", "pe-2021", "--json"))
    rows = [row for section in told["sections"] for row in section["rows"]]
    not_read = [row for row in rows if not row["lines"][0]]
    assert not_read
    assert all(row["unread"] and not row["differs"] for row in not_read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_done_when_late_is_not_called_silent_where_not_read(client, db, language):
    accepted = {"accept-language": language}
    said = words(client.get("/public/laws/co-2011/", headers=accepted))
    assert {"es": "aún no se ha leído", "en": "was not read yet"}[language] in said.split(
        {"es": "no hubo respuesta", "en": "nothing came"}[language]
    )[1].lower()
    assert {"es": "Ninguna norma lo ordena", "en": "No norm orders it"}[language] not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_law_that_nobody_checked_is_shown_unmarked(client, db, capsys, language):
    """Of Mexico nothing was read in the gazette: each article that is named has its mark."""
    mark = LANGUAGES[language][2]
    out = shown(capsys, "show", "mx-2012", "--on", "2026-01-01", "--language", language)
    listed = out.split({"es": "LO QUE NO SE HA VERIFICADO", "en": "NOT CHECKED"}[language])[0]
    for line in listed.splitlines():
        if "LPPDDHP, art" in line and "(LPPDDHP, arts. 36 y 37" not in line:
            assert (
                mark in line
                or {"es": "no ha sido verificado", "en": "has not been"}[language] in line
            ), line
    page = client.get("/public/laws/mx-2012/", headers={"accept-language": language})
    for part in re.split(r"</(?:p|li|td)>", page.content.decode().split("<main")[1]):
        said = " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())
        if "LPPDDHP, art" in said:
            assert mark in said, said


def test_a_holiday_that_nobody_checked_is_marked(client, db, capsys):
    page = client.get("/public/laws/mx-2012/", headers={"accept-language": "en"})
    days = words(page).split("that do not count")[-1]
    assert "not checked" in days
    asked = ("explain", "pe-2021", "decision", "request_received=2024-07-15", "--at", "2024-07-16")
    said = shown(capsys, *asked, "--language", "en")
    assert re.search(r"Friday 26 July 2024: does not count: .*\[not checked\]", said)


def test_an_extension_and_what_follows_say_that_nobody_checked_them(capsys):
    unmarked = [one for one in unread(load_protocol("pe-2021")) if "on_expiry" in one.place]
    assert unmarked
    said = shown(capsys, "show", "pe-2021", "--on", "2022-01-01")
    for one in unmarked:
        line = next(line for line in said.splitlines() if f"({one.source})" in line)
        assert "Este valor no ha sido verificado en el texto oficial." in line
