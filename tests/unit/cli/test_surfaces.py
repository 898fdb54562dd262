"""What each surface may do with which table: written down whole, and no more than it says."""

import os
import re
from argparse import Namespace
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps

from amparo.cli.apart import policy_functions as functions
from amparo.cli.apart import rights
from amparo.cli.apart.rights import PARTS, Right, rights_of
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.site import surfaces
from amparo.cli.health import setup_findings as place
from amparo.cli.health import surface_findings as health
from amparo.foundations.accounts.deferred_fields import HER_OWN
from amparo.observatory.consultations.public_participation import HERS
from amparo.settings.env import OF_PROPOSALS, BrokenSite, make_site, read_site  # noqa: TID251
from amparo.settings.one_surface import database_in, make_part, must_be_whole, read_part  # noqa: TID251 - what is read of their files
from tests.rights import asked_by, not_its_own, put_on_record, refused

COLUMNS = {
    model._meta.db_table: {field.column for field in model._meta.concrete_fields}
    for model in apps.get_models(include_auto_created=True)
}
OPENS = {"salt", "verifier", "sealed_secret", "sealed_code_secret", "sealed_by_words"}
OPENS |= {"sealed_passkeys", "sealed_recovery"}


def held(part):
    return {(right.table, right.verb): right for right in rights_of(part)}


def test_every_table_has_a_row():
    """A new table: say in amparo/cli/apart/rights.toml which surface may do what with it."""
    named = {right.table for part in PARTS for right in rights_of(part)}
    assert named == rights.tables()


def test_every_column_that_is_named_is_there():
    wrong = [
        (part, right)
        for part in PARTS
        for right in rights_of(part)
        if right.table in COLUMNS and not set(right.columns) <= COLUMNS[right.table]
    ]
    assert wrong == []


def test_nobody_changes_or_removes_what_is_on_record():
    for part in PARTS:
        verbs = {right.verb for right in rights_of(part) if right.table.startswith("ledger_")}
        assert verbs <= {"SELECT", "INSERT"}, part


def test_what_rests_on_two_members_is_recorded_at_the_desk_alone():
    """And nowhere that the schedule is put forward: whoever runs the machine does that."""
    for part in PARTS:
        kinds = rights.kinds_of(part)
        assert "ScheduleAdopted" not in kinds, part
        for event in ("ScheduleAgreed", "SilenceRead", "HoldPut", "FileDemanded"):
            assert (event in kinds) is (part == "desk"), (part, event)


def test_what_ends_a_silence_is_recorded_by_the_jobs_and_at_the_desk():
    for event in ("DemandTold", "HoldTold"):
        assert {part for part in PARTS if event in rights.kinds_of(part)} == {"jobs", "desk"}


def test_no_hand_of_the_team_is_put_on_record_but_at_the_desk():
    for part in ("door", "site", "jobs"):
        assert "MemberEnrolled" not in rights.kinds_of(part), part
    written = rights.written_by("portal")[rights.RECORD]
    assert """("by" NOT LIKE 'member:%' OR is_outside("by"))""" in written
    own = """'SignedIn', 'SittingsEnded', 'TriesRead') OR "by" = 'member:' || about)"""
    assert own in written
    assert "'MemberEnrolled'" in written


def test_keys_of_files_and_drafts_are_found_at_the_door_by_what_was_shown():
    rows = rights.rows_of("door")
    for verb in rights.VERBS:
        assert "shown()" in rows["intake_casekey"][verb], verb
        assert "amparo.shown" in rows["intake_draft"][verb], verb
    for table in ("intake_document", "intake_sealedmessage", "intake_exclusion"):
        assert "shown()" in rows[table]["DELETE"], table
    assert "UPDATE" not in {
        verb
        for table, verb in held("door")
        if table in {"intake_sealedmessage", "intake_exclusion"}
    }
    assert rights.rows_of("site")["intake_draft"] == rows["intake_draft"]


def test_what_is_of_one_file_the_door_reads_of_files_alone_that_it_was_shown_or_are_linked():
    """A new table with a case or a file: say in rights.toml by which column it is near."""
    read = {right.table for right in rights_of("door") if right.verb == "SELECT"}
    of_one = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model._meta.db_table in {"intake_filing", "cases_case"}
    }
    rules = rights.rows_of("door")
    ruled = {
        table
        for table in rules
        if re.search(r"near|reached|shown|at_hand", rules[table].get("SELECT", ""))
    }
    assert (read & (of_one | {"intake_filing"})) - ruled == set()


def test_the_door_has_no_right_to_what_was_put_to_all_boards():
    """No page of a person asks it."""
    assert not [verb for table, verb in held("door") if table == "collectives_measureaskedofboards"]


def test_what_was_erased_the_door_reads_by_the_number_of_its_receipt():
    rules = rights.rows_of("door")
    assert "'erased:' || ref" in rules["erasure_erasure"]["SELECT"]
    for verb in rights.VERBS:
        assert "FROM erasure_erasure" in rules["erasure_erasedcontentstub"][verb]


def test_what_the_door_changes_or_removes_is_of_such_a_file():
    rules, written = rights.rows_of("door"), rights.written_by("door")
    near = {
        (table, verb) for table in rules for verb in rules[table] if "near" in rules[table][verb]
    }
    near |= {key for key, said in written.items() if "near" in said}
    for key in product(
        ("measures_measure", "obligations_obligation", "review_reviewtask"), rights.VERBS
    ):
        assert key in near
    for table in ("intake_filing", "cases_case", "cases_caseaccess"):
        assert (table, "UPDATE") in near
    assert {
        ("cases_caseaccess", "DELETE"),
        ("cases_emergencyaccesskey", "DELETE"),
        rights.RECORD,
    } <= near


def test_nobody_puts_on_record_but_what_happened_there():
    for part in PARTS:
        written = rights.written_by(part)[rights.RECORD]
        assert written.startswith("event::text = ANY ('{"), part
        assert set(written.partition("{")[2].partition("}")[0].split(",")) == rights.kinds_of(part)


def test_no_surface_changes_by_what_a_member_is_known_or_what_she_may():
    """Nor whose account it is: a row of what opens one is known by its member."""
    keeps = {"code", "public", "roles", "name", "sign_in_name", "unit_id"}
    for part in PARTS:
        changed = held(part).get(("accounts_member", "UPDATE"), Right("", "", ("nothing",)))
        assert changed.columns, part
        assert not keeps & set(changed.columns), part
        opens = held(part).get(("accounts_credentials", "UPDATE"), Right("", "", ("nothing",)))
        assert opens.columns, part
        assert "member_id" not in opens.columns, part
    assert rights.known_by()["accounts_credentials"] == "member_id"


def test_only_where_members_sign_in_is_read_what_opens_an_account():
    for part in ("door", "site", "jobs"):
        assert ("accounts_credentials", "SELECT") not in held(part), part
    assert not OPENS & COLUMNS["accounts_member"]
    assert rights.rows_of("portal")["accounts_credentials"].keys() == set(rights.VERBS)
    for part in ("door", "portal", "site", "jobs"):
        seats = held(part).get(("cases_caseaccess", "SELECT"), Right("", "", ("nothing",)))
        assert seats.columns, part
        assert "sealed" not in seats.columns, part


def test_of_a_member_the_door_and_the_public_pages_read_nothing_that_is_her_own():
    """Where to write to her, by which name she signs in and when she last did, is for nobody whose
    pages are served to everybody."""
    assert set(HER_OWN) < COLUMNS["accounts_member"]
    for part in ("door", "site"):
        read = held(part)["accounts_member", "SELECT"].columns
        assert read, part
        assert not set(HER_OWN) & set(read), part


def test_of_invitations_the_door_and_the_public_pages_read_what_everybody_does():
    """From when one is good that was announced; of the others not even that there are any."""
    for part in ("door", "site"):
        of_them = [one for one in rights_of(part) if one.table == "accounts_invitation"]
        assert of_them == [Right("accounts_invitation", "SELECT", ("good_from",))], part
        announced = rights.rows_of(part)["accounts_invitation"]
        assert announced == dict.fromkeys(rights.VERBS, "good_from IS NOT NULL"), part


def test_who_goes_to_say_something_and_how_is_read_on_the_desk_alone():
    for part in ("door", "portal", "jobs"):
        read = held(part)["admission_pendingcommunication", "SELECT"].columns
        assert set(read) == {"case_id", "ended_at", "id", "next_at"}, part


def test_whose_account_may_have_let_something_out_is_for_the_desk_alone():
    for part in ("door", "portal", "site"):
        assert ("leaks_leak", "SELECT") not in held(part), part
        apart = held(part).get(("cases_conflictofinterest", "SELECT"), Right("", "", ("nothing",)))
        assert apart.columns, part
        assert "reason" not in apart.columns, part


def test_what_persons_and_everybody_read_of_a_wide_demand_is_what_may_be_told():
    for part in ("door", "site", "portal"):
        tables = {table for table, _verb in held(part)}
        assert not tables & {f"referral_wide{one}" for one in ("demand", "reader", "step")}, part
    assert ("intake_publishedblanketdemand", "SELECT") not in held("portal")


def test_what_everybody_reads_comes_from_tables_that_hold_no_case():
    site = {right.table.partition("_")[0] for right in rights_of("site")}
    assert site <= {"accounts", "attack", "consultations", "django", "figures", "intake", "ledger"}
    attacks = {right.table for right in rights_of("site") if right.table.startswith("attack")}
    assert attacks <= {"attack_figures_edition"}
    letters = {right for right in rights_of("site") if right.table.startswith("intake_")}
    drafts = {right for right in letters if right.table == "intake_draft"}
    read = {right.table for right in letters - drafts}
    assert read == {"intake_filing", "intake_publishedblanketdemand"}
    assert all("sealed" not in one for right in letters - drafts for one in right.columns)


def test_what_the_public_pages_read_of_requests_and_proposals_was_shown():
    """A proof by all that stands on it, and one's own proposal; never what is sealed, nor when."""
    rules, written = rights.rows_of("site"), rights.written_by("site")
    whole = "'proof:' || proof_number || ':' || fingerprint"
    assert whole in rules["intake_filing"]["SELECT"]
    for verb in rights.VERBS:
        for column in ("identity", "public", "once_hash"):
            assert f"encode({column}, 'hex')" in rules["consultations_proposal"][verb]
    changed = set(held("site")["consultations_proposal", "UPDATE"].columns)
    assert changed == {"version", "kind", "changed_at", *HERS}
    for verb in ("INSERT", "UPDATE"):
        assert "text = '' AND organisation = ''" in written["consultations_proposal", verb]
    [told] = [one for one in functions.statements() if "FUNCTION proposals_told" in one]
    assert not re.search(r"identity|public\b(?!\.)|once_hash|for_author|for_readers|left_out", told)
    assert not re.search(r"p\.(?:received|changed)_at[^,]*AS", told.replace("'day', p.", ""))


PERSONS = ("identity_pepper", "key_pepper")


def said(path):
    return dict(re.findall(r'^(\w+) = "([^"]*)"', path.read_text(), re.MULTILINE))


def test_each_part_has_of_the_site_s_secrets_what_it_cannot_work_without(tmp_path):
    """Whoever takes the public pages over makes no person's words to keys."""
    whole = said(make_site(tmp_path))
    had = {
        part: {
            name
            for name, one in said(make_part(tmp_path, part, database="")).items()
            if name in whole and one == whole[name]
        }
        for part in PARTS
    }
    assert had == {
        "door": {*PERSONS},
        "desk": {*PERSONS, "limit_pepper"},
        "portal": {"key_pepper"},
        "site": set(),
        "jobs": {"limit_pepper"},
    }


def test_the_public_pages_make_keys_of_proposals_as_the_whole_site_does(tmp_path):
    whole = read_site(make_site(tmp_path).parent)
    make_part(tmp_path, "site", database="")
    alone = read_part(tmp_path, "site").site
    for name in OF_PROPOSALS:
        assert getattr(alone, name) == getattr(whole, name)
        assert getattr(whole, name) not in {whole.identity_pepper, whole.key_pepper}
    make_part(tmp_path, "door", database="")
    assert not OF_PROPOSALS.keys() & said(tmp_path / "surfaces" / "door.toml").keys()


def test_of_the_record_the_public_pages_read_hashes_and_neither_whom_nor_who():
    assert held("site")["ledger_entry", "SELECT"].columns == ("digest", "hash", "sequence")
    assert "code" not in held("site")["intake_filing", "SELECT"].columns


@pytest.mark.parametrize(
    ("sql", "needs"),
    [
        (
            'SELECT "a"."x", U0."y" FROM "a" INNER JOIN "b" U0 ON ("a"."id" = U0."id")',
            {
                ("a", "SELECT", "x"),
                ("a", "SELECT", "id"),
                ("b", "SELECT", "y"),
                ("b", "SELECT", "id"),
            },
        ),
        (
            'INSERT INTO "a" ("x", "y") VALUES (%s, %s) RETURNING "a"."id"',
            {("a", "INSERT", "x"), ("a", "INSERT", "y"), ("a", "SELECT", "id")},
        ),
        (
            'UPDATE "a" SET "x" = %s WHERE "a"."id" = %s',
            {("a", "UPDATE", "x"), ("a", "SELECT", "id")},
        ),
        ('DELETE FROM "a" WHERE "a"."x" = %s', {("a", "DELETE", ""), ("a", "SELECT", "x")}),
        (
            'SELECT "a"."x" FROM "a" WHERE "a"."x" = %s LIMIT 21 FOR UPDATE OF "a"',
            {("a", "SELECT", "x"), ("a", "LOCK", "")},
        ),
        ("SAVEPOINT s1", set()),
    ],
)
def test_a_statement_is_read_for_what_it_needs(sql, needs):
    assert set(asked_by(sql)) == needs


def test_what_a_surface_may_not_is_found_on_every_database():
    assert refused("door", ("accounts_credentials", "SELECT", "sealed_secret"))
    assert not refused("door", ("accounts_member", "SELECT", "name"))
    assert refused("site", ("intake_document", "SELECT", "sealed"))
    assert refused("desk", ("ledger_entry", "UPDATE", "facts"))
    assert refused("desk", ("ledger_entry", "DELETE", ""))


ADDS = 'INSERT INTO "ledger_entry" ("sequence", "event", "by") {}'


@pytest.mark.parametrize(
    ("sql", "given"),
    [
        (
            ADDS.format("VALUES (%s, %s, %s), (%s, %s, %s)"),
            [1, "HoldTold", "system", 2, "x", "member:x"],
        ),
        (
            ADDS.format("SELECT * FROM UNNEST (%s)"),
            [[1, 2], ["HoldTold", "x"], ["system", "member:x"]],
        ),
    ],
)
def test_each_entry_that_a_statement_adds_is_held_against_what_its_surface_records(sql, given):
    entries = list(put_on_record(sql, given))
    said = [[what for *_, what in not_its_own("door", one)] for one in entries]
    assert said == [["of the kind HoldTold"], ["of the kind x", "by a member"]]
    assert list(not_its_own("jobs", entries[0])) == []
    assert list(put_on_record('SELECT "by" FROM "ledger_entry"', ())) == []


@pytest.mark.parametrize(
    "damage",
    ['key_pepper = "', 'key_pepper = "zz"', 'database = "postgresql://x:y@[1/z"', "\x00"],
)
def test_a_damaged_file_of_a_surface_is_named_with_what_to_do(tmp_path, settings, damage):
    settings.STATE, settings.SURFACE = tmp_path, ""
    make_site(tmp_path)
    make_part(tmp_path, "door", database="")
    path = tmp_path / "surfaces" / "door.toml"
    lines = path.read_text().splitlines()
    name = damage.partition(" ")[0]
    broken = "\n".join([damage, *(one for one in lines if not one.startswith(f"{name} "))])
    path.write_text(broken)
    with pytest.raises(Mistake, match=r"door\.toml.*amparo surfaces --anew door"):
        surfaces.run(Namespace(show=False, sql=False, anew=["desk"]))
    assert path.read_text() == broken
    assert sorted(one.name for one in path.parent.iterdir()) == ["door.toml"]
    found = [one.says for one in health._file("door", path)]  # noqa: SLF001 - the doctor
    assert any(str(path) in one for one in found)
    make_part(tmp_path, "door", database="", anew=True)
    must_be_whole(path)


def test_a_surface_whose_secrets_others_may_read_is_unsafe_also_on_a_machine_of_its_own(
    tmp_path, settings
):
    settings.STATE, settings.SURFACE = tmp_path, "door"
    settings.UPLOADS, settings.RUN = tmp_path / "uploads", tmp_path / "run" / "door"
    make_site(tmp_path)
    path = make_part(tmp_path, "door", database="")
    assert list(place._files()) == []  # noqa: SLF001 - what serving refuses
    path.chmod(0o640)  # as systemd hands it over
    assert list(place._files()) == []  # noqa: SLF001
    path.chmod(0o644)
    assert [str(path) in one.says for one in place._files()] == [True]  # noqa: SLF001
    assert [one.do for one in place._files()] == [f"Run: chmod o= {path}"]  # noqa: SLF001


@pytest.mark.parametrize("how", ["mounted", "another's"])
def test_what_a_container_mounts_is_refused_with_what_its_mount_must_say(
    how, tmp_path, settings, monkeypatch
):
    """Nothing inside changes it: it is read-only there, or another's."""
    settings.STATE, settings.SURFACE = tmp_path, "door"
    settings.UPLOADS, settings.RUN = tmp_path / "uploads", tmp_path / "run" / "door"
    make_site(tmp_path)
    path = make_part(tmp_path, "door", database="")
    path.chmod(0o444)
    me = os.geteuid()
    if how == "mounted":
        as_it_is = os.statvfs

        def read_only(of):
            return SimpleNamespace(f_flag=as_it_is(of).f_flag | os.ST_RDONLY)

        monkeypatch.setattr(os, "statvfs", read_only)
    else:
        me += 7
        monkeypatch.setattr(os, "geteuid", lambda: me)
    [found] = place._files()  # noqa: SLF001
    assert found.danger
    assert f"As the account to which it belongs, run: chmod o= {path}." in found.do
    assert f"to account {me} with mode 0400" in found.do


def test_a_file_of_secrets_that_does_not_open_says_whose_it_must_be(tmp_path, monkeypatch):
    make_site(tmp_path)
    path = make_part(tmp_path, "door", database="")

    def shut(*_args, **_named):
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", shut)
    told = rf"{path} does not open to account {os.geteuid()}.*mode 0400"
    with pytest.raises(BrokenSite, match=told):
        database_in(path)
