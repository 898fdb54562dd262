"""A committee's quorum: how many were present is recorded, and the gate that its act needs asks it.
And a body that the norm names only where something holds."""

from datetime import date

import pytest

from amparo.law import Deed, MistakenProtocol, WrongValue, case_state, load_folder
from amparo.law.examples import check_examples, differences
from amparo.law.state.typed_facts import read_moment, read_pairs

GATE = """
[[fact]]
id = "members_present"
kind = "count"
source = "Example Act 1, s. 3"

[[fact]]
id = "panel_quorum"
kind = "gate"
at_least = { members_present = 3 }
source = "Example Act 1, s. 3"
"""
RULE = 'needs = ["visit_made", "caller_agrees"]'
WITH_IT = 'needs = ["visit_made", "caller_agrees", "panel_quorum"]'


def with_quorum(folder, gate=GATE, needs=WITH_IT):
    path = folder / "protocol.toml"
    text = path.read_text()
    assert RULE in text
    path.write_text(text.replace(RULE, needs, 1).replace("\n[[track]]", f"{gate}\n[[track]]", 1))
    for language in ("es", "en"):
        texts = folder / "texts" / f"{language}.toml"
        words = '[facts]\nmembers_present = "x"\npanel_quorum = "y"\n'
        texts.write_text(texts.read_text().replace("[facts]\n", words, 1))
    return load_folder(folder)


def missing(law, *facts):
    pairs = ["call_logged=2024-03-01", "visit_made=2024-03-03", "caller_agrees=true", *facts]
    state = case_state(law, read_pairs(pairs, law), read_moment("at", "2024-03-04", law.zone))
    return next(act.missing for act in state.acts if act.id == "rule")


def test_the_act_waits_until_so_many_were_counted(folder):
    law = with_quorum(folder)
    assert missing(law) == ("panel_quorum",)
    assert missing(law, "members_present=2") == ("panel_quorum",)
    assert missing(law, "members_present=3") == ()
    assert law.counts_for(law.act_that(Deed.DECIDE)) == {"members_present": 3}
    assert law.counts_for(law.act_that(Deed.REPORT_RISK)) == {}


def test_an_example_says_how_many_there_were(folder):
    with_quorum(folder)
    path = folder / "examples" / "procedure.toml"
    with path.open("a") as examples:
        examples.write(
            '\n[[example]]\nabout.es = "Dos son muy pocos."\nabout.en = "Two are too few."\n'
            'calendar = "office"\nat = "2024-03-04"\n'
            'happened = { call_logged = "2024-03-01", visit_made = "2024-03-03" }\n'
            'facts = { caller_agrees = "true", members_present = "2" }\n'
            'missing = { rule = ["panel_quorum"] }\n'
        )
    law = load_folder(folder)
    assert differences(law, check_examples(law, path)[-1]) == ()


@pytest.mark.parametrize("given", ["three", "-1", "1000", "true", "٣"])
def test_what_is_no_number_is_not_counted(folder, given):
    law = with_quorum(folder)
    with pytest.raises(WrongValue, match="cannot be the value of members_present"):
        missing(law, f"members_present={given}")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("= 3", "= 0", "must be from 1 to 999, not 0"),
        ("{ members_present", "{ member_present", "did you mean “members_present”?"),
        ('"gate"', '"finding"', "belongs to a gate that nothing else opens"),
        ("at_least", 'opened_by = "the_act"\nat_least', "belongs to a gate that nothing else"),
        ('kind = "count"', 'kind = "count"\nvalues = ["1"]', "is true or false and has no values"),
    ],
)
def test_a_quorum_that_nobody_could_ask_is_refused(folder, before, after, said):
    with pytest.raises(MistakenProtocol) as refused:
        with_quorum(folder, GATE.replace(before, after))
    assert said in str(refused.value)


def test_only_an_act_whose_page_asks_may_need_it(folder):
    path = folder / "protocol.toml"
    path.write_text(path.read_text().replace('needs = ["plea_made"]', 'needs = ["panel_quorum"]'))
    with pytest.raises(MistakenProtocol, match="the page of “answer_plea” does not ask"):
        with_quorum(folder)


# --- bodies on a condition ---

THROUGH = 'through = ["valley_guard"]\n'


def only_if(folder, said):
    path = folder / "30-measures.toml"
    assert THROUGH in path.read_text()
    path.write_text(path.read_text().replace(THROUGH, f"{THROUGH}only_if = {said}\n"))
    return load_folder(folder)


def test_a_body_is_named_only_where_its_finding_holds(folder):
    law = only_if(folder, '{ valley_guard = "life_at_stake" }')
    text = law.measures.measure[0].worded(date(2025, 7, 1))
    assert text.binds("guard", {})
    assert not text.binds("valley_guard", {})
    assert not text.binds("valley_guard", {"life_at_stake": False})
    assert text.binds("valley_guard", {"life_at_stake": True})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('{ valley_gard = "life_at_stake" }', "only_if: “valley_gard” is not known"),
        ('{ valley_guard = "life_at_stak" }', "only_if.valley_guard: “life_at_stak” is not known"),
        ('{ valley_guard = "caller_from" }', "only_if.valley_guard: “caller_from” is not known"),
    ],
)
def test_a_condition_of_nobody_or_of_nothing_is_refused(folder, said, why):
    with pytest.raises(MistakenProtocol) as refused:
        only_if(folder, said)
    assert why in str(refused.value)


def test_who_owes_a_standing_duty_on_a_condition_must_be_among_those_who_owe_it(folder):
    path = folder / "40-obligations.toml"
    path.write_text(path.read_text().replace("{ valley_guard =", "{ panel ="))
    with pytest.raises(MistakenProtocol, match=r"standing\[2\].only_if: “panel” is not"):
        load_folder(folder)


def test_a_condition_without_words_is_refused(folder):
    path = folder / "40-obligations.toml"
    path.write_text(path.read_text().replace("where_riders_came", "where_riders_go"))
    with pytest.raises(MistakenProtocol, match=r"conditions.where_riders_go: is missing"):
        load_folder(folder)
