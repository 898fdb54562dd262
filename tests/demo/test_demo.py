"""The demo as somebody types it: it walks, ends or serves on, and says who can sign in."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread

import pytest

from amparo.cli.demo import serve
from amparo.cli.walk.accounts import Account
from amparo.cli.walk.browser import Browser, Unexpected
from amparo.cli.walk.person import Person
from amparo.cli.walk.place import AMPARO, Place, free_port
from amparo.cli.walk.story import Story

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"/duties/[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/")
STEP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d  .+  \[.+\]", re.MULTILINE)


# One case alone, where it does not matter how far it is walked.
SHORT = ("--protocol", "pe-2021")
EVERYBODY = ["saul", "rosa", "ana", "tomas", "delia", "carla", "mario"]
BEGINS = re.compile("Another case, along the side roads:|A third, of a community|And a draft of")


def steps_of(said):
    """The steps of each case, in order."""
    return [STEP.findall(part) for part in BEGINS.split(said)]


def demo(*words, **more):
    return subprocess.run(
        [AMPARO, "demo", *words], capture_output=True, text=True, check=False, **more
    )


@dataclass(frozen=True)
class Ended:
    """A demo that served after its walk, and was ended by a signal."""

    said: str
    code: int
    answered: bool
    answers: bool


@contextmanager
def interruptible():
    """A shell starts what runs behind it deaf to Ctrl-C, and children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def served_until(ending, state, last, *words):
    """Until it has said who can sign in, of whom `last` is the last one."""
    run = [AMPARO, "demo", "run", "--state", str(state), *words]
    with (
        interruptible(),
        subprocess.Popen(run, stdout=subprocess.PIPE, text=True, start_new_session=True) as process,
    ):
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith(f"  {last}"):
                break
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", "".join(lines))
        assert address, "".join(lines)
        place = Place(state, int(address[1]))
        answered = place.answers()
        process.send_signal(ending)
        code = process.wait(30)
        until = time.monotonic() + 30
        while place.answers() and time.monotonic() < until:
            time.sleep(0.2)
        return Ended("".join(lines), code, answered, place.answers())


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    """Its folder, and what became of it."""
    state = tmp_path_factory.mktemp("demo") / "demo"
    return state, served_until(signal.SIGINT, state, EVERYBODY[-1])


@pytest.fixture(scope="module")
def walked(interrupted):
    """A demo that ended after its walk."""
    state, ended = interrupted
    assert ended.code == 0, ended.said
    return state, ended.said


def test_it_walks_one_case_from_the_request_to_a_measure_that_holds(walked):
    steps = steps_of(walked[1])[0]
    assert len(steps) > 25
    assert "the person" in steps[0]
    assert "it works: now it is verified" in steps[-1]
    for part in ("reception", "analyst", "decision maker", "institution officer"):
        assert any(part in step for step in steps), part


def test_an_outsider_checks_the_whole_record_from_files(walked):
    state, said = walked
    [line] = [line for line in said.splitlines() if line.startswith("As an outsider checks")]
    assert "The export holds: " in line
    codes = set(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b", said))
    export = (state / "record.txt").read_text()
    assert codes
    assert [code for code in codes if code in export] == []


def test_it_walks_another_case_along_the_side_roads(walked):
    steps = "\n".join(steps_of(walked[1])[1])
    told_in_this_order = (
        "calls for help with two sentences",
        "asks for what is missing, once",
        "gives it, the measure in her own voice",
        "grants no measure, and says why",
        "asks that it be decided again",
        "decides again: she was right",
        "agrees to these very words",
        "prints one numbered sheet",
        "answers the person, who sees the danger otherwise",
        "says that it happened again",
        "weighs the danger anew: it grew",
        "puts the change to decision",
        "is heard before less is decided",
        "finds no fact that changed",
        "reads it and keeps the measure",
        "one fact is less grave",
        "thinks of less again, and says what changed  [anexo, arts. 25 y 26]",
        "is heard, and says why it should stay",
        "agrees to that very question",
        "how strong the danger is now",
        "says for the unit what it knows, which decides nothing",
        "puts on record how the investigation stands",
        "puts it to decision: each gate is open",
        "decides that it is reduced, from",
        "reads why, from which day, and until when to contest it",
        "contests it, and asks that nothing change meanwhile  [LPAG, art. 216.2]",
        "says with reasons that it waits",
        "finds that nobody can carry it out now",
        "decides again: the measure stays as it was",
    )
    places = [steps.index(one) for one in told_in_this_order]
    assert places == sorted(places)


def test_it_walks_a_third_case_of_many_hands(walked):
    steps = "\n".join(steps_of(walked[1])[2])
    told_in_this_order = (
        "it is late already  [anexo, arts. 16 y 17]",
        "complains of the delay by one press  [LPAG, art. 158]",
        "rules on the dates alone",
        "issues the preliminary report, late",
        "agrees to this very one",
        "files the signed promise",
        "says yes, which does not count yet  [anexo, art. 3.4 d]",
        "hands in its acta: now its yes counts",
        "gives its lawyer words of her own",
        "their lawyer",
        "notes a measure ordered abroad",
        "agrees with them how it is carried out",
        "Tomás Ríos (analyst)                takes the case over",
        "records that one of the community is missing",
        "writes in the log of the search",
        "agrees that whoever searches be told",
        "tells them by these words",
        "the word before stays in its history",
        "records that one of the community was killed",
        "notes how the investigation stands",
        "for the family: to be decided by",
    )
    places = [steps.index(one) for one in told_in_this_order]
    assert places == sorted(places)


def test_it_puts_a_draft_to_everybody_and_plays_one_proposal(walked, serving):
    steps = "\n".join(steps_of(walked[1])[3])
    told_in_this_order = (
        "puts the draft of a law to everybody",
        "proposes that decisions come sooner",
        "all is shown but where somebody lives",
        "answers in public, with reasons",
        "comes back with the words and reads the answer",
    )
    places = [steps.index(one) for one in told_in_this_order]
    assert places == sorted(places)
    browser = Browser(serving.host, serving.port)
    page = browser.open("/public/consultations/xx-example-draft/").text
    assert "Así vivimos […], y nadie vino." in page
    assert "Aceptada en parte" in page


def test_whoever_is_left_is_answered_within_the_term_of_a_death(walked):
    last = steps_of(walked[1])[2][-1]
    day, ground = re.search(r"decided by (\d{4}-\d\d-\d\d)  \[(.+?)\]", last).groups()
    asked = [
        AMPARO,
        "clock",
        "pe-2021",
        f"request_received={last[:10]}T{last[11:16]}",
        "death=true",
    ]
    said = [*asked, "channel=phone", "--calendar", "public-sector", "--json"]
    terms = json.loads(subprocess.run(said, capture_output=True, check=True).stdout)["terms"]
    [decision] = [one for one in terms if one["term"] == "decision"]
    assert decision["due"][:10] == day
    assert ground in decision["source"]


def test_every_date_on_the_pages_was_held_against_the_clock(walked):
    compared = re.search(r"(\d+) dates on pages", walked[1])
    assert int(compared[1]) > 120


def test_it_leaves_nothing_running(walked):
    state, _ = walked
    environments = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it ended meanwhile, or is somebody else's
            environments.append(path.read_bytes())
    assert environments
    assert not any(str(state).encode() in environment for environment in environments)


def test_what_it_keeps_is_for_its_owner_alone(walked):
    assert (walked[0] / "demo.json").stat().st_mode & 0o777 == 0o600


def test_a_second_run_begins_anew_and_leaves_another_site_alone(walked, tmp_path):
    state = tmp_path / "again"
    shutil.copytree(walked[0], state)
    before = json.loads((state / "demo.json").read_text())
    elsewhere = {"AMPARO_STATE": str(tmp_path / "real"), "AMPARO_SURFACES": "site"}
    anew = ("run", "--state", str(state), "--no-serve", *SHORT)
    done = demo(*anew, env={**os.environ, **elsewhere})
    assert done.returncode == 0, done.stdout
    after = json.loads((state / "demo.json").read_text())
    assert after["words"] != before["words"]
    assert "words_of_the_second" in before
    assert "words_of_the_second" not in after
    assert not (tmp_path / "real").exists()


def test_a_folder_that_is_no_demo_is_never_touched(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    refused = demo("run", "--state", str(tmp_path), "--no-serve")
    assert refused.returncode == 2
    assert "is no demo" in refused.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"


@pytest.fixture
def taken():
    """The port of another server, which hangs up on everybody."""
    with TCPServer(("127.0.0.1", 0), BaseRequestHandler) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        yield server.server_address[1]
        server.shutdown()
        serving.join()


def test_a_port_that_is_taken_ends_it_where_that_very_port_was_asked_for(tmp_path, taken):
    asked = ("--port", str(taken), "--no-serve")
    done = demo("run", "--state", str(tmp_path / "demo"), *asked)
    assert done.returncode == 1
    assert "The walk stopped" in done.stdout


def test_a_port_that_is_taken_is_left_for_another_where_none_was_asked_for(walked, taken):
    place = Place(walked[0], taken)
    serve(place)
    assert place.port != taken
    assert place.answers()
    place.stop()


@pytest.fixture
def serving(walked):
    """The same demo, served again."""
    place = Place(walked[0], free_port())
    place.serve()
    yield place
    place.stop()


def signed_in(place, name, code, browser=None):
    browser = browser or Browser(place.host, place.port)
    part = Story.read().parts[name]
    given = {"name": part.sign_in_name, "password": part.password, "code": code}
    surface = Account(part, browser).surface
    return browser.fill(browser.open(f"/{surface}/in/"), given)


@pytest.mark.parametrize("name", ["ana", "carla"])
def test_a_code_that_it_prints_signs_in_once(serving, walked, name):
    printed = demo("code", name, "--state", str(walked[0]))
    assert printed.returncode == 0
    code = printed.stdout.splitlines()[0]
    assert re.fullmatch(r"\d{6}", code)
    assert signed_in(serving, name, code).status == 200
    with pytest.raises(Unexpected, match="401"):
        signed_in(serving, name, code)


def test_the_tutorial_finds_the_second_case_on_the_list_by_its_next_act(serving, walked):
    text = (ROOT / "docs/es/tutorials/officer.md").read_text(encoding="utf-8")
    named = re.search(r"como siguiente paso en la lista \*(.+?)\*", text)[1]
    printed = demo("code", "tomas", "--state", str(walked[0])).stdout
    page = signed_in(serving, "tomas", printed.splitlines()[0])
    assert sum(words.startswith(f"{named} ") for _address, words in page.links) == 1


def test_the_tutorial_of_an_institution_finds_its_lines_and_the_person_what_it_names(
    serving, walked
):
    """Two opinions, of which one waits; of two measures one arrived and one waits."""
    printed = demo("code", "carla", "--state", str(walked[0])).stdout
    browser = Browser(serving.host, serving.port)
    listed = signed_in(serving, "carla", printed.splitlines()[0], browser=browser)
    pages = [browser.open(one) for one in listed.links_to("/duties/") if LINE.fullmatch(one)]
    owed = [page for page in pages if "Esto terminó" not in page.text]
    opinions = [page for page in owed if page.heading.startswith("Opinión sobre:")]
    measures = [page for page in owed if page not in opinions]
    still = ("Sin respuesta todavía", "El equipo espera su respuesta")
    waits = [
        [any(word in page.text for word in still) for page in some] for some in (opinions, measures)
    ]
    assert [sorted(some) for some in waits] == [[False, True], [False, True]]
    assert sum("La persona dice que llegó" in page.text for page in measures) == 1
    person = Person(Browser(serving.host, serving.port))
    person.words = json.loads((walked[0] / "demo.json").read_text())["words"]
    person.come_back()
    allowed = person.browser.open("/mine/allowed/").text
    assert "Opinión sobre: Patrullaje policial" in allowed


def test_it_never_prints_the_same_code_twice(walked):
    codes = [demo("code", "rosa", "--state", str(walked[0])).stdout[:6] for _ in range(2)]
    assert len(set(codes)) == 2


@pytest.mark.parametrize(
    ("whose", "part"),
    [
        ("words", "Killa de la Quebrada"),
        ("words_of_the_second", "Puca Urco"),
        ("words_of_the_third", "Sacha Wayku"),
    ],
)
def test_the_words_that_it_prints_open_each_case(serving, walked, whose, part):
    person = Person(Browser(serving.host, serving.port))
    person.words = json.loads((walked[0] / "demo.json").read_text())[whose]
    person.come_back()
    assert part in person.browser.open("/mine/papers/").text


def test_the_figures_of_all_cases_can_be_read_by_everybody(serving, walked):
    assert "Published: totals" in walked[1]
    page = Browser(serving.host, serving.port, "en").open("/public/figures/").text
    assert "Measures ordered: 3; of these, by the word of the person, hold: hidden." in page


def test_a_name_that_nobody_has_is_said_with_those_that_there_are(walked, tmp_path):
    refused = demo("code", "nobody", "--state", str(walked[0]))
    assert refused.returncode == 2
    assert "there are: saul, rosa" in refused.stderr
    assert demo("code", "rosa", "--state", str(tmp_path)).returncode == 2


def test_it_goes_on_serving_until_it_is_interrupted(interrupted):
    state, ended = interrupted
    served_and_ended(state, ended, EVERYBODY)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_it_goes_on_serving_until_it_is_ended_or_its_terminal_closes(tmp_path, ending):
    people = [name for name in EVERYBODY if name != "mario"]
    state = tmp_path / "demo"
    served_and_ended(state, served_until(ending, state, people[-1], *SHORT), people)


def served_and_ended(state, ended, people):
    assert (ended.answered, ended.code, ended.answers) == (True, 0, False), ended.said
    assert list(json.loads((state / "demo.json").read_text())["people"]) == people
    command = re.search(r"`(.+) NAME(.+)` prints", ended.said)
    code = [*shlex.split(command[1]), "ana", *shlex.split(command[2])]
    assert subprocess.run(code, check=True, capture_output=True, text=True).stdout[:6].isdigit()


def test_an_organisations_site_has_one_request_and_no_officer(tmp_path):
    state = tmp_path / "federation"
    done = demo(
        "run", "--state", str(state), "--no-serve", "--organisation", "Federación del Valle"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(STEP.findall(done.stdout)) == 2
    assert "opens the request: case" in done.stdout
    kept = json.loads((state / "demo.json").read_text(encoding="utf-8"))
    assert sorted(kept["people"]) == ["ana", "delia", "rosa", "saul", "tomas"]
    assert len(kept["words"]) == 10
