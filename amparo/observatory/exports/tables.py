"""The tables of the data package: which columns they have, and which rows an attack gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from amparo.observatory.catalogues.terms import TermList, terms
from amparo.observatory.exports.records import AttackRecord, When
from amparo.observatory.exports.resources import Column, Rows, joined

WHEN = (
    Column("date_start", "First day of the first month in which it may have happened.", "date"),
    Column("date_end", "Last day of the last month in which it may have happened.", "date"),
    Column("date_precision", "month, quarter, year, range or unknown. No day is given."),
)
PLACE = Column("place_code", "ISO 3166-2; empty where it is not given.", codes=TermList.DEPARTMENT)
SURE = Column("verification", "How sure it is.", codes=TermList.VERIFICATION)
ATTACK = Column("attack_id", "The attack that it belongs to.")


@dataclass(frozen=True, slots=True)
class Table:
    """`refers`: its columns that name a row of another table: column, table, column there."""

    name: str
    means: str
    columns: Sequence[Column]
    key: str
    rows: Rows
    refers: Sequence[tuple[str, str, str]] = ()


def _attacks(record: AttackRecord) -> Iterator[dict[str, Any]]:
    yield {
        "attack_id": record.id,
        **_when(record.when),
        "country": record.country,
        "place_code": record.department,
        "defence_link": record.defence_link,
        "verification": record.verification,
        "victims_n": len(record.victims),
        "acts_n": len(record.acts),
        "sources_n": len(record.sources),
    }


def _acts(record: AttackRecord) -> Iterator[dict[str, Any]]:
    for act in record.acts:
        yield {
            "act_id": act.id,
            "attack_id": record.id,
            "victim_row": act.victim.id,
            "victim_id": act.victim.same_as,
            "kind": act.kind,
            "gendered_forms": joined(act.gendered_forms),
            **_when(act.when),
            "country": record.country,
            "place_code": act.department,
            "verification": act.verification,
            "defence_link": record.defence_link,
            "office_level": act.office_level,
            "medium": act.medium,
            "victim_kind": act.victim.kind,
            "gender": act.victim.gender,
            "groups": joined(act.victim.groups),
            "work_areas": joined(act.victim.work_areas),
            "sources_n": len(record.sources),
        }


def _victims(record: AttackRecord) -> Iterator[dict[str, Any]]:
    for victim in record.victims:
        yield {
            "victim_row": victim.id,
            "victim_id": victim.same_as,
            "attack_id": record.id,
            "victim_kind": victim.kind,
            "gender": victim.gender,
            "groups": joined(victim.groups),
            "work_areas": joined(victim.work_areas),
        }


def _perpetrators(record: AttackRecord) -> Iterator[dict[str, Any]]:
    for one in record.perpetrators:
        yield {
            "perpetrator_row": one.id,
            "attack_id": record.id,
            "kind": one.kind,
            "legal_form": one.legal_form,
            "involvement": one.involvement,
        }


def _sources(record: AttackRecord) -> Iterator[dict[str, Any]]:
    for source in record.sources:
        yield {
            "source_row": source.id,
            "attack_id": record.id,
            "kind": source.kind,
            "reliability": source.reliability,
            "about": joined(source.about),
        }


def _responses(record: AttackRecord) -> Iterator[dict[str, Any]]:
    for response in record.responses:
        yield {
            "response_row": response.id,
            "attack_id": record.id,
            "kind": response.kind,
            "outcome": response.outcome,
            **_when(response.when),
        }


def _links(record: AttackRecord) -> Iterator[dict[str, Any]]:
    for link in record.links:
        yield {"attack_id": record.id, "later_attack_id": link.later, "kind": link.kind}


def codes() -> Iterator[dict[str, Any]]:
    """Every code of every list, with labels, definitions and the codes that others use."""
    for wanted in TermList:
        for one in terms(wanted).values():
            yield {
                "list": wanted.value,
                "id": one.id,
                "es": one.es,
                "en": one.en,
                "means_es": one.means_es,
                "means_en": one.means_en,
                "decree": joined(one.decree),
                "huridocs": joined(one.huridocs),
                "escazu": joined(one.escazu),
                "sdg": one.sdg,
            }


def _when(when: When) -> dict[str, Any]:
    return {"date_start": when.start, "date_end": when.end, "date_precision": when.precision}


VICTIM = (
    Column("victim_kind", "A person, a collective or an organisation.", codes=TermList.VICTIM_KIND),
    Column("gender", "Gender of a person.", codes=TermList.GENDER),
    Column("groups", "Groups that they belong to.", codes=TermList.GROUP, several=True),
    Column("work_areas", "What they defend.", codes=TermList.WORK_AREA, several=True),
)
VICTIM_ROW = Column("victim_row", "The victim in this attack.")
VICTIM_ID = Column("victim_id", "The same in all attacks on one victim: count victims by it.")
TABLES = (
    Table(
        "attacks",
        "One row for each attack.",
        (
            Column("attack_id", "Random code of the attack."),
            *WHEN,
            Column("country", "ISO 3166-1."),
            PLACE,
            Column("defence_link", "Because of the defence work?", codes=TermList.DEFENCE_LINK),
            SURE,
            Column("victims_n", "Victims of this attack in this package.", "integer"),
            Column("acts_n", "Acts of this attack in this package.", "integer"),
            Column("sources_n", "Sources of this attack in this package.", "integer"),
        ),
        "attack_id",
        _attacks,
    ),
    Table(
        "victims",
        "One row for each victim of each attack.",
        (VICTIM_ROW, VICTIM_ID, ATTACK, *VICTIM),
        "victim_row",
        _victims,
        (("attack_id", "attacks", "attack_id"),),
    ),
    Table(
        "acts",
        "One row for each victim, kind of act and attack.",
        (
            Column("act_id", "Random code of the act."),
            ATTACK,
            VICTIM_ROW,
            VICTIM_ID,
            Column("kind", "What was done.", codes=TermList.KIND),
            Column(
                "gendered_forms",
                "Because of gender.",
                codes=TermList.GENDERED_FORM,
                several=True,
            ),
            *WHEN,
            Column("country", "ISO 3166-1."),
            PLACE,
            SURE,
            Column("defence_link", "Because of the defence work?", codes=TermList.DEFENCE_LINK),
            Column("office_level", "Of a statement: who spoke.", codes=TermList.OFFICE_LEVEL),
            Column("medium", "Of a statement: where.", codes=TermList.MEDIUM),
            *VICTIM,
            Column("sources_n", "Sources of this attack in this package.", "integer"),
        ),
        "act_id",
        _acts,
        (("attack_id", "attacks", "attack_id"), ("victim_row", "victims", "victim_row")),
    ),
    Table(
        "perpetrators",
        "One row for each perpetrator of an attack, by kind.",
        (
            Column("perpetrator_row", "Random code."),
            ATTACK,
            Column("kind", "Who did it.", codes=TermList.PERPETRATOR),
            Column("legal_form", "State or not.", codes=TermList.LEGAL_FORM),
            Column("involvement", "How they took part.", codes=TermList.INVOLVEMENT),
        ),
        "perpetrator_row",
        _perpetrators,
        (("attack_id", "attacks", "attack_id"),),
    ),
    Table(
        "sources",
        "One row for each source that agreed.",
        (
            Column("source_row", "Random code."),
            ATTACK,
            Column("kind", "Who or what says so.", codes=TermList.SOURCE_KIND),
            Column("reliability", "How reliable it is.", codes=TermList.RELIABILITY),
            Column("about", "On what it says something.", several=True),
        ),
        "source_row",
        _sources,
        (("attack_id", "attacks", "attack_id"),),
    ),
    Table(
        "responses",
        "What the state did.",
        (
            Column("response_row", "Random code."),
            ATTACK,
            Column("kind", "What the state did.", codes=TermList.RESPONSE_KIND),
            Column("outcome", "What came of it.", codes=TermList.RESPONSE_OUTCOME),
            *WHEN,
        ),
        "response_row",
        _responses,
        (("attack_id", "attacks", "attack_id"),),
    ),
    Table(
        "links",
        "Which attack followed which.",
        (
            ATTACK,
            Column("later_attack_id", "The attack that followed."),
            Column("kind", "How they belong together.", codes=TermList.EVENT_LINK),
        ),
        "",
        _links,
        (("attack_id", "attacks", "attack_id"), ("later_attack_id", "attacks", "attack_id")),
    ),
)
CODES = Table(
    "codes",
    "Every code with its labels. Labels and definitions are the project's own words.",
    (
        Column("list", "The list that the code stands in."),
        Column("id", "The code."),
        Column("es", "Label in Spanish."),
        Column("en", "Label in English."),
        Column("means_es", "What it means, in Spanish."),
        Column("means_en", "What it means, in English."),
        Column("decree", "Article of the annex of DS 004-2021-JUS.", several=True),
        Column("huridocs", "Code of the HURIDOCS micro-thesauri: list.code.", several=True),
        Column("escazu", "Article of the Escazú Agreement.", several=True),
        Column("sdg", "Category of indicator 16.10.1."),
    ),
    "",
    lambda _record: (),
)
