"""`amparo tick`: every job runs, and one that fails keeps no other from running."""

from argparse import Namespace
from datetime import timedelta

import pytest

from amparo.casework.admission.models import UnopenedRequestAlert
from amparo.cli.apart import checks_before_serve as serving
from amparo.cli.apart import database_roles as roles
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.site import tick
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.requests.services import file_request
from tests.people import MONDAY

pytestmark = pytest.mark.django_db


def test_every_job_of_a_quiet_site_does_its_work(site, caplog):
    assert tick.tick(MONDAY)
    assert caplog.records == []


def test_an_urgent_request_that_nobody_opened_is_alerted_of(rosa, saul, letter):
    file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    assert tick.tick(MONDAY + timedelta(hours=12))
    assert UnopenedRequestAlert.objects.exists()


def test_no_job_opens_a_key_of_anybody(rosa, ana, letter, case, monkeypatch):
    """Whatever waits: the schedule has no secret half of any key, and asks for none."""
    opened = []
    for module, name in ((boxes, "open_with"), (envelopes, "unseal")):
        monkeypatch.setattr(module, name, lambda *given, **_: opened.append(given))
    file_request(letter(urgent=True), by=STRANGER, at=MONDAY)
    for days in (0, 1, 2, 40):
        assert tick.tick(MONDAY + timedelta(days=days))
    assert opened == []


def test_a_job_that_fails_is_named_by_code_and_the_others_still_run(site, monkeypatch, caplog):
    done = []

    def break_down(*, at):
        raise OSError("no such file: secret.txt")

    monkeypatch.setattr(
        tick, "JOBS", (("broken", break_down), ("whole", lambda *, at: done.append(at)))
    )
    assert not tick.tick(MONDAY)
    assert done == [MONDAY]
    assert [record.getMessage() for record in caplog.records] == ["tick: broken: OSError"]


def test_the_command_fails_where_a_job_fails(site, monkeypatch):
    assert tick.run(Namespace()) == 0
    monkeypatch.setattr(tick, "tick", lambda: False)
    assert tick.run(Namespace()) == 1


def test_of_a_site_apart_the_jobs_run_as_their_own_role_alone(site, settings, monkeypatch):
    settings.SURFACE = "jobs"
    asked = []

    def ran():
        asked.append("ran")
        return True

    monkeypatch.setattr(tick, "tick", ran)
    monkeypatch.setattr(serving, "must_stand_apart", lambda **how: asked.append(how))
    assert tick.run(Namespace()) == 0
    assert asked == [{"whole": False}, "ran"]

    def refuse(**_):
        raise Mistake("with all its rights")

    monkeypatch.setattr(serving, "must_stand_apart", refuse)
    with pytest.raises(Mistake):
        tick.run(Namespace())
    assert asked == [{"whole": False}, "ran"]


@pytest.mark.parametrize(
    ("differs", "refused"), [("strong", True), ("more", True), ("less", False)]
)
def test_one_right_too_few_keeps_no_alert_and_one_too_many_is_refused(
    site, settings, monkeypatch, differs, refused
):
    settings.SURFACE = "jobs"
    found = {"strong": [], "more": [], "less": [], differs: ["x"]}
    monkeypatch.setattr(roles, "compared", lambda _: Namespace(**found))
    monkeypatch.setattr(serving, "connection", AsOf(roles.name_of("jobs")))
    if refused:
        with pytest.raises(Mistake):
            serving.must_have_its_role("jobs", whole=False)
    else:
        serving.must_have_its_role("jobs", whole=False)
        with pytest.raises(Mistake):
            serving.must_have_its_role("jobs", whole=True)


class AsOf:
    """A connection of this role."""

    def __init__(self, role):
        self.role = role

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, _):
        return None

    def fetchone(self):
        return (self.role,)
