"""`amparo serve` starts nothing that is unsafe, says what to do, and starts once that is done."""

import subprocess

import pytest

from amparo.cli.walk.demo_site import AMPARO
from amparo.crypto.keys import new_pair
from tests.faults.test_record import DROPPED, REWRITES, rewritten
from tests.sites import KEYHOLDERS

DROP = DROPPED["sqlite"]
LATER = "UPDATE ledger_entry SET at = '2999-01-01 00:00:00' WHERE sequence = {}"
ODD = "UPDATE ledger_entry SET at = '2026-13-45 00:00:00' WHERE sequence = {}"
WHOLE = pytest.mark.slow("starts a site several times; what it says: tests/unit/cli/test_doctor.py")
PUBLIC = {"AMPARO_HOSTS": "amparo.example,127.0.0.1", "AMPARO_HTTPS": "1"}


@pytest.fixture
def stopped(laid):
    return laid


def started(site, *words, command="serve", **more):
    """`amparo serve` as somebody types it, where it is expected to refuse."""
    port = ("--port", str(site.place.port)) if command == "serve" else ()
    return subprocess.run(
        [AMPARO, command, *port, *words],
        env=site.place.environment() | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def refused(done, *sentences):
    assert done.returncode == 2
    assert "This site is not safe to serve" in done.stderr
    for sentence in sentences:
        assert sentence in done.stderr, done.stderr
    return True


def without_the_desk(site):
    site.place.more = {**site.place.more, "AMPARO_SURFACES": "door,site"}
    site.serve()
    assert site.place.answers()
    site.place.stop()


def test_a_record_that_does_not_hold_is_not_served_before_it_is_said_to_be_known(stopped):
    rewritten(stopped, *DROP, REWRITES["changed"])
    done = started(stopped)
    assert refused(done, "does not hold at 3:", "amparo ledger verify", "--known-break 3")
    assert "AMPARO_SURFACES=door,site amparo serve" in done.stderr
    before = stopped.place.more
    without_the_desk(stopped)
    stopped.place.more = before
    stopped.serve("--known-break", "3")
    assert "DANGER: The record does not hold at 3, and this start" in stopped.place.log.read_text()


@WHOLE
def test_other_known_break_is_refused(stopped):
    rewritten(stopped, *DROP, REWRITES["changed"])
    assert refused(started(stopped, "--known-break", "4"), "does not hold at 3:")


@WHOLE
def test_a_clock_behind_the_record_starts_no_desk(stopped):
    ((last,),) = stopped.rows("SELECT max(sequence) FROM ledger_entry")
    rewritten(stopped, *DROP, LATER.format(last))
    words = ("--known-break", str(last))
    done = started(stopped, *words)
    assert refused(done, "the record ends at 2999-01-01", "Set the clock right", "--clock-is-right")
    stopped.serve(*words, "--clock-is-right")
    assert "DANGER: The clock says" in stopped.place.log.read_text()


@WHOLE
def test_a_moment_that_nobody_can_read_is_named_and_keeps_no_door_down(stopped):
    ((last,),) = stopped.rows("SELECT max(sequence) FROM ledger_entry")
    rewritten(stopped, *DROP, ODD.format(last))
    words = ("--known-break", str(last))
    done = started(stopped, *words)
    assert refused(done, "moment of the newest entry cannot be read", "--clock-is-right")
    done = started(stopped, "--quick", command="doctor")
    assert "DANGER: The moment of the newest entry cannot be read" in done.stdout, done.stderr
    before = stopped.place.more
    without_the_desk(stopped)
    stopped.place.more = before
    ((now,),) = stopped.rows("SELECT max(sequence) FROM ledger_entry")
    stopped.serve(*words, *(("--clock-is-right",) if now == last else ()))
    assert stopped.place.answers()


def test_without_the_key_that_signs_the_record_nothing_starts(stopped):
    (stopped.place.state / "signing.key").unlink()
    assert refused(started(stopped), "no key to sign the record with. Run: amparo init")
    stopped.place.command(["init"])
    stopped.serve()
    assert stopped.place.answers()
    assert "Advice: This site has no recovery that anybody answers for" in (
        stopped.place.log.read_text()
    )


def test_a_site_for_people_starts_once_somebody_keeps_the_shares(stopped):
    public = {**PUBLIC, "AMPARO_SIGN_IN_COST": "default"}
    done = started(stopped, **public)
    assert refused(done, "no recovery that anybody answers for", "amparo keys held ")
    stopped.name_keyholders()
    stopped.place.more = {**stopped.place.more, **public}
    stopped.serve()
    assert stopped.place.answers()


@WHOLE
def test_without_the_desk_the_door_of_a_site_of_which_nobody_keeps_the_shares_goes_on(stopped):
    public = {**PUBLIC, "AMPARO_SIGN_IN_COST": "default"}
    assert refused(started(stopped, **public), "AMPARO_SURFACES=door,site amparo serve")
    stopped.place.more = {**stopped.place.more, **public, "AMPARO_SURFACES": "door,site"}
    stopped.serve()
    assert stopped.place.answers()
    assert "DANGER: This site has no recovery" in stopped.place.log.read_text()


@WHOLE
def test_where_the_shares_lie_as_they_may_not_another_key_that_is_proposed_starts_the_desk(
    stopped,
):
    """The two who sign for it do so at the desk, and nobody has to write what is not so."""
    public = {**PUBLIC, "AMPARO_SIGN_IN_COST": "default"}
    said = stopped.place.command(["keys", "status"]).splitlines()
    key = next(line.split()[-1] for line in said if line.startswith("The recovery key"))
    within = ("--keyholder", "Defensoría:autonomous", "--keyholder", "Registro:autonomous")
    done = started(
        stopped, "held", key, *within, "--keyholder", "Red:civil_society", command="keys", **public
    )
    assert done.returncode == 2
    assert "Within one branch" in done.stderr
    assert "amparo keys another" in done.stderr
    assert refused(started(stopped, **public), "amparo keys another")
    named = [word for one in KEYHOLDERS for word in ("--keyholder", one)]
    stopped.place.command(["keys", "another", new_pair().public.hex(), *named])
    stopped.place.more = {**stopped.place.more, **public}
    stopped.serve()
    assert stopped.place.answers()
    assert "DANGER: This site has no recovery" in stopped.place.log.read_text()


@WHOLE
def test_surfaces_that_run_apart_are_brought_up_to_date_although_nobody_keeps_the_shares(stopped):
    """A door whose rights are of another version does not start: no harm of the desk does that."""
    stopped.place.command(["surfaces"])
    done = started(stopped, command="surfaces", **PUBLIC, AMPARO_SIGN_IN_COST="default")
    assert done.returncode == 0, done.stderr
    assert "DANGER: This site has no recovery" in done.stderr


@WHOLE
def test_surfaces_without_keyholders_refused(stopped):
    done = started(stopped, command="surfaces", **PUBLIC, AMPARO_SIGN_IN_COST="default")
    assert done.returncode == 2
    assert "no recovery that anybody answers for" in done.stderr
