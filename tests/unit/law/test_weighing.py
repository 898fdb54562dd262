"""Ways of weighing a risk: what each must keep, and with which answers a broken one is refused."""

import shutil
from itertools import product

import pytest

from amparo.law import (
    MistakenProtocol,
    WrongValue,
    known_protocols,
    load_folder,
    load_protocol,
    protocol_folder,
)
from amparo.law.assessment.risk_questionnaires import Instrument, of_percentage, rank, weigh

FILE = "20-assessment.toml"
EIGHT = (
    *("specific", "concrete", "present_risk", "important", "serious_risk"),
    *("clear_and_discernible", "exceptional", "disproportionate"),
)
SHIPPED = [one for name in known_protocols() for one in load_protocol(name).assessment.instrument]
EVERY = [pytest.param(one, id=one.id) for one in SHIPPED]


def called(protocol: str, name: str) -> Instrument:
    return next(one for one in load_protocol(protocol).assessment.instrument if one.id == name)


# --- what each instrument that ships says ---


def test_three_ways_of_weighing_are_here_as_data():
    assert load_protocol("pe-2021").assessment.method[0].id == "pe-2021-table-1"
    colombia = [one.id for one in load_protocol("co-2011").assessment.instrument]
    assert colombia == ["co-eight", "co-percentage", "threats-and-means"]


@pytest.mark.parametrize(
    ("percentage", "level"),
    [
        (0, "ordinary"),
        (49, "ordinary"),
        (50, "extraordinary"),
        (79, "extraordinary"),
        (80, "extreme"),
        (100, "extreme"),
    ],
)
def test_the_bands_of_the_percentage(percentage, level):
    bands = called("co-2011", "co-percentage")
    assert not bands.checked
    assert of_percentage(bands, percentage).id == level


@pytest.mark.parametrize("percentage", [-1, 101])
def test_no_percentage_outside_the_scale_has_a_level(percentage):
    with pytest.raises(WrongValue, match="0 - 100"):
        of_percentage(called("co-2011", "co-percentage"), percentage)


def test_rungs_have_no_percentage():
    with pytest.raises(WrongValue):
        of_percentage(called("co-2011", "co-eight"), 50)


def test_all_eight_make_the_risk_extraordinary_and_two_more_extreme():
    test = called("co-2011", "co-eight")
    all_eight = dict.fromkeys(EIGHT, "on_record")
    neither = {"grave": "not_on_record", "imminent_risk": "not_on_record"}
    assert weigh(test, all_eight | neither).level.id == "extraordinary"
    both = {"grave": "on_record", "imminent_risk": "on_record"}
    assert weigh(test, all_eight | both).level.highest
    assert weigh(test, all_eight | both | {"grave": "not_on_record"}).level.id == "extraordinary"


@pytest.mark.parametrize("missing", EIGHT)
def test_seven_of_eight_leave_it_open_while_the_eighth_is_not_answered(missing):
    seven = {name: "on_record" for name in EIGHT if name != missing}
    reading = weigh(called("co-2011", "co-eight"), seven)
    assert reading.level is None
    assert (reading.least.id, reading.gravest.id) == ("ordinary", "extreme")
    assert reading.unknown == tuple(
        one for one in (*EIGHT, "grave", "imminent_risk") if one not in seven
    )


def test_nothing_answered_is_unknown_and_never_the_lowest():
    for one in SHIPPED:
        if one.block:
            reading = weigh(one, {})
            assert reading.level is None
            assert reading.gravest.highest
            assert len(reading.unknown) == len(one.questions)


@pytest.mark.parametrize("answers", [{"shoe_size": "on_record"}, {"grave": "perhaps"}])
def test_only_its_own_questions_are_answered_with_its_own_answers(answers):
    with pytest.raises(WrongValue):
        weigh(called("co-2011", "co-eight"), answers)


@pytest.mark.parametrize("one", EVERY)
def test_every_level_is_reached_and_no_graver_answer_lowers_it(one):
    """Tried with every answer there is, by hand and not by the loader's own reasoning."""
    if not one.block:
        return
    names = [question.id for question in one.questions]
    ranks = {
        places: rank(one, dict(zip(names, places, strict=True)))
        for places in product(*(range(len(question.answers)) for question in one.questions))
    }
    assert set(ranks.values()) == set(range(len(one.levels)))
    for places, found in ranks.items():
        for turn, place in enumerate(places):
            graver = (*places[:turn], place + 1, *places[turn + 1 :])
            assert ranks.get(graver, found) >= found


@pytest.mark.parametrize("one", EVERY)
def test_what_is_still_open_holds_every_level_that_may_follow(one):
    questions = one.questions[:4]
    for given in product(*((None, *question.answers) for question in questions)):
        answers = {
            question.id: answer
            for question, answer in zip(questions, given, strict=True)
            if answer is not None
        }
        reading = weigh(one, answers) if one.block else None
        if reading:
            low = weigh(one, {q.id: q.answers[0] for q in one.questions} | answers).level
            high = weigh(one, {q.id: q.answers[-1] for q in one.questions} | answers).level
            assert (reading.least, reading.gravest) == (low, high)


# --- a broken one is refused, and the refusal shows why ---


def sheet(text: str) -> str:
    """A whole instrument beside that of the fictional law."""
    return f"""
[[instrument]]
id = "broken"
since = 2024-01-01
source = "s"
levels = ["calm", "alert", "alarm"]
{text}
"""


def questions(**blocks: str) -> str:
    return "".join(
        f'[[instrument.block]]\nid = "{name}"\n[[instrument.block.question]]\nid = "{name}_q"\n'
        f'source = "s"\n{said}\n'
        for name, said in blocks.items()
    )


BANDS = "".join(
    f'[[instrument.band]]\nlevel = "{level}"\nfrom = {start}\n'
    for level, start in (("calm", 0), ("alert", 39), ("alarm", 80))
)
POINTS = 'answers = ["a", "b", "c"]\npoints = [0, 5, 10]'
SHOWN = 'answers = ["a", "b"]'


def rungs(alert: str, alarm: str) -> str:
    return (
        f'[[instrument.rung]]\nlevel = "alert"\nwhen = [{alert}]\n'
        f'[[instrument.rung]]\nlevel = "alarm"\nwhen = [{alarm}]\n'
    )


PROVISION = '[instrument.every_part]\nsource = "s"\n'
BROKEN = {
    "a band that no answers reach": (
        questions(one='answers = ["a", "b"]\npoints = [4, 10]', two=POINTS.replace("[0", "[4")),
        BANDS,
        r"“calm” is out of reach: it holds from 0 % to below 39 %.*from 40 % to 100 %",
    ),
    "a graver answer with fewer points": (
        questions(one='answers = ["a", "b", "c"]\npoints = [0, 5, 2]', two=POINTS),
        BANDS,
        "“c” is graver than “b” and gives fewer points: 2, not 5",
    ),
    "points that are taken away": (
        questions(one='answers = ["a", "b"]\npoints = [-5, 5]', two=POINTS),
        BANDS,
        "takes points away",
    ),
    "bands that fall": (
        questions(one=POINTS, two=POINTS),
        BANDS.replace("39", "90"),
        "rise up to 100",
    ),
    "bands of other levels": (
        questions(one=POINTS, two=POINTS),
        BANDS.replace('"alert"', '"calm"'),
        "one band for each level",
    ),
    "a block that outweighs all others": (
        questions(one=POINTS.replace("5, 10", "50, 100"), two=POINTS),
        BANDS,
        r"“one” decides alone: with one_q = “a” the level is “calm”, whatever else",
    ),
    "one block only": (
        questions(one='answers = ["a", "b", "c"]\npoints = [0, 5, 10]'),
        BANDS.replace("80", "60"),
        "“one” decides alone",
    ),
    "unknown as an answer": (
        questions(one='answers = ["unknown", "b"]\npoints = [0, 5]', two=POINTS),
        BANDS,
        "“unknown” is no answer",
    ),
    "points for some answers": (
        questions(one='answers = ["a", "b"]\npoints = [5]', two=POINTS),
        BANDS,
        "a number for each answer",
    ),
    "no point at all": (
        questions(one='answers = ["a", "b"]\npoints = [0, 0]'),
        BANDS,
        "no answer gives a point",
    ),
    "who somebody is": (
        questions(woman=POINTS, two=POINTS),
        BANDS,
        "“woman_q” is who somebody is, and that is never weighed",
    ),
    "one answer": (questions(one='answers = ["a"]\npoints = [1]'), BANDS, "two or more"),
    "neither rungs nor bands": (questions(one=SHOWN), "", "either `rung` or `band`"),
    "rungs with points": (
        questions(one=POINTS, two=SHOWN),
        rungs('{one_q = "b"}', '{one_q = "b", two_q = "b"}'),
        "only bands read points",
    ),
    "a rung behind another": (
        questions(one=SHOWN, two=SHOWN),
        rungs('{one_q = "b", two_q = "b"}', '{one_q = "b"}'),
        "“alert” is out of reach: one_q = “b”, two_q = “b” is “alarm” already",
    ),
    "a rung that always holds": (
        questions(one=SHOWN, two=SHOWN),
        rungs("{}", '{one_q = "b", two_q = "b"}'),
        "“calm” is out of reach: no answers lead there",
    ),
    "a rung of no question": (
        questions(one=SHOWN, two=SHOWN),
        rungs('{ten_q = "b"}', '{one_q = "b", two_q = "b"}'),
        "“ten_q” is not known",
    ),
    "a rung of no answer": (
        questions(one=SHOWN, two=SHOWN),
        rungs('{one_q = "z"}', '{one_q = "b", two_q = "b"}'),
        "“z” is not known",
    ),
    "a rung of the lowest level": (
        questions(one=SHOWN, two=SHOWN),
        rungs('{one_q = "b"}', '{two_q = "b"}').replace('"alert"', '"calm"'),
        "“calm” is not known",
    ),
    "a block without which nothing holds": (
        questions(one=SHOWN, two=SHOWN, three=SHOWN),
        rungs('{one_q = "b", two_q = "b"}', '{one_q = "b", two_q = "b", three_q = "b"}'),
        "“one” decides alone: with one_q = “a” the level is “calm”",
    ),
    "a test of law that one part passes": (
        questions(one=SHOWN, two=SHOWN),
        PROVISION + rungs('{one_q = "b"}', '{one_q = "b", two_q = "b"}'),
        "“one” decides alone: with one_q = “b” and nothing else the level is “alert”",
    ),
    "a test of law with an idle part": (
        questions(one=SHOWN, two=SHOWN, three='answers = ["a", "b", "c"]'),
        PROVISION
        + rungs('{one_q = "b", two_q = "b"}', '{one_q = "b", two_q = "b", three_q = "b"}'),
        "“three_q” is no part of it: without it the level is “alarm” too",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_instrument_is_refused_with_the_answers_that_break_it(folder, broken):
    asked, levels, why = BROKEN[broken]
    path = folder / FILE
    # What stands below [[instrument]] comes before its blocks; TOML asks for that order.
    before, after = (levels, asked) if levels.startswith(PROVISION) else (asked, levels)
    path.write_text(path.read_text() + sheet(before + after))
    with pytest.raises(MistakenProtocol, match=why) as refused:
        load_folder(folder)
    assert str(refused.value).startswith(f"xx-example/{FILE}: instrument")


def test_a_block_that_nobody_could_try_out_is_refused(folder):
    many = "".join(
        f'[[instrument.block.question]]\nid = "q{number}"\nsource = "s"\n{SHOWN}\n'
        for number in range(15)
    )
    text = f'[[instrument.block]]\nid = "many"\n{many}' + questions(two=SHOWN)
    levels = rungs('{q1 = "b"}, {two_q = "b"}', '{q1 = "b", two_q = "b"}')
    path = folder / FILE
    path.write_text(path.read_text() + sheet(text + levels))
    with pytest.raises(MistakenProtocol, match="more than 20000 ways"):
        load_folder(folder)


def test_who_somebody_is_is_no_factor_either(folder):
    path = folder / FILE
    path.write_text(path.read_text().replace('"far_away"', '"indigenous_person"'))
    with pytest.raises(MistakenProtocol, match="“indigenous_person” is who somebody is"):
        load_folder(folder)


def test_what_the_person_says_of_herself_is_never_weighed(tmp_path, peru):
    folder = shutil.copytree(protocol_folder("pe-2021"), tmp_path / "pe-2021")
    path = folder / FILE
    trait = peru.admission.trait[-1].id
    path.write_text(path.read_text().replace('"remote_place"', f'"{trait}"'))
    with pytest.raises(MistakenProtocol, match=f"“{trait}” is who somebody is"):
        load_folder(folder)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            'low = ["calm", "alert"]',
            'low = ["alert", "calm"]',
            "with “low” it goes from “alert” down to “calm”",
        ),
        ('high = ["alert", "alarm"]', 'high = ["alert", "alert"]', "can reach: “alarm”"),
        ('low = ["calm", "alert"]', 'low = ["calm", "calm"]', "“low” is always “calm”"),
    ],
)
def test_a_broken_table_is_refused_with_the_answer_that_breaks_it(folder, old, new, why):
    path = folder / FILE
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(MistakenProtocol, match=why):
        load_folder(folder)
