"""Each surface served alone, as a role of its own: the whole walk goes through, and what a surface
that was taken over would try is refused by the database."""

import html
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from io import StringIO
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege, InvalidTextRepresentation

from amparo.cli.apart import rights
from amparo.cli.commands.site.demo import walk
from amparo.cli.walk.browser import Browser, Unexpected
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.demo_site import AMPARO, Place, free_port
from amparo.cli.walk.story import Story
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import new_pair
from amparo.crypto.public_record import is_in
from amparo.crypto.signed_heads import Inclusion, heads_in
from amparo.foundations.accounts.deferred_fields import HER_OWN
from amparo.foundations.intake.requests.flood_fairness import A_FLOOD
from tests.architecture import on_record
from tests.demo import told
from tests.erasing import BY_ITSELF, FRESH, PAGE
from tests.rights import part_of
from tests.sites import database_in, tables_on

SURFACES = ("door", "desk", "portal", "site")
pytestmark = [
    pytest.mark.postgresql("roles of the surfaces"),
    pytest.mark.usefixtures("server"),
]


@dataclass
class Apart(Place):
    """The same site, each of its surfaces served alone beside the others."""

    each: dict[str, Place] = field(default_factory=dict)
    cast: Cast | None = None
    printed: str = ""

    def serve(self, *words: str) -> None:
        self.command(["surfaces"])
        for surface in SURFACES:
            one = Place(self.state, free_port(), self.more)
            one.serve("--surface", surface, "--workers", "1", *words)
            self.each[surface] = one
        self.port = self.each["door"].port

    def stop(self) -> None:
        for one in self.each.values():
            one.stop()

    def jobs(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [AMPARO, "tick"],
            env={**self.environment(), "AMPARO_SURFACE": "jobs"},
            capture_output=True,
            text=True,
            check=False,
        )

    def address_of(self, part: str) -> str:
        """As that surface asks the database."""
        for line in (self.state / "surfaces" / f"{part}.toml").read_text().splitlines():
            if line.startswith("database"):
                return line.partition('"')[2].rstrip('"')
        return ""


@contextmanager
def apart_in(folder: Path, server: str) -> Iterator[Apart]:
    with database_in(server, template=tables_on(server)) as database:
        place = Apart(folder, 0, {"AMPARO_SIGN_IN_COST": "test", "DATABASE_URL": database})
        try:
            yield place
        finally:
            place.stop()


@pytest.fixture(scope="module")
def walked(server, tmp_path_factory) -> Iterator[Apart]:
    """The demo's four cases and its consultation, walked through four processes."""
    exchange = Browser._exchange  # noqa: SLF001 - each page by the process that serves it

    def routed(browser, method, path, body, headers):
        browser.port = place.each[part_of(path)].port
        return exchange(browser, method, path, body, headers)

    with apart_in(tmp_path_factory.mktemp("apart") / "site", server) as place:
        place.state.mkdir(parents=True, exist_ok=True)
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as printed:
            patch.setattr(Browser, "_exchange", routed)
            place.cast = walk(place, Story.read())[0]
        place.printed = printed.getvalue()
        yield place


def test_the_whole_walk_goes_through_four_processes_with_their_own_roles(walked):
    with psycopg.connect(walked.more["DATABASE_URL"]) as there:
        serving = there.execute(
            "SELECT DISTINCT usename, application_name FROM pg_stat_activity"
            " WHERE application_name LIKE 'amparo %' AND datname = current_database()"
        ).fetchall()
        requests = there.execute("SELECT count(*) FROM intake_filing").fetchone()[0]
    name = walked.more["DATABASE_URL"].rpartition("/")[2]
    served = {(who, what) for who, what in serving if what.removeprefix("amparo ") in SURFACES}
    assert served == {(f"{name}_{one}", f"amparo {one}") for one in SURFACES}
    assert requests >= 3


def test_walk_tells_each_step_of_four_cases(walked):
    told.whole(walked.printed)


def test_what_falls_due_is_done_as_a_role_of_its_own(walked):
    done = walked.jobs()
    assert (done.returncode, done.stderr) == (0, "")


def test_the_public_pages_prove_what_is_on_record_though_they_read_no_word_of_it(walked):
    """Its page, its file, its feed, the proof of a filing, and what was said on a draft."""
    walked.command(["ledger", "publish"])
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        [(number, fingerprint)] = owner.execute(
            "SELECT proof_number, fingerprint FROM intake_filing ORDER BY id LIMIT 1"
        ).fetchall()
        [(name,)] = owner.execute("SELECT name FROM consultations_consultation LIMIT 1").fetchall()
    site = walked.each["site"]
    heads = heads_in(asked(site, "/public/ledger.json")[1])
    assert heads
    for path in ("/public/ledger/", "/public/ledger.atom"):
        status, text, _ = asked(site, path)
        assert (status, heads[-1].root.hex() in text) == (200, True)
    browser = Browser(site.host, site.port)
    page = browser.open("/check/")
    shown = browser.fill(page, {"number": number, "fingerprint": fingerprint})
    said = html.unescape(re.search(r'class="code long">([^<]+)<', shown.body.decode())[1])
    proof = Inclusion.parsed(said)
    assert is_in(proof)
    assert (proof.head.root, fingerprint) == (heads[-1].root, marks.fingerprint(proof.digest))
    for path in ("record/", "record.json"):
        assert asked(site, f"/public/consultations/{name}/{path}")[0] == 200


@pytest.mark.parametrize("part", rights.PARTS)
def test_nobody_is_a_surface_without_its_own_password(walked, part):
    own = urlsplit(walked.address_of(part))
    words = {urlsplit(walked.address_of(one)).password for one in rights.PARTS}
    assert len(words) == len(rights.PARTS)
    assert len(own.password) >= 32
    where = {"host": own.hostname, "port": own.port, "dbname": own.path[1:], "user": own.username}
    psycopg.connect(**where, password=own.password).close()
    for wrong in ("", "x", *words - {own.password}):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**where, password=wrong)


def ran(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [AMPARO, *words], env=place.environment(), capture_output=True, text=True, check=False
    )


def doctor(place: Place) -> str:
    return ran(place, "doctor", "--quick").stdout


def test_the_doctor_finds_the_surfaces_well_apart(walked):
    said = doctor(walked)
    # An advice may name an option, `--role`.
    lines = [line for line in said.splitlines() if "role " in line.replace("--role ", "")]
    assert lines + [line for line in said.splitlines() if "surface" in line] == []


MAKES_KEY = (
    "INSERT INTO accounts_groupkey (kind, public, ref, number, current) VALUES (%s, '', 99, true)"
)
LEAVES_WORDS = (
    "INSERT INTO intake_sealedmessage (ref, filing_id, about, kind, author, sealed, dropped_at)"
    " SELECT 'x', id, '', 'message', 'member:x', '', now() FROM intake_filing LIMIT 1"
)
KEEPS_FROM = LEAVES_WORDS.replace("'message'", "'kept_from'").replace("member:x", "system")
OF_A_FILE = (
    "INSERT INTO ledger_entry (sequence, at, event, about, by, facts, digest, previous, hash)"
    " SELECT (SELECT number + 1 FROM last_entry()),"
    " now(), 'FactsFound', code, 'person', '{}', '', '', ''"
    " FROM intake_filing LIMIT 1"
)
OFFICERS = (
    "member_id IN (SELECT id FROM accounts_member"
    ' WHERE roles <@ \'["institution_officer", "overseer"]\')'
)
LINK = "decode(repeat('00', 32), 'hex')"
RECORDS = (
    "INSERT INTO ledger_entry (sequence, at, event, about, by, facts, digest, previous, hash)"
    " VALUES ((SELECT number + 1 FROM last_entry()),"
    " now(), '{event}', '{about}', '{by}', '{facts}', '',"
    " decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))"
)
AGREED_QUESTION = (
    "INSERT INTO consent_question (ref, filing_id, kind, subject, fields, paper_ref, asked_at,"
    " answer, how, answered_at, replaced_for, each_adult, by_acta, acta_ref)"
    " SELECT 'AAAA-BBBB-CCCC', id, 'overdue', 'command', '[]', '', now(), 'agreed', 'page', now(),"
    " '', false, false, '' FROM intake_filing LIMIT 1"
)
AGREES = RECORDS.format(event="ScheduleAgreed", about="retention", by="{by}", facts="{{}}")
PUTS_FORWARD = RECORDS.format(event="ScheduleAdopted", about="retention", by="system", facts="{}")
READS = RECORDS.format(event="SilenceRead", about="x", by="{by}", facts="{{}}")
TELLS = RECORDS.format(event="DemandTold", about="x", by="{by}", facts="{{}}")
TELLS_TOO = RECORDS.format(event="HoldTold", about="x", by="{by}", facts="{{}}")
NOT_TOLD = (
    "INSERT INTO erasure_legalhold (ref, filing_id, ground, paper_ref, put_by, put_at,"
    " look_again_on, lifted_by, silent_until, order_until, silence_said_by, silence_seen_by)"
    " SELECT 'A-HOLD', id, 'court', '', 'member:x', now() + interval '{begins} days', now()::date,"
    " '', now()::date + {days}, now()::date + 300, 'member:x', '' FROM intake_filing"
    " ORDER BY id LIMIT 1"
)
RENOUNCES = (
    "INSERT INTO review_measurechange (ref, case_id, measure_id, kind, state, paper_ref, opened_at,"
    " changed_at, criterion, found) SELECT 'x', case_id, id, 'renounce', 'open', 'x', now(), now(),"
    " '', '[]' FROM measures_measure LIMIT 1"
)
PROPOSES = (
    "INSERT INTO consultations_proposal (consultation_id, code, article, heading, kind, identity,"
    " public, once_hash, version, received_at, changed_at, for_author, for_readers,"
    " state, reason, passages, organisation, text, salt, looks, left_out) SELECT id, 'X-PROPOSED',"
    " 'whole', '', 'change', decode(repeat('11', 32), 'hex'), decode(repeat('22', 32), 'hex'),"
    " decode(repeat('33', 32), 'hex'), 1, now(), now(), '', '', '{state}', '', 0, '',"
    " '{text}', '', {looks}, '' FROM consultations_consultation LIMIT 1"
)
DEMANDED = (
    "INSERT INTO intake_publishedblanketdemand (ref, kind, what, noted_on, outcome, told_at)"
    " VALUES ('MADE-UP', 'court', 'files', now(), '', now())"
)
# The operator signs nothing, nor do the jobs, and no other surface speaks as they do.
SIGNED_OR_HIS = (
    "DemandTold",
    "EndingDropped",
    "HoldTold",
    "InvitationEnded",
    "LiftAsked",
    "LiftRefused",
    "MemberLeft",
    "MemberReinstated",
    "MemberSuspended",
    "SuspicionLifted",
)
OF_INVITATIONS = (
    "SELECT name FROM accounts_invitation",
    "SELECT token_hash FROM accounts_invitation",
    "SELECT good_from FROM accounts_invitation WHERE used_at IS NULL",
    "UPDATE accounts_invitation SET good_from = now()",
    "DELETE FROM accounts_invitation",
)
MUST_FAIL = {
    "door": (
        AGREES.format(by="system"),
        AGREES.format(by="member:x"),
        PUTS_FORWARD,
        READS.format(by="system"),
        TELLS.format(by="system"),
        TELLS_TOO.format(by="person"),
        RECORDS.format(event="FileOpened", about="x", by="member:x", facts="{}"),
        "SELECT sealed_secret FROM accounts_credentials",
        "SELECT verifier FROM accounts_credentials",
        "SELECT * FROM accounts_credentials",
        *(f"SELECT {one} FROM accounts_member" for one in HER_OWN),  # noqa: S608 - our own words
        "SELECT sealed FROM accounts_groupkeyholder",
        "SELECT sealed FROM cases_caseaccess",
        "SELECT sealed FROM intake_recoveredcasekey",
        "UPDATE intake_casekey SET public = ''",
        "UPDATE intake_casekey SET mark = ''",
        "UPDATE related_people_accesscredential SET public = ''",
        "UPDATE related_people_accesscredential SET mark = ''",
        "UPDATE related_people_accesscredential SET \"right\" = 'speaks'",
        "SELECT mark FROM cases_caseaccess",
        "INSERT INTO cases_caseaccess (case_id) VALUES (1)",
        "UPDATE cases_caseaccess SET member_id = 1",
        "INSERT INTO cases_emergencyaccesskey (case_id) VALUES (1)",
        "SELECT * FROM accounts_invitation",
        *OF_INVITATIONS,
        "INSERT INTO accounts_groupkeyholder (group_id, member_id, sealed) VALUES (1, 1, '')",
        "UPDATE accounts_credentials SET verifier = ''",
        "UPDATE accounts_groupkey SET public = ''",
        "UPDATE intake_filing SET code = ''",
        "DELETE FROM intake_filing",
        "UPDATE ledger_entry SET facts = ''",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "SELECT * FROM consultations_proposal",
        LEAVES_WORDS,
        KEEPS_FROM,
        "UPDATE intake_filing SET withdrawn_at = now()",
        "UPDATE cases_case SET closed_at = now()",
        "UPDATE cases_caseaccess SET open = false",
        OF_A_FILE,
        "CREATE TABLE mine (one int)",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "SET ROLE amparo",
        FRESH.format(how=BY_ITSELF, days=90, answer="granted"),
        FRESH.format(how=PAGE, days=1, answer=""),
        "UPDATE erasure_erasure SET answer = 'granted'",
        "UPDATE erasure_erasure SET heard_by = 'member:x', heard_at = now()",
        "UPDATE erasure_erasure SET not_before = now()",
        "DELETE FROM erasure_erasure",
        "UPDATE erasure_legalhold SET lifted_at = now()",
        "INSERT INTO erasure_legalhold (ref) VALUES ('')",
        "DELETE FROM erasure_legalhold",
        "INSERT INTO erasure_erasedcontentstub (kind) VALUES ('')",
    ),
    "site": (
        AGREES.format(by="system"),
        READS.format(by="member:x"),
        TELLS.format(by="system"),
        TELLS_TOO.format(by="system"),
        RECORDS.format(event="ConsentAnswered", about="x", by="person", facts="{}"),
        "SELECT sealed FROM intake_document",
        "SELECT sealed_slot FROM intake_filing",
        "SELECT * FROM intake_casekey",
        "SELECT * FROM cases_case",
        "SELECT name FROM accounts_member",
        *OF_INVITATIONS,
        "SELECT about FROM ledger_entry",
        'SELECT "by", facts FROM ledger_entry',
        "SELECT code FROM intake_filing",
        "SELECT once_hash FROM intake_filing",
        PROPOSES.format(state="shown", text="x", looks=0),
        PROPOSES.format(state="withheld", text="", looks=1),
        PROPOSES.format(state="waiting", text="x", looks=0),
        "UPDATE consultations_proposal SET looks = 1",
        "UPDATE consultations_proposal SET public = ''",
        "UPDATE consultations_proposal SET identity = ''",
        "DELETE FROM consultations_proposal",
        "UPDATE figures_edition SET period = ''",
        "UPDATE ledger_publishedhead SET root = ''",
        "UPDATE consultations_consultation SET id = id + 1000",
        "DELETE FROM accounts_failedattempts",
        "INSERT INTO accounts_failedattempts (key, count, since) VALUES ('desk1', 0, now())",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET facts = ''",
    ),
    "desk": (
        PUTS_FORWARD,
        *(RECORDS.format(event=one, about="x", by="system", facts="{}") for one in SIGNED_OR_HIS),
        RECORDS.format(event="ContentErased", about="x", by="system", facts="{}"),
        RECORDS.format(event="HeadPublished", about="x", by="system", facts="{}"),
        NOT_TOLD.format(begins=0, days=30),
        NOT_TOLD.format(begins=300, days=300),
        "UPDATE referral_authoritydemand SET paper_ref = ''",
        "UPDATE accounts_member SET public = ''",
        "UPDATE accounts_member SET roles = '[]'",
        "UPDATE accounts_credentials SET member_id = member_id + 1000",
        "UPDATE ledger_entry SET facts = ''",
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_publishedhead (size) VALUES (1)",
        "SELECT * FROM intake_draft",
        "DELETE FROM intake_filing",
        "DELETE FROM cases_case",
        "DROP TABLE ledger_entry",
        FRESH.format(how=BY_ITSELF, days=90, answer="granted"),
        "UPDATE erasure_erasure SET how = 'schedule'",
        "UPDATE erasure_legalhold SET put_by = ''",
        "DELETE FROM erasure_erasure",
        "DELETE FROM erasure_legalhold",
        "DELETE FROM erasure_erasedcontentstub",
        MAKES_KEY.replace("%s", "'recovery', ''"),
        MAKES_KEY.replace("%s", "'backup', ''"),
        "UPDATE accounts_groupkey SET public = ''",
        "INSERT INTO accounts_proposedkey (public) VALUES ('')",
        "UPDATE intake_filing SET id = id + 1000",
    ),
    "portal": (
        AGREES.format(by="member:x"),
        READS.format(by="member:x"),
        TELLS.format(by="system"),
        TELLS_TOO.format(by="system"),
        "UPDATE accounts_credentials SET member_id = member_id + 1000",
        "SELECT sealed FROM cases_caseaccess",
        "SELECT sealed FROM intake_document",
        "SELECT * FROM intake_casekey",
        "SELECT * FROM intake_draft",
        "UPDATE accounts_member SET roles = '[]'",
        "UPDATE accounts_member SET public = ''",
        "INSERT INTO accounts_invitation (name) VALUES ('')",
        "UPDATE accounts_phonechange SET confirmed_at = now(), confirmed_by = 'x'",
        "UPDATE intake_filing SET id = id + 1000",
        MAKES_KEY.replace("%s", "'recovery', ''"),
        MAKES_KEY.replace("%s", "'reception', ''"),
        (
            "INSERT INTO accounts_groupkeyholder (group_id, member_id, sealed)"
            " SELECT g.id, m.id, '' FROM accounts_groupkey g, accounts_member m"
            " WHERE g.kind = 'reception' LIMIT 1"
        ),
        "UPDATE ledger_entry SET facts = ''",
    ),
    "jobs": (
        AGREES.format(by="member:x"),
        READS.format(by="system"),
        RECORDS.format(event="GivingUpAsked", about="x", by="person", facts="{}"),
        RENOUNCES,
        "UPDATE referral_authoritydemand SET silent_until = now()",
        AGREED_QUESTION,
        "SELECT sealed FROM cases_caseaccess",
        "SELECT sealed_secret FROM accounts_credentials",
        "SELECT sealed FROM intake_casekey",
        "SELECT sealed FROM accounts_session",
        "UPDATE ledger_entry SET facts = ''",
        "UPDATE accounts_credentials SET verifier = ''",
        "UPDATE erasure_erasure SET answer = 'granted'",
        "UPDATE erasure_legalhold SET lifted_at = now()",
        "DELETE FROM erasure_legalhold",
        "DELETE FROM erasure_erasure",
        "UPDATE intake_filing SET id = id + 1000",
    ),
}
IN_VAIN = {
    "door": (
        "DELETE FROM accounts_failedattempts WHERE substring(key FROM 1 FOR 4) = 'desk'::bytea",
        "DELETE FROM cases_caseaccess",
        "UPDATE measures_measure SET state = 'lapsed'",
        "UPDATE obligations_obligation SET extract = ''",
        "UPDATE obligations_followuptask SET done_at = now()",
        "UPDATE review_reviewtask SET done_at = now()",
        "UPDATE consent_question SET filing_id = (SELECT min(id) FROM intake_filing)",
    ),
    "site": (
        (
            "UPDATE accounts_failedattempts SET count = 0"
            " WHERE substring(key FROM 1 FOR 4) = 'desk'::bytea"
        ),
        "UPDATE accounts_session SET ends_at = now() WHERE subject <> 'proposal'",
        "DELETE FROM intake_draft",
        "UPDATE consultations_proposal SET state = 'withdrawn', text = '', organisation = ''",
        "DELETE FROM accounts_session WHERE subject <> 'proposal'",
    ),
    "desk": ("UPDATE accounts_groupkey SET current = false WHERE kind IN ('recovery', 'backup')",),
    "jobs": ("UPDATE measures_measure SET state = 'granted'",),
    "portal": (
        "UPDATE accounts_groupkey SET current = false WHERE kind <> 'unit'",
        "UPDATE accounts_credentials SET verifier = '' WHERE NOT OF_OFFICERS".replace(
            "OF_OFFICERS", OFFICERS
        ),
        "UPDATE accounts_credentials SET sealed_secret = '' WHERE NOT OF_OFFICERS".replace(
            "OF_OFFICERS", OFFICERS
        ),
        "UPDATE accounts_credentials SET sealed_passkeys = '' WHERE NOT OF_OFFICERS".replace(
            "OF_OFFICERS", OFFICERS
        ),
        "UPDATE accounts_credentials SET sealed_recovery = '' WHERE NOT OF_OFFICERS".replace(
            "OF_OFFICERS", OFFICERS
        ),
        "UPDATE accounts_member SET wrong_tries = 0 WHERE roles @> '[\"reception\"]'",
        "DELETE FROM accounts_failedattempts WHERE substring(key FROM 1 FOR 4) = 'desk'::bytea",
    ),
}
"""What the database lets a surface ask, and does to no row."""


@pytest.mark.parametrize("part", MUST_FAIL)
def test_whoever_took_a_surface_over_is_refused(walked, part):
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        known = of_a_request(owner)
    with psycopg.connect(walked.address_of(part)) as there:
        assert [one for one in MUST_FAIL[part] if not refuses(there, part, one, known)] == []


def refuses(there: psycopg.Connection, part: str, tried: str, known: str) -> bool:
    # The door sees no request: who took it over may know of one by number and code.
    if part == "door" and tried.startswith("INSERT"):
        tried = tried.replace("FROM intake_filing", known)
    try:
        there.execute(tried)
    except InsufficientPrivilege:
        return True
    finally:
        there.rollback()
    return False


def of_a_request(owner: psycopg.Connection, number: int = 0) -> str:
    """One request in place of the table, as somebody names it who does not see it."""
    which = "WHERE id = %s" if number else "WHERE id > %s"
    question = f"SELECT id, code FROM intake_filing {which} ORDER BY id LIMIT 1"  # noqa: S608
    [(found, code)] = owner.execute(question, [number]).fetchall()
    return f"FROM (VALUES ({found}, '{code}')) AS intake_filing (id, code)"


@pytest.mark.parametrize("part", IN_VAIN)
def test_whoever_took_a_surface_over_changes_no_row_of_others(walked, part):
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        owner.execute(
            "INSERT INTO accounts_failedattempts (key, count, since) VALUES ('desk', 5, now())"
            " ON CONFLICT DO NOTHING"
        )
        owner.execute(f"{BEGUN} ON CONFLICT DO NOTHING")
        owner.commit()
        of_the_owner = [changes(owner, one) for one in IN_VAIN[part]]
    with psycopg.connect(walked.address_of(part)) as there:
        of_the_part = [changes(there, one) for one in IN_VAIN[part]]
    found = zip(IN_VAIN[part], of_the_owner, of_the_part, strict=True)
    assert [one for one, rows, its in found if not rows or its] == []


def changes(there: psycopg.Connection, tried: str) -> int:
    """How many rows; they stay as they were."""
    rows = there.execute(tried).rowcount
    there.rollback()
    return rows


def test_what_somebody_writes_beside_a_case_is_given_no_key_of_it(walked):
    """The door may not, of a file that it was not shown. Then somebody opens the case."""
    own, code = new_pair(), walked.cast.code
    with psycopg.connect(walked.more["DATABASE_URL"]) as there:
        written = there.execute(
            "INSERT INTO intake_casekey (filing_id, holder, member, sealed, public, identity, mark)"
            " SELECT id, 'person', '', '', %s, %s, '' FROM intake_filing WHERE code = %s",
            [own.public, bytes(range(32)), code],
        )
        assert written.rowcount == 1
        flagged = there.execute(
            "UPDATE cases_case SET seal_anew = true WHERE filing_id ="
            " (SELECT id FROM intake_filing WHERE code = %s)",
            [code],
        )
        assert flagged.rowcount == 1
    team = [one for one in walked.cast.accounts.values() if one.surface == "desk"]
    pages = []
    for account in team:
        account.browser.port = walked.each["desk"].port
        pages.append(account.browser.open(f"/desk/cases/{code}/"))
    assert any("Se excluyó una llave" in page.text for page in pages)
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        rows = owner.execute("SELECT count(*) FROM intake_casekey WHERE public = %s", [own.public])
        assert rows.fetchone() == (0,)
        told = "SELECT count(*) FROM ledger_entry WHERE event = 'KeyLeftOut' AND about = %s"
        assert owner.execute(told, [code]).fetchone() == (1,)


SHOWS = "SELECT set_config('amparo.shown', %s, false)"
A_KEY = (
    "INSERT INTO intake_casekey (filing_id, holder, member, sealed, public, identity, mark)"
    " VALUES (%s, 'person', '', '', 'x', 'mine', '')"
)
# The mark is as long as one is: nothing that is guessed holds it by chance.
OF_A_DRAFT = "y" * 32
OWN_WORDS = b"w" * 32
BEGUN = (
    "INSERT INTO intake_draft (id_hash, sealed, changed_at)"
    " VALUES (convert_to(repeat('y', 32), 'UTF8'), '', now())"
)
REMOVED = (
    "DELETE FROM intake_casekey",
    "DELETE FROM intake_document",
    "DELETE FROM intake_sealedmessage",
    "DELETE FROM intake_exclusion",
    "DELETE FROM intake_draft",
    "UPDATE intake_draft SET sealed = ''",
    "UPDATE intake_casekey SET confirmed_at = now()",
    "UPDATE intake_document SET current = false",
    "UPDATE erasure_exactlocation SET sealed = ''",
    "UPDATE related_people_accesscredential SET identity = 'mine'",
    "UPDATE related_people_separatequestion SET closed_at = now()",
    "DELETE FROM related_people_credentialcopy",
)
TOLD_OF_ALL = """left(event, 10) <> 'WideDemand'
  AND about NOT IN (SELECT code FROM intake_filing)"""
OF_OTHERS = "other_id IN (SELECT id FROM related_people_relatedperson WHERE filing_id = %(filing)s)"
# The table, which rows of it the door reads of every file, and which are of one alone.
READ_OF_ONE = {
    "intake_document": ("false", "filing_id = %(filing)s"),
    "intake_attachment": ("false", "filing_id = %(filing)s"),
    "intake_sealedmessage": ("false", "filing_id = %(filing)s"),
    "intake_exclusion": ("false", "filing_id = %(filing)s"),
    "erasure_exactlocation": ("false", "filing_id = %(filing)s"),
    "related_people_relatedperson": ("false", "filing_id = %(filing)s"),
    "related_people_accesscredential": ("false", OF_OTHERS),
    "related_people_relatedpersonmessage": ("false", OF_OTHERS),
    "related_people_separatequestion": ("false", OF_OTHERS),
    "related_people_credentialcopy": (
        "false",
        "way_id IN (SELECT id FROM related_people_accesscredential WHERE OF)".replace(
            "OF", OF_OTHERS
        ),
    ),
    "ledger_entry": (
        TOLD_OF_ALL,
        "about = (SELECT code FROM intake_filing WHERE id = %(filing)s)",
    ),
}
# Which rows of each other table are of one file, by the column that leads there.
OF_CASE = "case_id IN (SELECT id FROM cases_case WHERE filing_id = %(filing)s)"
OF_ONE = {
    "filing_id": "filing_id = %(filing)s",
    "case_id": OF_CASE,
    "complaint_id": "complaint_id IN (SELECT id FROM review_complaint WHERE OF)".replace(
        "OF", "filing_id = %(filing)s"
    ),
    "change_id": "change_id IN (SELECT id FROM review_measurechange WHERE OF)".replace(
        "OF", OF_CASE
    ),
}
BETWEEN = ("collectives_board", "collectives_intermediary", "collectives_intermediarydocument")
"""Of two files each: see below."""
NEAR = [
    table
    for table, rules in rights.rows_of("door").items()
    if "near" in rules.get("SELECT", "") and table not in {*READ_OF_ONE, *BETWEEN}
]
# One row more in each of these, of any file.
ADDED = {
    "intake_document": (
        "INSERT INTO intake_document (ref, filing_id, kind, author, for_person, sealed, digest,"
        " version, current, written_at)"
        " VALUES ('X-MORE', %s, 'message', 'person', true, '', '', 1, true, now())"
    ),
    "intake_attachment": (
        "INSERT INTO intake_attachment (ref, filing_id, paper_ref, question, kind, author,"
        " sealed_size, sealed_about, stored_as, for_person, stored_at)"
        " VALUES ('X-MORE', %s, '', '', 'audio', 'person', 1, '', 'x/more', true, now())"
    ),
    "intake_exclusion": ("INSERT INTO intake_exclusion (filing_id, blinded) VALUES (%s, 'X-MORE')"),
    "erasure_exactlocation": (
        "INSERT INTO erasure_exactlocation (ref, filing_id, kind, author, sealed, written_at,"
        " ends_at) VALUES ('X-MORE', %s, 'now', 'person', 'x', now(), now())"
    ),
    "related_people_relatedperson": (
        "INSERT INTO related_people_relatedperson (ref, filing_id, relation, paper_ref, named_at,"
        " child) VALUES ('X-MORE', %s, 'lawyer', '', now(), false)"
    ),
    "intake_sealedmessage": (
        "INSERT INTO intake_sealedmessage (ref, filing_id, about, kind, author, sealed, dropped_at)"
        " VALUES ('X-MORE', %s, '', 'look_for_a_member', 'person', '', now())"
    ),
}
WAY_OF = (
    'INSERT INTO related_people_accesscredential (other_id, "right", public, identity, given_at,'
    " mark) SELECT id, 'reads', %s, %s, now(), '' FROM related_people_relatedperson"
    " WHERE filing_id = %s AND ref = 'X-MORE' RETURNING id"
)


@dataclass(frozen=True)
class Hers:
    """One file with the key by which its person's words open it, and somebody else's file."""

    filing: int
    way: int
    public: str
    identity: str
    keys: int
    another: int

    @property
    def shown(self) -> str:
        return f"key:{self.way}:{self.public}"


@pytest.fixture
def hers(walked) -> Iterator[Hers]:
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        [(way, filing, public, identity)] = owner.execute(
            "SELECT id, filing_id, encode(public, 'hex'), encode(identity, 'hex')"
            " FROM intake_casekey WHERE holder = 'person' ORDER BY id LIMIT 1"
        ).fetchall()
        [(keys,)] = owner.execute(
            "SELECT count(*) FROM intake_casekey WHERE filing_id = %s", [filing]
        )
        [(another,)] = owner.execute(
            "SELECT filing_id FROM intake_casekey WHERE filing_id <> %s ORDER BY id LIMIT 1",
            [filing],
        )
        owner.execute(f"{BEGUN} ON CONFLICT DO NOTHING")
        yield Hers(filing, way, public, identity, keys, another)
        owner.execute("DELETE FROM intake_draft WHERE id_hash = %s", [OF_A_DRAFT.encode()])


def kept(there: psycopg.Connection) -> tuple[int, int]:
    """How many keys and drafts are seen there."""
    keys = there.execute("SELECT count(*) FROM intake_casekey").fetchone()
    drafts = there.execute("SELECT count(*) FROM intake_draft").fetchone()
    return keys[0], drafts[0]


def test_whoever_took_the_door_over_reads_no_key_of_whom_it_was_not_shown(walked, hers):
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        assert all(kept(owner))
    begins, other = f"key:{hers.way}", f"key:{hers.way + 1}:{hers.public}"
    guesses = ("", hers.identity[:-1], f"{begins}:", f"{begins}:{'0' * 64}", other, "%", "key:1:")
    with psycopg.connect(walked.address_of("door")) as there:
        assert kept(there) == (0, 0)
        for guess in (*guesses, hers.shown[:-1], f"{hers.shown}%"):
            there.execute(SHOWS, [guess])
            assert (guess, kept(there)) == (guess, (0, 0))
        there.execute(SHOWS, [hers.shown])
        assert kept(there) == (hers.keys, 0)
        files = there.execute("SELECT DISTINCT filing_id FROM intake_casekey").fetchall()
        assert files == [(hers.filing,)]
        there.execute(SHOWS, [OF_A_DRAFT.encode().hex()])
        assert kept(there) == (0, 1)


def seen(there: psycopg.Connection, table: str, which: str, filing: int) -> int:
    question = f"SELECT count(*) FROM {table} WHERE {which}"  # noqa: S608 - words of this file
    return int(there.execute(question, {"filing": filing}).fetchone()[0])


@pytest.fixture
def full(walked, hers) -> Iterator[int]:
    """Somebody else of that file, with words of their own; and a row in each table of it, and of
    another file. Gives the number of the words."""
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        for filing, ref in ((hers.another, "X-MORE-2"), (hers.filing, "X-MORE")):
            for added in ADDED.values():
                owner.execute(added.replace("X-MORE", ref).replace("x/more", ref), [filing])
        own = new_pair()
        [(way,)] = owner.execute(WAY_OF, [own.public, OWN_WORDS, hers.filing]).fetchall()
        yield way
        owner.execute("DELETE FROM related_people_accesscredential WHERE id = %s", [way])
        for table in ADDED:
            known = "blinded" if table == "intake_exclusion" else "ref"
            owner.execute(f"DELETE FROM {table} WHERE {known} IN ('X-MORE', 'X-MORE-2')")  # noqa: S608


def test_whoever_took_the_door_over_reads_no_row_of_whom_it_was_not_shown(walked, hers, full):
    for table, (of_all, of_one) in READ_OF_ONE.items():
        reads_of_one(walked, hers, table, of_all, of_one)


def reads_of_one(walked: Apart, hers: Hers, table: str, of_all: str, of_one: str) -> None:
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        every = seen(owner, table, "true", 0)
        open_to_all = seen(owner, table, of_all, 0)
        of_hers = seen(owner, table, f"({of_one}) AND NOT ({of_all})", hers.filing)
    assert every > open_to_all, table
    with psycopg.connect(walked.address_of("door")) as there:
        for guess in ("", "%", hers.identity[:-1], f"key:{hers.way}:", hers.shown[:-1], "way:1:"):
            there.execute(SHOWS, [guess])
            assert (table, guess, seen(there, table, "true", 0)) == (table, guess, open_to_all)
        for shows in (hers.shown, hers.identity):
            there.execute(SHOWS, [shows])
            assert (table, seen(there, table, "true", 0)) == (table, open_to_all + of_hers)


def of_one(there: psycopg.Connection, table: str) -> str:
    columns = there.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    ).fetchall()
    return next(said for column, said in OF_ONE.items() if (column,) in columns)


def test_whoever_took_the_door_over_reads_nothing_else_of_whom_it_was_not_shown(walked, hers):
    """What the team does in a case, by columns that say it: no row, but of the file shown."""
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        of_hers = {one: seen(owner, one, of_one(owner, one), hers.filing) for one in NEAR}
    with psycopg.connect(walked.address_of("door")) as there:
        for guess in ("", "%", hers.identity[:-1], f"key:{hers.way}:", hers.shown[:-1], "linked:%"):
            there.execute(SHOWS, [guess])
            assert (guess, [one for one in NEAR if seen(there, one, "true", 0)]) == (guess, [])
        there.execute(SHOWS, [hers.shown])
        assert {one: seen(there, one, "true", 0) for one in NEAR} == of_hers


THEMSELVES = {"intake_filing": "id", "cases_case": "filing_id"}
"""Requests and cases, each with the column that says of which request it is."""


@pytest.mark.parametrize(("table", "column"), THEMSELVES.items())
def test_whoever_took_the_door_over_reads_no_request_and_no_case_that_it_was_not_shown(
    walked, hers, table, column
):
    """Not with its code either, its receipt of filing, or a part of what was kept when it came."""
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        assert seen(owner, table, "true", 0) >= 3
        [(code, number, once)] = owner.execute(
            "SELECT code, proof_number, encode(once_hash, 'hex') FROM intake_filing WHERE id = %s",
            [hers.filing],
        ).fetchall()
    mine = f"SELECT {column} FROM {table}"  # noqa: S608 - words of this file
    guesses = ["", "%", code, number, f"linked:{code}", f"once:{code}", "once:", once[:-2]]
    guesses += [f"once:{once[:-2]}", f"key:{hers.way}:", hers.shown[:-1], hers.identity[:-1]]
    with psycopg.connect(walked.address_of("door")) as there:
        for guess in guesses:
            there.execute(SHOWS, [guess])
            assert (guess, there.execute(mine).fetchall()) == (guess, [])
        for shows in (hers.shown, hers.identity, f"{hers.shown} linked:{code}"):
            there.execute(SHOWS, [shows])
            assert there.execute(mine).fetchall() == [(hers.filing,)]


def test_whoever_took_the_door_over_holds_no_request_that_it_was_not_shown(walked, hers):
    """Whoever works on it waits for nobody."""
    holds = "SELECT id FROM intake_filing FOR UPDATE"
    changes = "UPDATE intake_filing SET withdrawn_at = now() WHERE id = %s"
    also = "UPDATE cases_case SET closed_at = now() WHERE filing_id = %s"
    others = "SELECT id FROM intake_filing WHERE id <> %s FOR UPDATE NOWAIT"
    with (
        psycopg.connect(walked.address_of("door")) as there,
        psycopg.connect(walked.more["DATABASE_URL"]) as owner,
    ):
        assert there.execute(holds).fetchall() == []
        there.execute(SHOWS, [hers.shown])
        assert there.execute(holds).fetchall() == [(hers.filing,)]
        assert there.execute(changes, [hers.another]).rowcount == 0
        assert there.execute(also, [hers.another]).rowcount == 0
        assert owner.execute(others, [hers.filing]).fetchall()
        there.rollback()


STORES = (
    "INSERT INTO intake_filing (code, protocol, channel, urgent, filed_at, first_contact_at,"
    " happened, facts, norms, on_behalf, impediment, once_hash, proof_number, fingerprint,"
    " key_version, sealed_slot) VALUES ('X-STORED', 'x', 'web', false, now(), now(), '{}', '{}',"
    " '[]', false, '', %s, 'X-STORED', '', 1, '') RETURNING id"
)


def test_a_request_is_seen_as_it_is_stored_by_whoever_stores_it(walked):
    mark = b"m" * 32
    with psycopg.connect(walked.address_of("door")) as there:
        with pytest.raises(InsufficientPrivilege, match="row-level"):
            there.execute(STORES, [mark])
        there.rollback()
        there.execute(SHOWS, [f"once:{mark.hex()}"])
        [(number,)] = there.execute(STORES, [mark]).fetchall()
        assert there.execute("SELECT id FROM intake_filing").fetchall() == [(number,)]
        there.execute(SHOWS, [""])
        assert there.execute("SELECT id FROM intake_filing").fetchall() == []
        there.rollback()


def test_of_all_requests_the_door_is_told_whether_very_many_came(walked):
    asks = "SELECT is_flood(now() - interval '15 minutes')"
    with psycopg.connect(walked.address_of("door")) as there:
        assert there.execute(asks).fetchone() == (False,)
        for number in range(A_FLOOD):
            there.execute(SHOWS, [f"once:{bytes([number] * 32).hex()}"])
            stored = STORES.replace("X-STORED", f"X-{number}")
            there.execute(stored, [bytes([number] * 32)])
        assert there.execute(asks).fetchone() == (True,)
        there.rollback()


COLLECTIVE = "INSERT INTO collectives_collective (ref, kind, noted_at) VALUES ('X-ALL', 'x', now())"
BOARD = (
    "INSERT INTO collectives_board (ref, collective_id, case_id, paper_ref, joined_at)"
    " SELECT 'X-BOARD', l.id, c.id, '', now() FROM collectives_collective l, cases_case c"
    " WHERE l.ref = 'X-ALL' AND c.filing_id = %(board)s"
)
BETWEEN_THEM = (
    "INSERT INTO collectives_intermediary (ref, board_id, case_id, scope, until, paper_ref,"
    " proposed_at, ended, ended_at) SELECT 'X-BETWEEN', b.id, c.id, '[]', now(), '', now(), '',"
    " %(ended)s FROM collectives_board b, cases_case c"
    " WHERE b.ref = 'X-BOARD' AND c.filing_id = %(between)s"
)
TOLD = (
    "INSERT INTO collectives_intermediarydocument (between_id, paper_ref, own_ref, passed_at)"
    " SELECT id, '', '', now() FROM collectives_intermediary WHERE ref = 'X-BETWEEN'"
)


def test_a_go_between_is_at_hand_of_its_board_as_long_as_that_can_end_it_and_not_the_other_way(
    walked, hers
):
    """The words of the board end it, and take from its page what it was told."""
    role = f"{walked.more['DATABASE_URL'].rpartition('/')[2]}_door"
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:

        def files(
            *, board: int, between: int, ended: str | None = None, told: str = ""
        ) -> list[int]:
            for one in filter(None, (COLLECTIVE, BOARD, BETWEEN_THEM, told)):
                owner.execute(one, {"board": board, "between": between, "ended": ended})
            owner.execute(SHOWS, [hers.shown])
            owner.execute(f'SET LOCAL SESSION AUTHORIZATION "{role}"')
            found = [owner.execute(f"SELECT {column} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
                     for table, column in THEMSELVES.items()]  # fmt: skip
            owner.rollback()
            assert found[0] == found[1]
            return [one for (one,) in found[0]]

        theirs = {"board": hers.filing, "between": hers.another}
        both = sorted([hers.filing, hers.another])
        assert files(**theirs) == both
        assert files(**theirs, ended="2026-10-05") == [hers.filing]
        assert files(**theirs, ended="2026-10-05", told=TOLD) == both
        assert files(board=hers.another, between=hers.filing) == [hers.filing]


ERASED = (
    "INSERT INTO erasure_erasure (ref, filing_id, scope, how, asked_by, asked_at, not_before,"
    " heard_by, answer, decided_by, files, erased_at, done_at) VALUES ('X-GONE', %s, 'files',"
    " 'schedule', 'system', now(), now(), '', 'granted', '', '[]', now(), now())"
)
STOOD = (
    "INSERT INTO erasure_erasedcontentstub (erasure_id, kind, count, first_at, last_at)"
    " SELECT id, 'files', 1, now(), now() FROM erasure_erasure WHERE ref = 'X-GONE'"
)


def test_whoever_took_the_door_over_reads_what_was_erased_by_the_number_of_its_receipt(
    walked, hers
):
    gone = "SELECT ref FROM erasure_erasure WHERE erased_at IS NOT NULL"
    stood = "SELECT kind FROM erasure_erasedcontentstub"
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(ERASED, [hers.another])
        owner.execute(STOOD)
        try:
            with psycopg.connect(walked.address_of("door")) as there:
                for guess in ("", "X-GONE", "erased:", "erased:X-GON", "erased:%", hers.shown):
                    there.execute(SHOWS, [guess])
                    assert (guess, there.execute(gone).fetchall()) == (guess, [])
                    assert there.execute(stood).fetchall() == []
                there.execute(SHOWS, ["erased:X-GONE"])
                assert there.execute(gone).fetchall() == [("X-GONE",)]
                assert there.execute(stood).fetchall() == [("files",)]
        finally:
            owner.execute(
                "DELETE FROM erasure_erasedcontentstub WHERE kind = 'files' AND"
                " erasure_id IN (SELECT id FROM erasure_erasure WHERE ref = 'X-GONE')"
            )
            owner.execute("DELETE FROM erasure_erasure WHERE ref = 'X-GONE'")


def test_the_walk_leaves_something_in_the_tables_of_which_this_was_tried(walked):
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        full = {table for table in NEAR if seen(owner, table, "true", 0)}
    assert full >= {
        "cases_caseaccess",
        "consent_question",
        "measures_measure",
        "measures_decision",
        "obligations_obligation",
        "obligations_followuptask",
        "review_reviewtask",
    }


LINKS = (
    "INSERT INTO ledger_entry (sequence, at, event, about, by, facts, digest, previous, hash)"
    " SELECT (SELECT max(sequence) + 1 FROM ledger_entry), %(at)s,"
    " 'PaperWritten', code, %(by)s, %(facts)s, '', '', ''"
    " FROM intake_filing WHERE id = %(filing)s"
)
LINKED = '{"kind":"linked_case"}'
A_DAY, ANOTHER = "2026-10-05 10:00+00", "2026-10-05 10:00:00.000001+00"


@pytest.fixture
def linking(walked, hers) -> Iterator[Callable[..., int]]:
    """How many rows of the other file the door sees that shows one, and says that it is linked to
    the other, where the record says this of both. Nothing stays."""
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        role = f"{walked.more['DATABASE_URL'].rpartition('/')[2]}_door"
        codes = dict(owner.execute("SELECT id, code FROM intake_filing").fetchall())

        def sees(*said: tuple[str, str, str], shows: str = "{hers} linked:{code}") -> int:
            for filing, (at, by, facts) in zip((hers.filing, hers.another), said, strict=True):
                told = {"at": at, "by": by, "facts": facts, "filing": filing}
                owner.execute(LINKS, told)
            owner.execute(SHOWS, [shows.format(hers=hers.shown, code=codes[hers.another])])
            owner.execute(f'SET LOCAL SESSION AUTHORIZATION "{role}"')
            found = seen(owner, "cases_caseaccess", OF_CASE, hers.another)
            assert seen(owner, "intake_attachment", "filing_id = %(filing)s", hers.another) == 0
            owner.rollback()
            return found

        yield sees


def test_a_linked_file_is_near_once_its_paper_was_opened_and_no_other_is(linking):
    told = (A_DAY, "member:x", LINKED)
    assert linking(told, told) > 0
    for shows in ("{hers}", "linked:{code}", "{hers} linked:", "{hers} linked:{code}x"):
        assert linking(told, told, shows=shows) == 0


@pytest.mark.parametrize(
    "there",
    [
        (ANOTHER, "member:x", LINKED),
        (A_DAY, "member:y", LINKED),
        (A_DAY, "member:x", '{"kind":"message"}'),
    ],
)
def test_files_are_linked_that_one_member_linked_in_one_moment(linking, there):
    assert linking((A_DAY, "member:x", LINKED), there) == 0


def test_what_the_door_itself_may_put_on_record_links_nothing(linking):
    for by in ("person", "system"):
        assert linking((A_DAY, by, LINKED), (A_DAY, by, LINKED)) == 0


def test_whoever_comes_with_words_of_their_own_has_shown_the_file_and_not_its_keys(
    walked, hers, full
):
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        [(public,)] = owner.execute(
            "SELECT public FROM related_people_accesscredential WHERE id = %s", [full]
        )
        papers = seen(owner, "intake_document", "filing_id = %(filing)s", hers.filing)
    theirs = "filing_id = %(filing)s"
    with psycopg.connect(walked.address_of("door")) as there:
        for shows in (f"way:{full}:{public.hex()}", OWN_WORDS.hex()):
            there.execute(SHOWS, [shows])
            assert seen(there, "intake_document", theirs, hers.filing) == papers
            assert seen(there, "related_people_accesscredential", "id = %(filing)s", full) == 1
            assert kept(there) == (0, 0)
            assert there.execute("UPDATE intake_document SET current = false").rowcount == 0
            there.rollback()
        for guess in (f"way:{full}:", f"way:{full}:{'0' * 64}", f"way:{full + 1}:{public.hex()}"):
            there.execute(SHOWS, [guess])
            assert seen(there, "intake_document", theirs, hers.filing) == 0


@pytest.mark.parametrize("table", ADDED)
def test_whoever_took_the_door_over_adds_nothing_to_a_file_it_was_not_shown(walked, hers, table):
    with psycopg.connect(walked.address_of("door")) as there:
        for shows in ("", hers.shown):
            there.execute(SHOWS, [shows])
            with pytest.raises(InsufficientPrivilege, match="row-level"):
                there.execute(ADDED[table], [hers.another])
            there.rollback()
        there.execute(SHOWS, [hers.shown])
        assert there.execute(ADDED[table], [hers.filing]).rowcount == 1
        there.rollback()


def test_of_the_whole_record_the_door_is_told_how_it_ends_and_nothing_of_its_days(walked, hers):
    last = "SELECT sequence, hash FROM ledger_entry ORDER BY sequence DESC LIMIT 1"
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        ends = owner.execute(last).fetchone()
        [(code,)] = owner.execute("SELECT code FROM intake_filing LIMIT 1")
    with psycopg.connect(walked.address_of("door")) as there:
        assert there.execute("SELECT * FROM last_entry()").fetchone() == ends
        assert there.execute("SELECT is_of_no_file(%s)", [code]).fetchone() == (False,)
    with psycopg.connect(walked.address_of("site")) as there:
        assert there.execute("SELECT is_of_no_file(%s)", [code]).fetchone() == (True,)


def test_whoever_took_the_door_over_removes_nothing_of_whom_it_was_not_shown(walked, hers):
    with psycopg.connect(walked.address_of("door")) as there:
        assert kept(there) == (0, 0)
        for tried in REMOVED:
            assert (tried, there.execute(tried).rowcount) == (tried, 0)
            there.rollback()
        there.execute(SHOWS, [hers.shown])
        assert there.execute("UPDATE intake_document SET current = false").rowcount > 0
        there.rollback()


def test_whoever_took_the_door_over_makes_no_words_for_a_file_it_was_not_shown(walked, hers):
    """With words of its own there it would be shown its keys."""
    with psycopg.connect(walked.address_of("door")) as there:
        for shows in ("", hers.shown):
            there.execute(SHOWS, [shows])
            with pytest.raises(InsufficientPrivilege, match="row-level"):
                there.execute(A_KEY, [hers.another])
            there.rollback()
        there.execute(SHOWS, [hers.shown])
        assert there.execute(A_KEY, [hers.filing]).rowcount == 1
        there.rollback()


def test_nor_for_one_whose_keys_were_erased(walked, hers):
    """It would be shown all that is left there; and learn of which file the keys are gone."""
    its = "FROM intake_casekey WHERE filing_id = %s"
    asked = "SELECT is_being_stored(%s)"
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        mark = "SELECT encode(once_hash, 'hex') FROM intake_filing WHERE id = %s"
        once = owner.execute(mark, [hers.another]).fetchone()[0]
        owner.execute(f"CREATE TABLE of_then AS SELECT * {its}", [hers.another])
        owner.execute(f"DELETE {its}", [hers.another])
        try:
            with psycopg.connect(walked.address_of("door")) as there:
                for shows in ("", hers.shown, f"once:{'0' * 64}"):
                    there.execute(SHOWS, [shows])
                    assert there.execute(asked, [hers.another]).fetchone() == (False,)
                    with pytest.raises(InsufficientPrivilege, match="row-level"):
                        there.execute(A_KEY, [hers.another])
                    there.rollback()
                there.execute(SHOWS, [f"once:{once}"])  # as whoever stores it just now
                assert there.execute(A_KEY, [hers.another]).rowcount == 1
                there.rollback()
        finally:
            owner.execute("INSERT INTO intake_casekey SELECT * FROM of_then")
            owner.execute("DROP TABLE of_then")


def test_the_desk_makes_the_recovery_key_that_was_proposed_and_no_other(walked):
    insert = MAKES_KEY.replace("%s", "'recovery', %s")
    older = "UPDATE accounts_groupkey SET current = false WHERE kind = 'recovery' AND current"
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(
            "INSERT INTO accounts_proposedkey (public, needed, holders, proposed_at)"
            " VALUES ('one', 2, '[]', now())"
        )
        try:
            with psycopg.connect(walked.address_of("desk")) as there:
                assert there.execute(older).rowcount == 1
                assert there.execute(insert, [b"one"]).rowcount == 1
                there.rollback()
                there.execute(older)
                with pytest.raises(InsufficientPrivilege):
                    there.execute(insert, [b"other"])
        finally:
            owner.execute("DELETE FROM accounts_proposedkey")


def test_the_desk_keeps_nothing_from_her_for_longer_before_another_is_on_record(walked):
    longer = "UPDATE erasure_legalhold SET silent_until = order_until WHERE ref = 'A-HOLD'"
    with psycopg.connect(walked.address_of("desk")) as there:
        [(code,)] = there.execute("SELECT code FROM intake_filing ORDER BY id LIMIT 1")
        for by, refused in (("", True), ("member:x", True), ("member:y", False)):
            assert there.execute(NOT_TOLD.format(begins=0, days=3)).rowcount == 1
            facts = '{"of":"A-HOLD"}'
            if by:
                there.execute(RECORDS.format(event="SilenceRead", about=code, by=by, facts=facts))
            if refused:
                with pytest.raises(InsufficientPrivilege, match="row-level"):
                    there.execute(longer)
            else:
                assert there.execute(longer).rowcount == 1
            there.rollback()


@pytest.mark.parametrize("part", rights.PARTS)
def test_a_surface_puts_on_record_what_its_own_code_does_and_nothing_else(walked, part):
    """Each kind that there is, by the system, a member and an officer."""
    with psycopg.connect(walked.address_of(part)) as there:
        by, about = "system", "x"
        if part == "portal":
            [(about,)] = there.execute(A_MEMBER.format(role="institution_officer"))
            by = f"member:{about}"
        abouts = dict.fromkeys(OF_KEYS, "unit.x")
        bys = dict.fromkeys(SIGNED_OR_HIS, "member:x") if part == "desk" else {}
        taken = set()
        for event in {name for _module, name in on_record.house().events}:
            with suppress(InsufficientPrivilege), there.transaction(force_rollback=True):
                of = abouts.get(event, about)
                who = bys.get(event, by)
                there.execute(RECORDS.format(event=event, about=of, by=who, facts="{}"))
                taken.add(event)
    assert taken == rights.kinds_of(part)


OF_ONES_OWN_ACCOUNT = (
    "MemberEnrolled",
    "OwnWordsMade",
    "PasskeyAdded",
    "PasskeysEnded",
    "PasswordChanged",
    "PhoneChanged",
    "RecoveryCodeUsed",
    "RecoveryCodesEnded",
    "RecoveryCodesMade",
    "SampleRead",
    "SignInDisowned",
    "SignedIn",
    "SittingsEnded",
    "TriesRead",
)
OF_KEYS = ("GroupKeyMade", "GroupSeatGiven")


@pytest.mark.parametrize("part", rights.PARTS)
def test_nobody_puts_on_record_what_no_reader_could_read(walked, part):
    """One such line would break every page that reads it."""
    event = min(rights.kinds_of(part) - {*OF_ONES_OWN_ACCOUNT, *OF_KEYS})
    with psycopg.connect(walked.address_of(part)) as there:
        for facts in ("", "[]", "x", "7"):
            with pytest.raises((InsufficientPrivilege, InvalidTextRepresentation)):
                there.execute(RECORDS.format(event=event, about="x", by="system", facts=facts))
            there.rollback()
        said = RECORDS.format(event=event, about="x", by="system", facts="{}")
        assert there.execute(said).rowcount == 1
        there.rollback()
        for links in (f"'', {LINK}", f"{LINK}, ''"):  # and nothing could be chained to that
            with pytest.raises(InsufficientPrivilege):
                there.execute(said.replace(f"{LINK}, {LINK}", links))
            there.rollback()


A_MEMBER = "SELECT code FROM accounts_member WHERE roles @> '[\"{role}\"]' LIMIT 1"


def test_the_portal_puts_on_record_no_hand_and_no_act_of_the_team(walked):
    with psycopg.connect(walked.address_of("portal")) as there:
        [(team,)] = there.execute(A_MEMBER.format(role="analyst"))
        [(officer,)] = there.execute(A_MEMBER.format(role="institution_officer"))
        for event in ("MemberEnrolled", "SignedIn"):
            said = {"event": event, "facts": "{}"}
            own = RECORDS.format(about=officer, by=f"member:{officer}", **said)
            assert there.execute(own).rowcount == 1
            there.rollback()
            for about, by in ((team, team), (officer, team), ("x", "x")):
                with pytest.raises(InsufficientPrivilege, match="row-level"):
                    there.execute(RECORDS.format(about=about, by=f"member:{by}", **said))
                there.rollback()


@pytest.mark.parametrize("part", ["desk", "jobs"])
def test_what_a_surface_writes_that_everybody_reads_is_read_only_where_somebody_signed_it(
    walked, part
):
    """By the public pages too, which ask what is on record of it and nothing else."""
    everybodys = "Quién lo requirió:"
    with psycopg.connect(walked.address_of(part), autocommit=True) as there:
        assert there.execute(DEMANDED).rowcount == 1
    try:
        status, page, _ = asked(walked.each["site"], "/public/figures/")
        assert (status, everybodys in page) == (200, False)
        assert (
            "The demand MADE-UP stands where everybody reads"
            in ran(walked, "ledger", "verify").stdout
        )
    finally:
        with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
            owner.execute("DELETE FROM intake_publishedblanketdemand WHERE ref = 'MADE-UP'")


@pytest.mark.parametrize("part", rights.PARTS)
def test_no_part_puts_anything_before_all_others_or_far_behind_them(walked, part):
    """The first on record counts: her hand, a demand; and behind the last there is no other."""
    said = RECORDS.format(event="MemberEnrolled", about="x", by="member:x", facts="{}")
    with psycopg.connect(walked.address_of(part)) as there:
        for number in ("0", "-1", "2147483648", "9223372036854775806"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                there.execute(said.replace("(SELECT number + 1 FROM last_entry())", number))
            there.rollback()


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "20000-01-01", "0044-03-15 BC"])
def test_no_part_writes_a_moment_that_nobody_can_read(walked, moment):
    said = RECORDS.format(event="CodeRefused", about="x", by="system", facts="{}")
    refused = pytest.raises(InsufficientPrivilege, match="row-level")
    with psycopg.connect(walked.address_of("desk")) as there, refused:
        there.execute(said.replace("now()", f"'{moment}'"))


def test_the_public_pages_ask_who_signed_of_nothing_but_what_everybody_reads(walked):
    with psycopg.connect(walked.address_of("site")) as there:
        assert there.execute("SELECT * FROM said_of_all()").fetchall() == []


PROOFS = "SELECT proof_number, fingerprint FROM intake_filing"


def test_whoever_took_the_public_pages_over_reads_a_proof_by_all_that_stands_on_it(walked):
    """And lists nobody who asked, nor tries numbers of proofs."""
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        proofs = owner.execute(f"{PROOFS} ORDER BY id LIMIT 2").fetchall()
        [(code,)] = owner.execute("SELECT code FROM intake_filing ORDER BY id LIMIT 1")
    (number, mark), (another, _its) = proofs
    guesses = ["", "%", number, mark, code, f"proof:{number}", f"proof:{number}:", f"proof::{mark}"]
    guesses += [f"proof:{another}:{mark}", f"proof:{number}:{mark[:-1]}", "proof:%:%"]
    with psycopg.connect(walked.address_of("site")) as there:
        for guess in guesses:
            there.execute(SHOWS, [guess])
            assert (guess, there.execute(PROOFS).fetchall()) == (guess, [])
        there.execute(SHOWS, [f"proof:{number}:{mark}"])
        assert there.execute(PROOFS).fetchall() == [(number, mark)]


BY_WHICH_IT_IS_FOUND = [one * 64 for one in "123"]


@pytest.fixture
def proposed(walked) -> Iterator[int]:
    """One more proposal, that waits; given is of which consultation."""
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(PROPOSES.format(state="waiting", text="", looks=0))
        which = "FROM consultations_proposal WHERE code = 'X-PROPOSED'"
        yield owner.execute(f"SELECT consultation_id {which}").fetchone()[0]
        owner.execute(f"DELETE {which}")


def test_whoever_took_the_public_pages_over_reads_no_proposal_that_it_was_not_shown(
    walked, proposed
):
    """Nobody lists marks of words, what is sealed, or the minute in which somebody wrote."""
    rows = "SELECT code FROM consultations_proposal"
    with psycopg.connect(walked.address_of("site")) as there:
        for guess in ("", "%", "X-PROPOSED", *(one[:-1] for one in BY_WHICH_IT_IS_FOUND)):
            there.execute(SHOWS, [guess])
            assert (guess, there.execute(rows).fetchall()) == (guess, [])
        for shown in BY_WHICH_IT_IS_FOUND:
            there.execute(SHOWS, [shown])
            assert there.execute(rows).fetchall() == [("X-PROPOSED",)]


def test_of_each_proposal_the_public_pages_are_told_what_everybody_is_and_the_day(walked, proposed):
    all_of_it = "SELECT code FROM consultations_proposal WHERE consultation_id = %s"
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        there_are = owner.execute(all_of_it, [proposed]).fetchall()
    with psycopg.connect(walked.address_of("site")) as there:
        told = there.execute("SELECT * FROM proposals_told(%s)", [proposed])
        names = {one.name for one in told.description}
        assert len(told.fetchall()) == len(there_are) > 1
        for one in ("received_at", "changed_at"):
            minutes = (
                f"SELECT {one} FROM proposals_told(%s) WHERE {one} <> date_trunc('hour', {one})"  # noqa: S608 - words of this file
            )
            assert there.execute(minutes, [proposed]).fetchall() == []
    kept = {"identity", "public", "once_hash", "left_out"}
    assert not names & {*kept, "for_author", "for_readers"}


ADDS = (
    "INSERT INTO ledger_entry (sequence, at, event, about, by, facts, digest, previous, hash)"
    " SELECT max(sequence) + 1, now(), '{event}', '{about}', '{by}', '{facts}', '',"
    " decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')"
    " FROM ledger_entry"
)
TAKES_BACK = """ALTER TABLE ledger_entry DISABLE TRIGGER USER;
    DELETE FROM ledger_entry WHERE sequence > {last};
    ALTER TABLE ledger_entry ENABLE TRIGGER USER"""


FORGED = ("MemberReinstated", "EndingDropped", "InvitationEnded")


@pytest.fixture
def suspended(walked):
    """A colleague whose account the operator had suspended, and who supervises; put back."""
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        [(who,)] = owner.execute(A_MEMBER.format(role="analyst"))
        [(by,)] = owner.execute(A_MEMBER.format(role="supervisor"))
        [(name,)] = owner.execute("SELECT name FROM accounts_member WHERE code = %s", [who])
        [hers] = (one for one in walked.cast.accounts.values() if one.part.name == name)
        account = replace(hers, browser=Browser("127.0.0.1", walked.each["desk"].port))
        assert account.sign_in(timezone.now()).path != "/desk/in/"
        [(last,)] = owner.execute("SELECT max(sequence) FROM ledger_entry")
        said = ADDS.format(event="MemberSuspended", by="system", about=who, facts="{}")
        try:
            owner.execute(said)
            owner.execute("UPDATE accounts_member SET active = false WHERE code = %s", [who])
            yield account, who, by
        finally:
            owner.execute(TAKES_BACK.format(last=last))
            owner.execute("UPDATE accounts_member SET active = true WHERE code = %s", [who])


def test_whoever_took_the_desk_over_gives_no_account_back_and_keeps_none(walked, suspended):
    """Row and record say so, in the name of one who could: no key of hers signed it."""
    account, who, by = suspended
    with psycopg.connect(walked.address_of("desk"), autocommit=True) as there:
        opens = "UPDATE accounts_member SET active = true WHERE code = %s"
        assert there.execute(opens, [who]).rowcount == 1
        false = json.dumps({"number": 1, "hand_1": "ab" * 32, "hand_2": "cd" * 32})
        for event in FORGED:
            said = {"event": event, "about": who, "by": f"member:{by}", "facts": false}
            assert there.execute(ADDS.format(**said)).rowcount == 1
    with pytest.raises(Unexpected, match="401"):
        account.sign_in(timezone.now())
    named = ran(walked, "ledger", "verify").stdout
    for event in FORGED:
        assert f"says {event} in the name of member:{by}" in named
    assert f"The account {who} is suspended and stands in the tables" in named


def test_the_portal_puts_nothing_on_record_of_an_account_of_the_team_nor_of_its_keys(walked):
    """That wrong tries were read, say: it would end the alarm of whoever is guessed at."""
    with psycopg.connect(walked.address_of("portal")) as there:
        [(team,)] = there.execute(A_MEMBER.format(role="analyst"))
        [(officer,)] = there.execute(A_MEMBER.format(role="institution_officer"))
        tried = [*product(OF_ONES_OWN_ACCOUNT, [team], ["system", f"member:{officer}"])]
        groups = ["recovery", "reception", "statistics", "backup", team]
        tried += product(OF_KEYS, groups, [f"member:{officer}"])
        for event, about, by in tried:
            with pytest.raises(InsufficientPrivilege, match="row-level"):
                there.execute(RECORDS.format(event=event, about=about, by=by, facts="{}"))
            there.rollback()


def test_a_surface_with_the_rules_of_another_version_is_named_and_not_served(walked):
    older = "What each surface may write is not said as this version says it."
    changed = "Somebody changed by hand what each surface may write."
    try:
        with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
            owner.execute("ALTER POLICY written_insert ON ledger_entry WITH CHECK (true)")
            owner.execute("ALTER POLICY apart_select ON intake_filing USING (true)")
            said = doctor(walked)
            assert changed in said
            assert "The door can read files that it was not shown." in said
            owner.execute("COMMENT ON FUNCTION same_id() IS 'of before'")
            assert older in doctor(walked)
        refused = ran(walked, "serve", "--surface", "door", "--port", str(free_port()))
        assert "is not of this version" in refused.stderr
        assert walked.jobs().returncode == 0
    finally:
        walked.command(["surfaces"])
    said = doctor(walked)
    assert (older in said, changed in said) == (False, False)


def test_rules_of_rows_that_were_changed_are_put_back(walked):
    changed = (
        "ALTER POLICY apart_select ON intake_document USING (true)",
        "DROP POLICY apart_select ON measures_measure",
        "ALTER TABLE measures_measure DISABLE ROW LEVEL SECURITY",
    )
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        for one in changed:
            owner.execute(one)
        walked.command(["surfaces"])
    with psycopg.connect(walked.address_of("door")) as there:
        assert seen(there, "measures_measure", "true", 0) == 0


def test_the_first_officer_of_a_unit_makes_its_key_at_the_portal(walked):
    made = MAKES_KEY.replace("%s", "'unit', ''")
    older = "UPDATE accounts_groupkey SET current = false WHERE kind = 'unit' AND current"
    seat = (
        "INSERT INTO accounts_groupkeyholder (group_id, member_id, sealed)"
        " SELECT g.id, m.id, '' FROM accounts_groupkey g, accounts_member m"
        " WHERE g.kind = 'unit' AND g.number = 99 LIMIT 1"
    )
    with psycopg.connect(walked.address_of("portal")) as there:
        assert there.execute(older).rowcount > 0
        assert there.execute(made).rowcount == 1
        assert there.execute(seat).rowcount == 1
        there.rollback()


def test_the_portal_makes_no_account_of_the_team(walked):
    made = (
        "INSERT INTO accounts_member (code, name, sign_in_name, mail, unit_id, public, wrong_tries,"
        " on_duty, active, roles) SELECT 'x', 'x', 'x', '', unit_id, public, 0, true, true, %s"
        " FROM accounts_member LIMIT 1"
    )
    with psycopg.connect(walked.address_of("portal")) as there:
        assert there.execute(made, ['["institution_officer"]']).rowcount == 1
        there.rollback()
        for roles in ('["reception"]', '["institution_officer", "supervisor"]'):
            with pytest.raises(InsufficientPrivilege, match="row-level"):
                there.execute(made, [roles])
            there.rollback()


def test_the_portal_reads_how_no_account_of_the_team_is_opened(walked):
    seen = "SELECT count(*), count(*) FILTER (WHERE NOT OF_OFFICERS) FROM accounts_credentials"
    seen = seen.replace("OF_OFFICERS", OFFICERS)
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        assert owner.execute(seen).fetchone()[1] > 0
    with psycopg.connect(walked.address_of("portal")) as there:
        [(everybody, of_the_team)] = there.execute(seen).fetchall()
        assert everybody > 0
        assert of_the_team == 0
        assert there.execute("SELECT count(*) FROM accounts_member").fetchone()[0] > everybody


@pytest.mark.parametrize("part", ["door", "site"])
def test_of_invitations_is_seen_what_everybody_reads_and_not_how_many_there_are(walked, part):
    invites = (
        "INSERT INTO accounts_invitation (token_hash, name, sign_in_name, mail, roles, unit_id,"
        " good_from, expires_at, entry) SELECT %s, 'X', 'x', '', '[]', min(id), %s, now(), 0"
        " FROM institutions_unit"
    )
    good_from = timezone.now()
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as owner:
        try:
            owner.execute(invites, [b"one that is announced", good_from])
            owner.execute(invites, [b"one of the team's", None])
            with psycopg.connect(walked.address_of(part)) as there:
                seen = there.execute("SELECT good_from FROM accounts_invitation").fetchall()
        finally:
            owner.execute("DELETE FROM accounts_invitation WHERE name = 'X'")
    assert seen == [(good_from,)]


def test_nobody_sees_who_sits_at_another_surface(walked):
    """The door ends no sitting of the team, and the desk none of a person's."""
    with psycopg.connect(walked.address_of("door")) as there:
        kinds = there.execute("SELECT DISTINCT kind FROM accounts_session").fetchall()
        gone = there.execute("DELETE FROM accounts_session WHERE kind = 'member'").rowcount
        assert (set(kinds) <= {("visit",)}, gone) == (True, 0)
        with pytest.raises(InsufficientPrivilege):
            there.execute(
                "INSERT INTO accounts_session (id_hash, kind, subject, sealed, began_at, seen_at,"
                " ends_at) VALUES ('a', 'member', '', '', now(), now(), now())"
            )
    with psycopg.connect(walked.address_of("desk")) as there:
        kinds = there.execute("SELECT DISTINCT kind FROM accounts_session").fetchall()
        assert ("member",) in kinds
        assert ("visit",) not in kinds


def test_the_door_ends_an_erasure_and_brings_none_back(walked, hers):
    with psycopg.connect(walked.more["DATABASE_URL"]) as owner:
        known = of_a_request(owner, hers.filing)
    asks = [
        FRESH.format(how=how, days=days, answer=answer).replace("FROM intake_filing", known)
        for how, days, answer in (
            (PAGE, 11, ""),
            (PAGE, 1, ""),
            (PAGE, 11, "granted"),
            (BY_ITSELF, 90, ""),
        )
    ]
    asked, *never = asks
    with psycopg.connect(walked.address_of("door")) as there:
        with pytest.raises(InsufficientPrivilege, match="row-level"):
            there.execute(asked)
        there.rollback()
        for one in never:
            there.execute(SHOWS, [hers.shown])
            with pytest.raises(InsufficientPrivilege, match="row-level"):
                there.execute(one)
            there.rollback()
        there.execute(SHOWS, [hers.shown])
        assert there.execute(asked).rowcount == 1
        assert there.execute("UPDATE erasure_erasure SET ended_at = now()").rowcount == 1
        with pytest.raises(InsufficientPrivilege):
            there.execute("UPDATE erasure_erasure SET ended_at = NULL")
        there.rollback()


def test_a_role_that_was_given_more_is_named_and_not_served(walked, tmp_path):
    name = walked.more["DATABASE_URL"].rpartition("/")[2]
    with psycopg.connect(walked.more["DATABASE_URL"], autocommit=True) as there:
        there.execute(f'GRANT SELECT ON cases_case TO "{name}_site"')
        there.execute(f'GRANT CREATE ON SCHEMA public TO "{name}_door"')
    said = doctor(walked)
    assert f"The role {name}_site may SELECT cases_case, and should not." in said
    assert f"The role {name}_door may do more than any table of rights says." in said
    refused = ran(walked, "serve", "--surface", "site", "--port", str(free_port()))
    assert "may do more than the site needs" in refused.stderr
    walked.command(["surfaces"])
    with psycopg.connect(walked.address_of("site")) as there, pytest.raises(InsufficientPrivilege):
        there.execute("SELECT * FROM cases_case")


def test_a_surface_is_not_served_with_the_rights_of_the_whole_site(walked):
    path = walked.state / "surfaces" / "door.toml"
    kept = path.read_text()
    url = walked.more["DATABASE_URL"]
    path.write_text(kept.replace(walked.address_of("door"), url))
    try:
        refused = ran(walked, "serve", "--surface", "door", "--port", str(free_port()))
    finally:
        path.write_text(kept)
    assert "would ask the database as" in refused.stderr


# Without roles: pages, secrets, cookies

CONTACT = "mailto:seguridad@site.example"


def asked(place, path, cookie=""):
    with closing(HTTPConnection(place.host, place.port, timeout=60)) as line:
        line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = line.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("Location", "")


@pytest.mark.parametrize(
    ("surface", "there", "not_there"),
    [
        (
            "door",
            ["/", "/urgent/", "/return/"],
            ["/desk/in/", "/desk/", "/duties/in/", "/public/", "/check/"],
        ),
        (
            "desk",
            ["/desk/in/", "/desk/join/"],
            ["/urgent/", "/return/", "/mine/", "/duties/in/", "/public/"],
        ),
        (
            "portal",
            ["/duties/in/", "/duties/join/"],
            ["/urgent/", "/return/", "/mine/", "/desk/in/", "/desk/", "/public/", "/check/"],
        ),
        (
            "site",
            ["/public/", "/public/ledger/", "/check/"],
            ["/urgent/", "/return/", "/mine/", "/desk/in/", "/desk/", "/duties/in/", "/duties/"],
        ),
    ],
)
def test_each_has_its_own_pages_and_no_others(walked, surface, there, not_there):
    place = walked.each[surface]
    assert [asked(place, path)[0] for path in there] == [200] * len(there)
    assert [asked(place, path)[0] for path in not_there] == [404] * len(not_there)


def test_the_way_out_and_the_languages_are_everywhere(walked):
    for place in walked.each.values():
        status, _, where = asked(place, "/exit/")
        assert (status, where.startswith("https://")) == (302, True)
        assert asked(place, "/language/en/")[0] == 302
    assert asked(walked.each["desk"], "/")[2] == "/desk/"


def test_door_links_addresses_of_surfaces(walked):
    """And says whom to tell of a hole, once the site's own file says both."""
    file = walked.state / "site.toml"
    before = file.read_text()
    file.write_text(
        f'{before}\n[addresses]\nsite = "https://public.example"\ndoor = "https://door.example"\n'
        f'portal = "https://portal.example/"\n[security]\ncontact = "{CONTACT}"\n'
    )
    door = Place(walked.state, free_port(), walked.more)
    try:
        walked.command(["surfaces"])
        door.serve("--surface", "door", "--no-tick", "--workers", "1")
        assert 'href="https://public.example/public/"' in asked(door, "/")[1]
        status, text, _ = asked(door, "/.well-known/security.txt")
        assert (status, text.splitlines()[0]) == (200, f"Contact: {CONTACT}")
    finally:
        door.stop()
        file.write_text(before)
        walked.command(["surfaces"])


def test_secrets_are_each_ones_own_and_nobody_elses(walked):
    files = {part: walked.state / "surfaces" / f"{part}.toml" for part in (*SURFACES, "jobs")}
    texts = {part: path.read_text() for part, path in files.items()}
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    whole = (walked.state / "site.toml").read_text()
    secrets = {
        line.split('"')[1] for line in whole.splitlines() if "pepper" in line or "secret" in line
    }
    for one in ("django_secret", "sitting_pepper"):
        found = {
            line for text in texts.values() for line in text.splitlines() if line.startswith(one)
        }
        assert len(found) == len(texts)
        assert not any(secret in line for secret in secrets for line in found)
    assert "key_pepper" in texts["door"]
    key = next(line for line in whole.splitlines() if line.startswith("key_pepper"))
    assert key in texts["door"]
    assert key not in texts["jobs"]
    assert "signing_key" not in texts["door"]


def test_a_cookie_of_one_surface_is_worthless_at_another(walked):
    desk = walked.each["desk"]
    account = replace(walked.cast.accounts["rosa"], browser=Browser(desk.host, desk.port))
    account.sign_in(timezone.now())
    cookie = account.browser.cookies["amparo_sitting"]
    assert asked(desk, "/desk/", f"amparo_sitting={cookie}")[0] == 200
    whole = Place(walked.state, free_port(), walked.more)
    try:
        whole.serve("--workers", "1", "--no-tick")
        for place, path in ((walked.each["portal"], "/duties/"), (whole, "/desk/")):
            status, _, where = asked(place, path, f"amparo_sitting={cookie}")
            assert (status, "/in/" in where) == (302, True)
    finally:
        whole.stop()
