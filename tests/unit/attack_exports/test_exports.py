"""Codes of attacks leave as their victims and sources agreed, in five formats, and nothing else."""

import csv
import io
import json
import zipfile
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db.models import Max
from django.utils import timezone

from amparo.foundations.accounts.actors import SYSTEM, Refused
from amparo.foundations.ledger.models import Entry
from amparo.foundations.web.spreadsheets import zip_files
from amparo.observatory.attacks.models import Attack, PartyConsent, Victim
from amparo.observatory.attacks.queries import Filter
from amparo.observatory.exports import package, parquet, queries, services
from amparo.observatory.exports.audience import Audience, names
from amparo.observatory.exports.formats import FORMATS
from amparo.observatory.exports.queries import Wanted, tally_of
from amparo.observatory.exports.services import Chosen, NothingLeaves, NotTheSame, export_attacks
from tests.unit.attack_exports.conftest import SECRET

pytestmark = pytest.mark.django_db
PUBLIC = Audience()
SEALED = (SECRET, "Sauces", "Irazola", "2026-05-14", "14/05")


def exported(code, by, audience=PUBLIC, **limits):
    """Every file of an export by its name."""
    wanted = Wanted(Filter(**limits), audience)
    chosen = Chosen(FORMATS[code], "CC-BY-4.0")
    made = export_attacks(wanted, chosen, by=by, at=timezone.now())
    with closing(made.content):
        content = io.BytesIO(b"".join(made.pieces))
    assert len(content.getvalue()) == made.size
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def described(files):
    return json.loads(files["datapackage.json"])


@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize("audience", [PUBLIC, Audience("CNDDHH")], ids=["public", "recipient"])
def test_no_name_text_day_or_exact_place_leaves(code, audience, register, irma):
    files = exported(code, irma, audience)
    for name, content in files.items():
        for secret in SEALED:
            assert secret.encode() not in content, (name, secret)


def test_the_public_reads_what_may_be_published(register, irma):
    files = exported("frictionless", irma)
    attacks = {row["attack_id"]: row for row in rows(files["attacks.csv"])}
    first, second = register[:2]
    assert set(attacks) == {first.code, second.code}
    assert attacks[first.code]["date_start"] == "2026-05-01"
    assert attacks[first.code]["date_end"] == "2026-05-31"
    assert attacks[first.code]["date_precision"] == "month"
    acts = rows(files["acts.csv"])
    assert Counter(row["kind"] for row in acts) == {
        "killing": 1,
        "abduction": 1,
        "sexual_violence": 1,
    }
    assert {row["groups"] for row in acts} == {""}
    assert [row["kind"] for row in rows(files["sources.csv"])] == ["media"]
    assert rows(files["sources.csv"])[0]["about"] == "when"


def test_sexual_violence_is_published_by_country_and_year_tied_to_nothing(register, irma):
    files = exported("frictionless", irma)
    second = register[1]
    [attack] = [row for row in rows(files["attacks.csv"]) if row["attack_id"] == second.code]
    assert (attack["place_code"], attack["date_start"], attack["date_end"]) == (
        "",
        "2026-01-01",
        "2026-12-31",
    )
    victims = {row["attack_id"]: row["victim_id"] for row in rows(files["victims.csv"])}
    assert victims[second.code] != victims[register[0].code]
    assert rows(files["links.csv"]) == []
    assert described(files)["amparo"]["madeCoarser"]["by_year"] == 1


def test_one_recipient_reads_what_was_shared_with_it(register, irma):
    first, second, shared, _taken_back, _not_asked = register
    files: dict[str, bytes] = {}
    for recipient, more in (("amnistia internacional", {shared.code}), ("Amnistía", set())):
        files = exported("frictionless", irma, Audience(recipient))
        found = rows(files["attacks.csv"])
        assert {row["attack_id"] for row in found} == {first.code, second.code} | more
        assert {row["place_code"] for row in found} == {"PE-UCA"}
        assert described(files)["licenses"][0]["name"] == "other-closed"
    assert {row["groups"] for row in rows(files["victims.csv"])} == {"indigenous"}
    assert len(rows(files["links.csv"])) == 1


def test_a_recipient_is_named_word_by_word():
    assert names("CNDDHH, Front Line Defenders", "front line defenders")
    assert not names("Front Line Defenders", "Front Line")
    assert not names("Fiscalía de Ucayali", "Fiscalía")
    assert not names("", "")


def test_the_last_answer_counts(register, irma):
    first = register[0]
    victim = first.victims.get(gender="woman")
    last = PartyConsent.objects.get(victim=victim)
    PartyConsent.objects.create(
        attack=first, victim=victim, ground="agreed", hold=True, sealed=last.sealed,
        at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    found = {row["attack_id"] for row in rows(exported("frictionless", irma)["attacks.csv"])}
    assert first.code not in found


def test_what_is_left_out_is_counted_with_its_reason(register, irma):
    tally = tally_of(Wanted(Filter(), PUBLIC), FORMATS["acled"].fit, seen_by=irma)
    assert dict(tally.read) == {"attacks": 5, "victims": 6, "acts": 7, "sources": 2}
    assert tally.left_by_reason == {
        "not_asked": {"attacks": 1, "victims": 2, "acts": 2, "sources": 1},
        "not_kept": {"attacks": 1, "victims": 1, "acts": 1},
        "not_published": {"attacks": 1, "victims": 1, "acts": 1},
        "date_too_coarse": {"attacks": 1, "victims": 1, "acts": 1},
    }
    assert (tally.out["attacks"], tally.out["acts"]) == (1, 2)


def test_a_package_says_what_it_holds(register, irma):
    files = exported("frictionless", irma, department="PE-UCA")
    said = described(files)
    assert said["amparo"]["filter"] == {"department": "PE-UCA"}
    assert said["licenses"] == [{"name": "CC-BY-4.0", "path": package.LICENCES["CC-BY-4.0"]}]
    assert said["sources"][0]["title"]
    assert {one["path"] for one in said["resources"]} == set(files) - {"datapackage.json"}
    tables = {one["name"]: one for one in said["resources"] if one["path"].endswith(".csv")}
    for name, table in tables.items():
        fields = [one["name"] for one in table["schema"]["fields"]]
        assert next(csv.reader(io.StringIO(files[table["path"]].decode()))) == fields
        assert table["amparo:rows"] == len(rows(files[table["path"]])), name
        for key in table["schema"].get("foreignKeys", ()):
            there = rows(files[tables[key["reference"]["resource"]]["path"]])
            known = {row[key["reference"]["fields"]] for row in there}
            assert {row[key["fields"]] for row in rows(files[table["path"]])} <= known, name


def test_csv_and_parquet_hold_the_same(register, irma):
    pq = pytest.importorskip("pyarrow.parquet")
    files = exported("frictionless", irma, Audience("CNDDHH"))
    tables = [name.removesuffix(".csv") for name in files if name.endswith(".csv")]
    assert {f"{name}.parquet" for name in tables} <= set(files)
    for name in tables:
        read = pq.read_table(io.BytesIO(files[f"{name}.parquet"])).to_pylist()
        as_text = [{key: "" if x is None else str(x) for key, x in row.items()} for row in read]
        assert as_text == rows(files[f"{name}.csv"]), name
    found = pq.read_schema(io.BytesIO(files["acts.parquet"]))
    assert str(found.field("date_start").type) == "date32[day]"
    assert found.metadata[b"amparo.table"] == b"acts"


def test_without_the_extra_tables_leave_as_csv(register, irma, monkeypatch, signed_in):
    monkeypatch.setattr(parquet, "is_installed", lambda: False)
    assert not [name for name in exported("frictionless", irma) if name.endswith(".parquet")]
    assert "Falta Parquet" in signed_in(irma).get("/desk/attacks/export/").text


def test_uwazi_has_one_row_for_each_attack(register, irma):
    found = rows(exported("uwazi", irma, Audience("CNDDHH"))["import.csv"])
    assert list(found[0])[:3] == ["Title", "Date added", "Template"]
    assert list(found[0])[-4:] == ["Geolocation", "Documents", "Attachments", "Published"]
    [first] = [row for row in found if row["Title"] == register[0].code]
    assert first["Date"] == "2026/05/01:2026/05/31"
    assert first["Date as known"] == "2026-05"
    assert first["Kinds"] == "killing|abduction"
    assert (first["Victims"], first["Perpetrators"]) == ("1", "police")


def test_acled_has_its_columns_and_types(register, irma):
    found = rows(exported("acled", irma)["acled.csv"])
    assert " ".join(found[0]) == (
        "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type"
        " actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting"
        " iso region country admin1 admin2 admin3 location latitude longitude geo_precision source"
        " source_scale notes fatalities tags timestamp"
    )
    assert [(row["sub_event_type"], row["fatalities"]) for row in found] == [
        ("Attack", "1"),
        ("Abduction/forced disappearance", "0"),
    ]
    assert {row["event_date"] for row in found} == {"2026-05-15"}
    assert {row["time_precision"] for row in found} == {"3"}
    assert found[0]["inter1"] == "State forces"
    assert found[0]["admin1"] == "Ucayali"
    assert len({row["event_id_cnty"] for row in found}) == 2


def test_esf_holds_events_acts_and_involvements(register, irma):
    root = ET.fromstring(exported("esf", irma)["events.xml"])  # noqa: S314 - our own
    of = "{http://www.huridocs.org/}"
    assert root.tag == f"{of}events"
    assert len(root) == 2
    events = {one.findtext(f"{of}event_record_number"): one for one in root}
    event = events[register[0].code]
    acts = event.findall(f"{of}act")
    kinds = [
        (one.find(f"{of}type_of_act").text, one.find(f"{of}type_of_act").attrib) for one in acts
    ]
    assert kinds[0] == ("010101", {"field": "2109", "list": "04"})
    involved = acts[0].find(f"{of}involvement")
    assert involved.findtext(f"{of}degree_of_involvement") == "0101"
    assert involved.find(f"{of}type_of_perpetrator").get("list") == "24"
    assert event.find(f"{of}information/{of}reliability_of_information").get("scheme") == "amparo"
    assert event.findtext(f"{of}intervention/{of}intervention_status") == "03"


EVENT = {"name", "date", "startDate", "endDate", "country", "location", "recordId", "keywords"}
LINK = {"subject", "object", "role"}


def test_ftm_entities_have_known_properties_of_texts(register, irma):
    lines = exported("ftm", irma, Audience("CNDDHH"))["entities.ftm.json"].decode().splitlines()
    entities = [json.loads(line) for line in lines]
    assert Counter(one["schema"] for one in entities) == {"Event": 3, "UnknownLink": 1}
    ids = {one["id"] for one in entities}
    assert len(ids) == len(entities)
    for one in entities:
        assert set(one) == {"id", "schema", "properties"}
        assert set(one["properties"]) <= (EVENT if one["schema"] == "Event" else LINK)
        assert all(x and isinstance(x, str) for held in one["properties"].values() for x in held)
        if one["schema"] == "Event":
            assert one["properties"]["name"]
            assert one["properties"]["date"] == ["2026-05"]
        else:
            assert {*one["properties"]["subject"], *one["properties"]["object"]} <= ids


def test_an_export_that_differs_from_the_register_does_not_leave(register, irma, monkeypatch):
    real = queries.records_of

    def forgetful(*args, **more):
        return list(real(*args, **more))[1:]

    monkeypatch.setattr(queries, "records_of", forgetful)
    with pytest.raises(NotTheSame):
        exported("frictionless", irma)
    assert not Entry.objects.filter(event="AttacksExported").exists()


def test_more_than_was_agreed_does_not_leave(register, irma, monkeypatch):
    monkeypatch.setattr(queries, "against", lambda *_: "")
    with pytest.raises(NotTheSame):
        exported("esf", irma)


def test_a_file_that_was_altered_does_not_leave(register, irma, monkeypatch):
    real = package.write_package

    def altered(room, resources, about, tally):
        archive = real(room, resources, about, tally)
        place = room / resources[0].file
        place.write_text(place.read_text() + "\n")
        zip_files(archive, {one.name: one for one in room.iterdir() if one != archive})
        return archive

    monkeypatch.setattr(services, "write_package", altered)
    for code in FORMATS:
        with pytest.raises(NotTheSame):
            exported(code, irma)


def test_nothing_leaves_where_no_answer_allows_it(documented, irma):
    documented(["killing"])
    with pytest.raises(NothingLeaves):
        exported("frictionless", irma)


def test_a_member_who_is_held_back_exports_nothing(register, irma, monkeypatch):
    monkeypatch.setattr("amparo.foundations.accounts.actors.is_held_back", lambda _member: True)
    with pytest.raises(Refused):
        exported("frictionless", irma)


def test_cells_that_look_like_formulas_are_disarmed(register, irma):
    Attack.objects.filter(pk=register[0].pk).update(code="=1+1")
    found = [row["attack_id"] for row in rows(exported("frictionless", irma)["attacks.csv"])]
    assert "'=1+1" in found


def test_many_attacks_are_read_in_batches(documented, register, irma, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 2)
    files = exported("frictionless", irma, Audience("CNDDHH"))
    assert len(rows(files["attacks.csv"])) == 3
    assert len(rows(files["links.csv"])) == 1


def test_a_range_and_a_year_stay_as_wide_as_they_are(documented, irma):
    documented(
        ["other_threat"], agreed={"publish": True}, precision="range", last_month=date(2026, 7, 1)
    )
    found = rows(exported("uwazi", irma)["import.csv"])
    assert found[0]["Date as known"] == "2026-05..2026-07"
    assert found[0]["Date"] == "2026/05/01:2026/07/31"


HERE = "/desk/attacks/export/"
SENT = {"audience": "public", "format": "acled", "licence": "CC-BY-4.0"}


def test_the_page_says_what_leaves_and_why_not(register, irma, signed_in):
    desk = signed_in(irma)
    listed = desk.get("/desk/attacks/", {"kind": "killing"}).text
    assert f"{HERE}?kind=killing" in listed
    page = desk.post(f"{HERE}?kind=killing", SENT).text
    assert "No aceptaron que se publique." not in page  # the shared one is no killing
    assert "Todavía no se les preguntó" in page
    assert "El día: es la mitad del mes" in page
    assert f'formaction="{HERE}file/?kind=killing"' in page


def test_the_file_is_handed_out_and_recorded(register, irma, signed_in):
    answer = signed_in(irma).post(f"{HERE}file/?kind=killing", SENT)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        said = json.loads(archive.read("datapackage.json"))
    entry = Entry.objects.get(event="AttacksExported")
    assert (entry.about, entry.by) == (said["id"], irma.signature)
    facts = json.loads(entry.facts)
    assert (facts["format"], facts["audience"], facts["attacks"]) == ("acled", "public", 1)
    assert said["id"] in answer.headers["Content-Disposition"]


def test_a_recipient_must_be_named(register, irma, signed_in):
    desk = signed_in(irma)
    sent = {**SENT, "audience": "recipient"}
    for address in (HERE, f"{HERE}file/"):
        answer = desk.post(address, sent)
        assert answer.status_code == 422
        assert "Diga quién lo recibe." in answer.text
    sent["recipient"] = "CNDDHH"
    assert desk.post(f"{HERE}file/", {**sent, "format": "esf"}).getvalue()
    assert "CNDDHH" not in Entry.objects.get(event="AttacksExported").facts


def test_the_command_exports_what_may_be_published(register, tmp_path, capsys):
    from amparo.cli.argument_parser import Typed  # noqa: PLC0415
    from amparo.cli.commands.record import attacks  # noqa: PLC0415

    parser = Typed()
    attacks.add_arguments(parser)
    target = tmp_path / "out.zip"
    sent = parser.parse_args(["export", "--format", "ftm", "--out", str(target), "--when", "2026"])
    assert attacks.run(sent) == 0
    assert zipfile.is_zipfile(target)
    assert Entry.objects.get(event="AttacksExported").by == SYSTEM.signature
    said = capsys.readouterr().out
    assert "attacks: 2 of 4" in said
    assert "left out, not_published: 1 attacks, 1 victims, 1 acts" in said


def test_each_row_is_read_in_as_many_queries_as_another(
    register, documented, irma, django_assert_max_num_queries
):
    for _number in range(20):
        documented(["killing"], agreed={"publish": True})
    with django_assert_max_num_queries(30):
        tally_of(Wanted(Filter(), PUBLIC), FORMATS["frictionless"].fit, seen_by=irma)
    assert Victim.objects.aggregate(Max("pk"))
