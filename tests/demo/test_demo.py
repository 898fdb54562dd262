"""The demo as it is typed: it walks, ends or serves on, and says who can sign in."""

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

from amparo.cli.commands.site.demo import serve
from amparo.cli.walk.browser import Browser, Unexpected
from amparo.cli.walk.demo_site import AMPARO, MARKER, NotServing, Place, free_port, fresh_folder
from amparo.cli.walk.member_accounts import Account
from amparo.cli.walk.person import Person
from amparo.cli.walk.story import Story
from tests.demo import told
from tests.demo.test_any_law import walks_under

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"/duties/[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/")


# One case alone, where it does not matter how far it is walked.
LAW = "pe-2021"
SHORT = ("--protocol", LAW)
OF_ONE_CASE = ["saul", "rosa", "ana", "tomas", "delia", "carla"]
EVERYBODY = [*OF_ONE_CASE[:-1], "irma", "carla", "mario", "nelly", "vera"]
WHOLE = pytest.mark.slow("walks the whole demo; tests/faults/test_surfaces.py walks it too")
MORE = pytest.mark.slow("walks a case of its own")


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
def one_case(tmp_path_factory):
    """A demo of one case, ended while it served: its folder, and what became of it."""
    state = tmp_path_factory.mktemp("one") / "demo"
    return state, served_until(signal.SIGTERM, state, OF_ONE_CASE[-1], *SHORT)


@pytest.fixture(scope="module")
def walked(one_case):
    """The folder of a demo that ended, and what it printed."""
    state, ended = one_case
    assert ended.code == 0, ended.said
    return state, ended.said


@pytest.fixture(scope="module")
def left_running(one_case):
    """Environments of all processes, after it was ended and before it is served again."""
    environments = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it ended meanwhile, or is of another account
            environments.append(path.read_bytes())
    assert environments
    return [one for one in environments if str(one_case[0]).encode() in one]


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    """The same of the whole demo."""
    state = tmp_path_factory.mktemp("demo") / "demo"
    return state, served_until(signal.SIGINT, state, EVERYBODY[-1])


@pytest.fixture(scope="module")
def whole(interrupted):
    state, ended = interrupted
    assert ended.code == 0, ended.said
    return state, ended.said


@pytest.fixture(scope="module")
def whole_served(whole):
    place = Place(whole[0], free_port())
    place.serve()
    yield place
    place.stop()


def test_walk_tells_each_step_of_one_case(walked):
    walks_under(LAW, walked[1])


@WHOLE
def test_walk_tells_each_step_of_four_cases(whole):
    told.whole(whole[1])


@WHOLE
def test_an_outsider_checks_the_whole_record_from_files(whole):
    state, said = whole
    [line] = [line for line in said.splitlines() if line.startswith("As an outsider checks")]
    assert "The export holds: " in line
    codes = set(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b", said))
    export = (state / "record.txt").read_text()
    assert codes
    assert [code for code in codes if code in export] == []


@WHOLE
def test_it_puts_a_draft_to_everybody_and_plays_one_proposal(whole_served):
    browser = Browser(whole_served.host, whole_served.port)
    page = browser.open("/public/consultations/xx-example-draft/").text
    assert "Así vivimos […], y nadie vino." in page
    assert "Aceptada en parte" in page


@WHOLE
def test_whoever_is_left_is_answered_within_the_term_of_a_death(whole):
    last = told.steps_of(whole[1])[2][-1]
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


def test_it_leaves_nothing_running(left_running):
    assert left_running == []


def test_what_it_keeps_is_for_its_owner_alone(walked):
    assert (walked[0] / "demo.json").stat().st_mode & 0o777 == 0o600


@MORE
def test_a_second_run_begins_anew_and_leaves_another_site_alone(walked, tmp_path):
    state = tmp_path / "again"
    shutil.copytree(walked[0], state)
    (state / "left").touch()
    before = json.loads((state / "demo.json").read_text())
    elsewhere = {"AMPARO_STATE": str(tmp_path / "real"), "AMPARO_SURFACES": "site"}
    anew = ("run", "--state", str(state), "--no-serve", *SHORT)
    done = demo(*anew, env={**os.environ, **elsewhere})
    assert done.returncode == 0, done.stdout
    after = json.loads((state / "demo.json").read_text())
    assert after["words"] != before["words"]
    assert not (state / "left").exists()
    assert not (tmp_path / "real").exists()


def test_folder_of_a_demo_is_emptied(tmp_path):
    (tmp_path / MARKER).touch()
    (tmp_path / "left" / "over").mkdir(parents=True)
    fresh_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]


def test_a_folder_that_is_no_demo_is_never_touched(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    refused = demo("run", "--state", str(tmp_path), "--no-serve")
    assert refused.returncode == 2
    assert "is no demo" in refused.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"


@contextmanager
def another_server():
    """Its port; it closes each connection."""
    with TCPServer(("127.0.0.1", 0), BaseRequestHandler) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        yield server.server_address[1]
        server.shutdown()
        serving.join()


@pytest.fixture
def taken():
    with another_server() as port:
        yield port


@MORE
def test_a_port_that_is_taken_ends_it_where_that_very_port_was_asked_for(tmp_path, taken):
    asked = ("--port", str(taken), "--no-serve")
    done = demo("run", "--state", str(tmp_path / "demo"), *asked)
    assert done.returncode == 1
    assert "The demo stopped" in done.stdout


def test_port_that_was_asked_for_is_not_left(walked, taken):
    with pytest.raises(NotServing, match="already in use"):
        serve(Place(walked[0], taken, fixed=True))


@pytest.fixture(scope="module")
def serving(walked, left_running):
    """The same demo, served again, where another server has the first port."""
    with another_server() as taken:
        place = Place(walked[0], taken)
        serve(place)
        assert place.port != taken
    yield place
    place.stop()


def test_a_port_that_is_taken_is_left_for_another_where_none_was_asked_for(serving):
    assert serving.answers()


def signed_in(place, name, code, browser=None):
    browser = browser or Browser(place.host, place.port)
    part = Story.read().parts[name]
    given = {"name": part.sign_in_name, "password": part.password, "code": code}
    first_page = Account(part, browser).first_page
    return browser.fill(browser.open(f"{first_page}in/"), given)


def test_each_sign_in_page_that_it_prints_is_there(serving, walked):
    paths = set(re.findall(r"http://[\d.]+:\d+(/\w+/in/) ", walked[1]))
    assert paths == {"/desk/in/", "/duties/in/"}
    for path in paths:
        assert Browser(serving.host, serving.port).open(path).status == 200


@pytest.mark.parametrize("name", ["rosa", "carla"])
def test_a_code_that_it_prints_signs_in_once(serving, walked, name):
    printed = demo("code", name, "--state", str(walked[0]))
    assert printed.returncode == 0
    code = printed.stdout.splitlines()[0]
    assert re.fullmatch(r"\d{6}", code)
    assert signed_in(serving, name, code).status == 200
    with pytest.raises(Unexpected, match="401"):
        signed_in(serving, name, code)


@WHOLE
def test_the_tutorial_finds_the_second_case_on_the_list_by_its_next_act(whole_served, whole):
    text = (ROOT / "docs/es/tutorials/officer.md").read_text(encoding="utf-8")
    named = re.search(r"como siguiente paso en la lista \*(.+?)\*", text)[1]
    printed = demo("code", "ana", "--state", str(whole[0])).stdout
    page = signed_in(whole_served, "ana", printed.splitlines()[0])
    assert sum(words.startswith(named) for _address, words in page.links) == 1


@WHOLE
def test_the_tutorial_of_an_institution_finds_its_lines_and_the_person_what_it_names(
    whole_served, whole
):
    """Two opinions, both answered; of two measures one arrived and one waits."""
    printed = demo("code", "carla", "--state", str(whole[0])).stdout
    browser = Browser(whole_served.host, whole_served.port)
    listed = signed_in(whole_served, "carla", printed.splitlines()[0], browser=browser)
    pages = [browser.open(one) for one in listed.links_to("/duties/") if LINE.fullmatch(one)]
    owed = [page for page in pages if "Esta medida terminó" not in page.text]
    opinions = [page for page in owed if page.heading.startswith("Opinión sobre:")]
    measures = [page for page in owed if page not in opinions]
    still = ("Sin respuesta todavía", "El equipo espera su respuesta")
    waits = [
        [any(word in page.text for word in still) for page in some] for some in (opinions, measures)
    ]
    assert [sorted(some) for some in waits] == [[False, False], [False, True]]
    assert sum("La persona dice que ya empezó" in page.text for page in measures) == 1
    person = Person(Browser(whole_served.host, whole_served.port))
    person.words = json.loads((whole[0] / "demo.json").read_text())["words"]
    person.come_back()
    allowed = person.browser.open("/mine/allowed/").text
    assert "Opinión sobre: Patrullaje policial" in allowed


def test_it_never_prints_the_same_code_twice(walked, tmp_path):
    kept = json.loads((walked[0] / "demo.json").read_text())
    kept["people"]["rosa"]["last_step"] = 0  # long ago: none has to wait for its half minute
    (tmp_path / "demo.json").write_text(json.dumps(kept))
    codes = [demo("code", "rosa", "--state", str(tmp_path)).stdout[:6] for _ in range(2)]
    assert len(set(codes)) == 2


def come_back(place, state, whose="words"):
    person = Person(Browser(place.host, place.port))
    person.words = json.loads((state / "demo.json").read_text())[whose]
    return person, person.come_back()


def test_words_that_it_prints_open_the_case(serving, walked):
    assert come_back(serving, walked[0])[1].path == "/mine/"


@WHOLE
@pytest.mark.parametrize(
    ("whose", "part"),
    [
        ("words", "Killa de la Quebrada"),
        ("words_of_the_second", "Puca Urco"),
        ("words_of_the_third", "Sacha Wayku"),
        ("words_of_the_fourth", "Bocana Vieja"),
    ],
)
def test_the_words_that_it_prints_open_each_case(whole_served, whole, whose, part):
    person, _page = come_back(whole_served, whole[0], whose)
    assert part in person.browser.open("/mine/papers/").text


@WHOLE
def test_the_figures_of_all_cases_can_be_read_by_everybody(whole_served, whole):
    assert "Published: totals" in whole[1]
    page = Browser(whole_served.host, whole_served.port, "en").open("/public/figures/").text
    assert "Measures ordered: 4; of these, carried out according to the person: hidden." in page


def test_a_name_that_nobody_has_is_said_with_those_that_there_are(walked, tmp_path):
    refused = demo("code", "nobody", "--state", str(walked[0]))
    assert refused.returncode == 2
    assert "there are: saul, rosa" in refused.stderr
    assert demo("code", "rosa", "--state", str(tmp_path)).returncode == 2


def test_demo_serves_until_it_is_ended(one_case):
    state, ended = one_case
    served_and_ended(state, ended, OF_ONE_CASE)


@WHOLE
def test_it_goes_on_serving_until_it_is_interrupted(interrupted):
    state, ended = interrupted
    served_and_ended(state, ended, EVERYBODY)


@MORE
def test_demo_serves_until_terminal_closes(tmp_path):
    state = tmp_path / "demo"
    ended = served_until(signal.SIGHUP, state, OF_ONE_CASE[-1], *SHORT)
    served_and_ended(state, ended, OF_ONE_CASE)


def served_and_ended(state, ended, people):
    assert (ended.answered, ended.code, ended.answers) == (True, 0, False), ended.said
    assert list(json.loads((state / "demo.json").read_text())["people"]) == people
    command = re.search(r"`(.+) NAME(.+)` prints", ended.said)
    code = [*shlex.split(command[1]), "saul", *shlex.split(command[2])]
    assert subprocess.run(code, check=True, capture_output=True, text=True).stdout[:6].isdigit()


@MORE
def test_an_organisations_site_has_one_request_and_no_officer(tmp_path):
    state = tmp_path / "federation"
    done = demo(
        "run", "--state", str(state), "--no-serve", "--organisation", "Federación del Valle"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(told.STEP.findall(done.stdout)) == 11
    assert "opens the request: case" in done.stdout
    kept = json.loads((state / "demo.json").read_text(encoding="utf-8"))
    assert sorted(kept["people"]) == ["ana", "delia", "irma", "rosa", "saul", "tomas"]
    assert len(kept["words"]) == 10
