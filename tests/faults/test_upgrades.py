"""A database that somebody filled is brought to the tables of today: all that it held is still
there, and every step that moves rows has moved them as it says.

It begins as it stood before the first of these steps, filled with rows as they were written then.
"""

import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from amparo.casework.referral.models import Demand
from amparo.casework.secrecy.models import Leak
from amparo.foundations.access import opening, services
from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.hands import not_in_own_hand, of_before
from amparo.foundations.access.models import Credentials, Member
from amparo.foundations.access.recorded import as_it_counts, recorded_as
from amparo.foundations.cases.dates import FASTER, LEAKED, MISSING, PERHAPS, UNWEIGHED
from amparo.foundations.cases.models import Case, NameBucket, Seat
from amparo.foundations.consent.models import NOBODY, Beneficiary
from amparo.foundations.erasing.models import Hold
from amparo.foundations.ledger.models import Entry, Since
from amparo.foundations.letterbox.readings import is_told
from amparo.observatory.consultations.models import Consultation
from amparo.sealing import codes, marks
from amparo.sealing.keys import new_pair
from tests.people import MONDAY, PASSWORD, unlocked
from tests.sites import database_in

pytestmark = pytest.mark.postgresql("each database changes its tables in its own way")

MOVES_ROWS = (
    ("access", "0009_credentials"),
    ("cases", "0006_who_is_missing_leads"),
    ("cases", "0007_marks"),
    ("cases", "0008_of_one_size"),
    ("consultations", "0003_closing"),
    ("erasing", "0003_a_second_reads_the_order"),
    ("ledger", "0008_since"),
    ("ledger", "0010_numbered"),
    ("ledger", "0012_keys_whole"),
    ("ledger", "0013_who_held_what"),
    ("ledger", "0014_of_leaks"),
    ("ledger", "0015_of_tellings"),
    ("letterbox", "0007_in_her_own_hand"),
    ("measures", "0002_whom_it_protects"),
    ("referral", "0004_a_second_reads_the_order"),
    ("secrecy", "0003_perhaps"),
)
COLUMNS = (
    "salt", "cost", "verifier", "sealed_secret", "sealed_code_secret", "last_code_step",
    "words_public", "sealed_by_words", "sealed_passkeys",
)  # fmt: skip
BOTH = ("ana", "saul")
SHORT_FORM = marks.fingerprint(b"k" * 32)
SOON, FAR = timedelta(days=2), timedelta(days=40)
AT_MOST = timedelta(days=3)  # that a silence holds which nobody else has read

# danger as it was kept -> as it is now, and what waits in the case
ONCE_MISSING, ONCE_UNWEIGHED = 3, 2
MEANT: dict[str, tuple[int, int, dict[str, Any]]] = {
    "nothing": (0, 0, {}),
    "faster": (FASTER, FASTER, {}),
    "not weighed": (ONCE_UNWEIGHED, UNWEIGHED, {"urgent": True}),
    "missing": (ONCE_MISSING, MISSING, {"searched": True}),
    "leaked": (LEAKED, LEAKED, {"step": "tell"}),
    "leaked, and somebody is missing": (LEAKED, MISSING, {"step": "tell", "searched": True}),
    "perhaps": (LEAKED, PERHAPS, {"step": "confirm"}),
    "perhaps, and urgent": (LEAKED, UNWEIGHED, {"step": "confirm", "urgent": True}),
}


@contextmanager
def empty_database(folder):
    """Another database than that of the tests, of the same kind, for all of this process."""
    kept = connections["default"]
    other = kept.copy()
    server = os.environ.get("DATABASE_URL", "") if kept.vendor == "postgresql" else ""
    with database_in(server) as address:
        name = address.rpartition("/")[2] if address else str(folder / "old.sqlite3")
        other.settings_dict["NAME"] = name
        connections["default"] = other
        try:
            yield
        finally:
            other.close()
            connections["default"] = kept


def as_it_stood_before(executor):
    """The last steps of each app that rest on none of those that move rows."""
    graph = executor.loader.graph
    later = {one for step in MOVES_ROWS for one in graph.backwards_plan(step)}
    before = set(graph.nodes) - later
    return [
        one for one in before if not {child.key for child in graph.node_map[one].children} & before
    ]


class Filling:
    """Rows as the product wrote them before these steps."""

    def __init__(self, apps):
        self.apps = apps
        self.filings = 0
        self.unit = self.made("institutions", "Unit", code="dgdh", line="dgdh", name="DGDH",
                              branch="executive", level="national")  # fmt: skip
        self.opens, self.secrets, self.codes = {}, {}, {}

    def whole(self, today):
        for name in BOTH:
            self.member(name)
        self.dangers()
        self.silences(today)
        self.measures()
        self.leak("L-SUSPENDED", suspended_at=MONDAY)
        self.consultation()
        self.tries_read()
        self.names()

    def made(self, app, model, /, **fields):
        return self.apps.get_model(app, model).objects.create(**fields)

    def member(self, name):
        """With a secret that really opens by password, and codes."""
        pair, secret = new_pair(), codes.new_secret()
        now = Member(code=marks.new_code(), name=name, sign_in_name=name, public=pair.public)
        account = Credentials(
            member=now,
            last_code_step=7,
            words_public=secrets.token_bytes(32),
            sealed_by_words=secrets.token_bytes(90),
            sealed_passkeys=secrets.token_bytes(300),
        )
        opening.lock(account, PASSWORD, pair=pair, code_secret=secret)
        opens = columns_of(account)
        row = self.made(
            "access", "Member", code=now.code, name=name, sign_in_name=name, roles=["analyst"],
            unit=self.unit, public=pair.public, **opens,
        )  # fmt: skip
        self.made(
            "access", "Sitting", id_hash=secrets.token_bytes(32), kind="member", member=row,
            sealed=b"sealed", began_at=MONDAY, seen_at=MONDAY, ends_at=MONDAY,
        )  # fmt: skip
        self.opens[name], self.codes[name], self.secrets[name] = opens, secret, pair.secret
        return row

    def case(self, *, danger=0, urgent=False):
        self.filings += 1
        filing = self.made(
            "letterbox", "Filing", code=f"CASE-{self.filings:04}", protocol="pe-2021",
            channel="digital", urgent=urgent, filed_at=MONDAY, first_contact_at=MONDAY,
            once_hash=secrets.token_bytes(32), proof_number=f"PROOF-{self.filings}",
            fingerprint="",
        )  # fmt: skip
        case = self.made(
            "cases", "Case", filing=filing, stage="assessment", phase="assessment", danger=danger,
            opened_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
        for member in self.apps.get_model("access", "Member").objects.all():
            self.made(
                "cases", "Seat", case=case, member=member, sealed=b"sealed", danger=danger,
                due_on=MONDAY, given_at=MONDAY,
            )  # fmt: skip
        return case

    def paper(self, case, ref, author):
        return self.made(
            "letterbox", "Paper", ref=ref, filing=case.filing, kind="demand", author=author,
            sealed=b"sealed", digest=bytes(32), written_at=MONDAY,
        )  # fmt: skip

    def leak(self, ref, **more):
        return self.made(
            "secrecy", "Leak", ref=ref, what="cases", noted_by="member:NOTED", noted_at=MONDAY,
            known_at=MONDAY, **more,
        )  # fmt: skip

    def dangers(self):
        """A case of each danger there was, and what of it waits."""
        leak = self.leak("L-STEPS")
        for name, (danger, _now, waits) in MEANT.items():
            case = self.case(danger=danger, urgent=waits.get("urgent", False))
            self.made("letterbox", "Drop", ref=name[:24], filing=case.filing, about=name[:24],
                      kind="name", author="", sealed=b"", dropped_at=MONDAY)  # fmt: skip
            dated = {"due_on": MONDAY, "opened_at": MONDAY}
            if "step" in waits:
                incident = self.made("secrecy", "Incident", ref=f"I-{case.pk}", leak=leak,
                                     case=case, how="said", opened_at=MONDAY)  # fmt: skip
                self.made("secrecy", "Step", ref=f"S-{case.pk}", incident=incident, case=case,
                          kind=waits["step"], **dated)  # fmt: skip
            if "searched" in waits:
                happened = self.made(
                    "search", "Happening", ref=f"H-{case.pk}", case=case, whose="person",
                    what="disappeared", kind="unknown", on=MONDAY.date(), paper_ref="",
                    noted_at=MONDAY,
                )  # fmt: skip
                self.made("search", "Vigil", ref=f"V-{case.pk}", case=case, happening=happened,
                          kind="search", **dated)  # fmt: skip

    def silences(self, today):
        """Orders not to tell: long, short, over, and one whose paper went."""
        case = self.case()
        self.paper(case, "P-LONG", "member:WROTE")
        for ref, paper, until, told in (
            ("LONG", "P-LONG", today + FAR, None),
            ("SHORT", "P-LONG", today + SOON, None),
            ("TOLD", "P-LONG", today + FAR, MONDAY),
            ("NO PAPER", "P-GONE", today + FAR, None),
        ):
            silence = {"paper_ref": paper, "silent_until": until, "told_at": told}
            self.made("referral", "Demand", ref=ref, case=case, kind="court", noted_at=MONDAY,
                      **silence)  # fmt: skip
            self.made(
                "erasing", "Hold", ref=ref, filing=case.filing, ground="court",
                put_by="member:PUT", put_at=MONDAY, look_again_on=today, **silence,
            )  # fmt: skip

    def measures(self):
        """One that nobody was asked about, and one about which two more were named."""
        case = self.case()
        told = {"case": case, "catalogue": "patrol", "state": "proposed", "paper_ref": "",
                "changed_at": MONDAY}  # fmt: skip
        self.made("measures", "Measure", ref="NOT ASKED", **told)
        self.made("measures", "Measure", ref="ASKED", unit=self.unit, **told)
        asked = self.made(
            "consent", "Question", ref="Q", filing=case.filing, kind="measure", subject="ASKED",
            unit=self.unit, asked_at=MONDAY, each_adult=True, adults=2,
        )  # fmt: skip
        for ref, other in (("A-1", "TOMAS"), ("A-2", NOBODY)):
            self.made(
                "consent", "Adult", ref=ref, paper_ref=f"P-{ref}", other=other, question=asked,
                filing=case.filing, doubt="",
            )  # fmt: skip

    def consultation(self):
        """One that ended, with a proposal that is shown, one that is withheld, and an answer."""
        draft = self.made(
            "consultations", "Consultation", name="draft", beside="xx-example", about="x", files={},
            salt=bytes(32), opens_on=MONDAY.date(), closes_on=MONDAY.date(), look_days=2,
            opened_at=MONDAY, public=bytes(32), closed_at=MONDAY, closing_reason="venció",
        )  # fmt: skip
        parts = (("SHOWN", "shown", "en dos días"), ("WITHHELD", "withheld", ""))
        *_, withheld = [
            self.made(
                "consultations", "Proposal", consultation=draft, code=code, article="whole",
                heading="x", kind="change", identity=secrets.token_bytes(32), public=bytes(32),
                once_hash=secrets.token_bytes(32), received_at=MONDAY, changed_at=MONDAY,
                for_author=b"sealed", state=state, text=text, looks=1, salt=bytes(32),
                reason="" if text else "somebody",
            )
            for code, state, text in parts
        ]  # fmt: skip
        self.made(
            "consultations", "Answer", proposal=withheld, version=1, outcome="refused",
            reasons="se vio", salt=bytes(32), answered_at=MONDAY,
        )  # fmt: skip
        self.entry(1, MONDAY, event="ConsultationClosed", about="consultation:draft", by="system")

    def names(self):
        """A case that was listed in a leaf, and one that was listed in none."""
        self.case(danger=0)
        seats = self.apps.get_model("cases", "Seat").objects.order_by("-pk")[: len(BOTH)]
        leaf = self.made("cases", "NameLeaf", member=seats[0].member)
        self.made("cases", "NameBucket", leaf=leaf, member=seats[0].member, label=3,
                  sealed=b"sealed")  # fmt: skip
        for seat, where in zip(seats, (leaf, None), strict=True):
            seat.leaf, seat.listed = where, True
            seat.save()

    def entry(self, sequence, at, **said):
        self.made("ledger", "Entry", sequence=sequence, at=at, facts="{}", digest=bytes(32),
                  previous=bytes(32), hash=bytes(32), **said)  # fmt: skip

    def tries_read(self):
        """By clocks that were ahead of the upgrade's, and behind it."""
        for sequence, ahead in ((2, timedelta(days=400)), (3, timedelta(days=-400))):
            said = {"event": "TriesRead", "about": "K7Q2", "by": "member:K7Q2"}
            self.entry(sequence, timezone.now() + ahead, **said)


@dataclass
class Upgraded:
    """What was written into the database as it stood, and what was found in it right afterwards."""

    filled: Filling
    on: date
    before: dict[str, int]
    after: dict[str, int]
    opens: dict[str, Any]


def counted(tables):
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - our own tables
            found[table] = cursor.fetchone()[0]
    return found


def what_opens_each():
    rows = Credentials.objects.select_related("member")
    return {one.member.sign_in_name: columns_of(one) for one in rows}


def columns_of(row):
    """As bytes, whatever the database hands out."""
    found = {column: getattr(row, column) for column in COLUMNS}
    return {
        column: bytes(value) if isinstance(value, memoryview) else value
        for column, value in found.items()
    }


@pytest.fixture(scope="module")
def upgraded(django_db_blocker, tmp_path_factory):
    """Filled as it stood, and brought to today."""
    with django_db_blocker.unblock(), empty_database(tmp_path_factory.mktemp("upgraded")):
        older = MigrationExecutor(connection)
        steps = as_it_stood_before(older)
        older.migrate(steps)
        then = older.loader.project_state(steps).apps
        filled, today = Filling(then), timezone.localdate()
        filled.whole(today)
        tables = [one._meta.db_table for one in then.get_models()]
        before = counted(tables)
        newer = MigrationExecutor(connection)
        newer.migrate(newer.loader.graph.leaf_nodes())
        yield Upgraded(filled, today, before, counted(tables), what_opens_each())


def test_every_step_was_gone(upgraded):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_no_row_was_lost_and_each_still_belongs_to_another(upgraded):
    assert sum(upgraded.before.values()) > 60
    of_each_measure = {"consent_beneficiary": 4}
    written_anew = {"cases_namebucket": 0}
    assert upgraded.before["cases_namebucket"] == 1
    assert upgraded.after == upgraded.before | of_each_measure | written_anew
    connection.check_constraints()


def test_what_opens_each_account_is_there_byte_for_byte(upgraded):
    assert upgraded.opens == upgraded.filled.opens


@pytest.mark.parametrize("name", BOTH)
def test_each_signs_in_as_before_and_has_her_own_key(upgraded, name):
    code = codes.code_at(upgraded.filled.codes[name], MONDAY)
    member, token = services.sign_in(name, PASSWORD, code, at=MONDAY)
    assert (member.sign_in_name, bool(token)) == (name, True)
    assert unlocked(member, PASSWORD).pair.secret == upgraded.filled.secrets[name]
    with pytest.raises(services.NotSignedIn):
        services.sign_in(name, PASSWORD, code, at=MONDAY)  # each code once, as before


@pytest.mark.parametrize("name", MEANT)
def test_each_case_has_the_place_on_the_worklist_that_was_meant(upgraded, name):
    case = Case.objects.get(filing__drops__about=name[:24])
    assert case.danger == MEANT[name][1]
    assert [seat.danger for seat in case.seats.all()] == [case.danger] * len(BOTH)


def test_every_case_waits_to_be_sealed_anew(upgraded):
    assert {one.seal_anew for one in Case.objects.all()} == {True}


def test_each_name_index_is_written_anew(upgraded):
    """What stays listed lies in a leaf of which nothing is left: that is listed again."""
    assert not NameBucket.objects.exists()
    assert Seat.objects.filter(listed=True).count() == 1
    assert not Seat.objects.filter(listed=True, leaf=None).exists()


def test_what_a_consultation_ended_in_stands_with_it(upgraded):
    found = Consultation.objects.get()
    assert (found.closed_in, found.closing["closing_reason"]) == (1, "venció")
    assert [one["code"] for one in found.closing["proposals"]] == ["SHOWN", "WITHHELD"]
    assert [len(one["answers"]) for one in found.closing["proposals"]] == [0, 1]


@pytest.mark.parametrize("model", [Demand, Hold])
def test_a_long_silence_on_the_word_of_one_waits_for_a_second(upgraded, model):
    said = {Demand: "member:WROTE", Hold: "member:PUT"}[model]
    far, cut = upgraded.on + FAR, upgraded.on + AT_MOST
    rows = {
        one.ref: (one.silent_until, one.order_until, one.silence_said_by, one.silence_seen_by)
        for one in model.objects.all()
    }
    assert rows == {
        "LONG": (cut, far, said, ""),
        "SHORT": (upgraded.on + SOON, None, "", ""),
        "TOLD": (far, None, "", ""),
        "NO PAPER": (cut, far, said if model is Hold else "", ""),
    }


def test_whom_each_measure_protects_is_said(upgraded):
    rows = Beneficiary.objects.order_by("measure", "pk")
    assert list(rows.values_list("measure", "other", "paper_ref")) == [
        ("ASKED", "", ""),
        ("ASKED", "TOMAS", "P-A-1"),
        ("ASKED", NOBODY, "P-A-2"),
        ("NOT ASKED", "", ""),
    ]
    assert {one.since_at for one in Beneficiary.objects.all()} == {MONDAY}


def test_what_stood_on_record_then_is_older_whatever_moments_it_says(upgraded):
    entries = list(Entry.objects.filter(event="TriesRead").order_by("sequence"))
    assert [one.sequence for one in entries] == [2, 3]
    is_older = of_before()
    assert [is_older(one) for one in entries] == [True, True]
    assert not is_older(Entry(sequence=4, at=MONDAY, facts="{}"))
    assert list(not_in_own_hand(seen_by=SYSTEM)) == []


def test_what_was_signed_then_is_older_than_its_number_by_its_place(upgraded):
    assert Since.objects.get(rule="numbered").after == 3


def test_a_key_that_is_recorded_by_its_beginning_counts_only_from_before(upgraded):
    said = as_it_counts()
    assert [said(number, SHORT_FORM) for number in (3, 4)] == [SHORT_FORM, ""]
    assert said(4, recorded_as(b"k" * 32)) == recorded_as(b"k" * 32)


def test_what_was_asked_of_a_leak_then_is_older_by_its_place(upgraded):
    assert Since.objects.get(rule="signed_of_leaks").after == 3
    asked = Entry(sequence=3, event="LiftAsked", by="member:K7Q2", facts="{}")
    assert of_before()(asked)


def test_who_said_then_that_the_person_was_told_is_older_by_its_place(upgraded):
    assert Since.objects.get(rule="signed_of_tellings").after == 3
    facts = {"event": "HoldTold", "by": "member:K7Q2", "facts": "{}"}
    assert [is_told([Entry(sequence=place, **facts)]) for place in (3, 4)] == [True, False]


def test_a_site_that_took_the_rule_before_this_step_keeps_the_place_that_it_went_by(upgraded):
    steps = MigrationRecorder.Migration.objects.filter(app="letterbox", name="0007_in_her_own_hand")
    step = import_module("amparo.foundations.ledger.migrations.0008_since")
    for moment, after in (
        (MONDAY - timedelta(days=1), 0),
        (timezone.now(), 1),
        (timezone.now() + timedelta(days=500), Entry.objects.latest("sequence").sequence),
    ):
        with transaction.atomic():
            Since.objects.all().delete()
            steps.update(applied=moment)
            step.keep_place(apps, SimpleNamespace(connection=connection))
            assert Since.objects.get(rule="signed").after == after
            transaction.set_rollback(True)


def test_an_account_that_was_suspended_was_so_by_whoever_noted_the_leak(upgraded):
    found = dict(Leak.objects.values_list("ref", "suspended_by"))
    assert found == {"L-STEPS": "", "L-SUSPENDED": "member:NOTED"}
