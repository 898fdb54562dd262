"""The dry run of a norm, and the act for named cases: codes, days, and somebody who signs in."""

import io
import json
import re
from argparse import ArgumentParser
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.law import norm
from amparo.crypto import one_time_codes as codes
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.models import Entry
from tests.norm_folders import NEWER, OLDER
from tests.norms import WHY
from tests.people import CODE_SECRETS, PASSWORD

ENGLISH = re.compile(r"\b(the|of|and|is|are|not|was|by|until|from|day|open|stays?)\b")


@pytest.fixture
def typed(monkeypatch, tmp_path):
    """The command with these words; `signs` types password and code at the prompts."""
    why = tmp_path / "why.txt"
    why.write_text(WHY, encoding="utf-8")

    def run(*words, signs=""):
        parser = ArgumentParser()
        norm.add_arguments(parser)
        given = list(words)
        if signs:
            code = codes.code_at(CODE_SECRETS[signs], timezone.now())
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{code}\n"))
            given += ["--as", signs, "--reason", str(why)]
        return norm.run(parser.parse_args(given))

    return run


def shown(typed, capsys, *words):
    capsys.readouterr()
    assert typed("show", *(words or (NEWER,)), "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_the_dry_run_says_each_date_day_by_day_and_changes_nothing(typed, capsys, delias):
    assert typed("show", NEWER) == 0
    said = capsys.readouterr().out
    assert f"{delias.code}=" in said
    assert "Visit, until now: Was due on Monday 16 November 2026; late by 9" in said
    assert "Visit, from then on: To be done by Monday 30 November 2026." in said
    assert "Offer of shelter: asked no more" in said
    assert "Who decides: Panel, as before." in said
    assert "1 open cases; 1 can pass, 0 stay." in said
    assert Filing.objects.get().protocol == OLDER


def test_in_spanish_all_of_it_is_spanish(typed, capsys, delias):
    assert typed("show", NEWER, "--language", "es") == 0
    said = capsys.readouterr().out
    assert "Visita, hasta ahora: Venció el lunes 16 de noviembre de 2026" in said
    assert "Visita, desde entonces: " in said
    assert "Casos abiertos: 1. Pueden pasar: 1. Se quedan: 0." in said
    assert [line for line in said.splitlines() if ENGLISH.search(line)] == []
    for words, why in (
        (("show", "xx-nowhere"), "No existe el protocolo «xx-nowhere»"),
        (("show", NEWER, "AAAA-AAAA"), "No hay ningún caso abierto AAAA-AAAA."),
        (("pass", NEWER, delias.code), "Escriba cada caso con su marca"),
    ):
        with pytest.raises(Mistake, match=why):
            typed(*words, "--language", "es")


def test_its_json_holds_codes_and_days_and_what_then_happens(typed, capsys, delias, delia):
    (told,) = shown(typed, capsys)
    assert told["stage"] == ["on_the_way", "under_way"]
    assert told["stays_late"] == ["xx-example--shelter", "xx-example--visit"]
    assert "quebrada" not in json.dumps(told).casefold()
    assert typed("pass", NEWER, f"{told['case']}={told['mark']}", signs="delia") == 0
    state = standing(Filing.objects.get(), at=timezone.now())
    due = {one["newer"]["term"]: one["newer"]["due"] for one in told["terms"] if one["newer"]}
    assert {name: str(state.term(name).due) for name in due} == due
    assert Entry.objects.filter(event="NormChanged", by=delia.signature).count() == 1
    assert shown(typed, capsys) == []


def test_a_wrong_mark_moves_nothing(typed, capsys, delias):
    assert typed("pass", NEWER, f"{delias.code}=0123456789abcdef", signs="delia") == 1
    assert "something changed since it was shown" in capsys.readouterr().err
    assert Filing.objects.get().protocol == OLDER


def test_who_has_no_seat_or_no_such_role_moves_nothing(typed, capsys, delias, saul, ana):
    (told,) = shown(typed, capsys)
    word = f"{told['case']}={told['mark']}"
    assert typed("pass", NEWER, word, signs="saul") == 1
    assert "has no access to it" in capsys.readouterr().err
    assert typed("pass", NEWER, word, signs="ana") == 1
    assert "acts for no role" in capsys.readouterr().err
    assert Filing.objects.get().protocol == OLDER


def test_it_is_taken_back_by_name_too(typed, capsys, delias, clock):
    (told,) = shown(typed, capsys)
    assert typed("pass", NEWER, f"{told['case']}={told['mark']}", signs="delia") == 0
    clock.move(timedelta(minutes=1))  # a code is good once
    (back,) = shown(typed, capsys, "back")
    assert (back["older"], back["newer"]) == (NEWER, OLDER)
    assert typed("back", f"{back['case']}={back['mark']}", signs="delia") == 0
    assert Filing.objects.get().protocol == OLDER


def test_what_makes_no_sense_is_said(typed, delias):
    with pytest.raises(Mistake, match="no open case"):
        typed("show", NEWER, "AAAA-AAAA")
    with pytest.raises(Mistake, match="There is no protocol “xx-nowhere”"):
        typed("show", "xx-nowhere")
    with pytest.raises(Mistake, match="Say the norm"):
        typed("show")
    with pytest.raises(Mistake, match="with its mark"):
        typed("pass", NEWER, delias.code)
    with pytest.raises(Mistake, match="--reason"):
        typed("pass", NEWER, f"{delias.code}=x")


def test_a_norm_that_speaks_of_no_open_case_lists_each_with_its_reason(typed, capsys, delias):
    (told,) = shown(typed, capsys, "pe-2021")
    assert told["passes"] is False
    assert "is not newer than" in told["why"]
