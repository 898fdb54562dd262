from collections.abc import Collection, Iterable, Iterator

from amparo.law.admission import AdmissionFile, Question, Trait
from amparo.law.assessment.risk_questionnaires import AssessmentFile
from amparo.law.loading.reader import Folder, Where, nearest
from amparo.law.procedure import Phase, TermRule
from amparo.law.protocol import Protocol
from amparo.law.state.legal_clock import SUSPENSION_UNCHECKED
from amparo.law.texts import TextsFile

WARNINGS = (
    "dates_unknown",
    "declared_days_unknown",
    "office_hours_unknown",
    "no_reception_rule",
    "track_disputed",
    "unchecked_value",
)


def check_words(protocol: Protocol, folder: Folder) -> None:
    """Check that every id has words in every language, and that no words are for an unknown id."""
    spoken = _spoken(protocol)
    for language, texts in protocol.texts.items():
        where = folder.file(f"texts/{language}.toml")
        if texts.language != language:
            where.inside("language").refuse("must be “{}”, the name of the file", language)
        for kind, ids in spoken.items():
            _complete(getattr(texts, kind), set(ids), where.inside(kind))
    _same_telling(protocol, folder)
    _same_rewording(protocol, folder)
    _same_clauses(protocol, folder)
    _same_known(protocol, folder)
    _same_consents(protocol, folder)


def _spoken(protocol: Protocol) -> dict[str, Iterable[str]]:
    rules, asked = protocol.procedure, protocol.obligations.asked
    search = protocol.fate.search
    return {
        "protocol": ("name", "short"),
        "phases": tuple(Phase),
        "stages": protocol.stages,
        "terms": [term.id for term in (*protocol.terms.term, *asked)],
        "events": [*protocol.events, *(name for one in asked for name in _moments(one))],
        "facts": protocol.facts,
        "tracks": [track.id for track in rules.track],
        "acts": protocol.acts,
        "roles": protocol.roles,
        "calendars": protocol.calendar_ids,
        "holidays": [
            one.id for one in (*protocol.calendars.holiday, *protocol.calendars.short_day)
        ],
        "suspensions": [one.id for one in protocol.calendars.suspension],
        "extensions": _grounds(protocol),
        "distances": _places(protocol),
        "warnings": [
            *WARNINGS,
            *(SUSPENSION_UNCHECKED for one in protocol.calendars.suspension if not one.checked),
            *(one.warning for one in protocol.admission.reception if one.warning),
        ],
        "channels": protocol.channel_ids,
        **_admission(protocol.admission),
        **_risk(protocol.assessment),
        "factors": [factor.id for factor in protocol.assessment.factor],
        "measures": [measure.id for measure in protocol.measures.measure],
        "immediate_actions": [one.id for one in protocol.measures.immediate_action],
        "fields": {str(field) for one in protocol.measures.measure for field in one.needs}
        | {str(field) for one in protocol.measures.immediate_action for field in one.needs},
        "criteria": [one.id for one in protocol.measures.criterion],
        "institutions": [one.id for one in protocol.obligations.institution],
        "standing": [one.id for one in protocol.obligations.standing],
        "conditions": {
            name for one in protocol.obligations.standing for name in one.only_if.values()
        },
        "registry": [one.id for one in protocol.obligations.registry],
        "escalation": [one.id for one in protocol.obligations.escalation],
        "grounds": [ground.id for ground in protocol.review.ground],
        "defects": [defect.id for defect in protocol.review.defect],
        "misuses": [misuse.id for misuse in protocol.review.misuse],
        "searchers": [one.id for one in (search.tell if search else ())],
        "review": protocol.review.sayings,
    }


def _moments(rule: TermRule) -> Iterator[str]:
    yield from (rule.starts_from, rule.met_by)
    for value in rule.value:
        if value.extension is not None:
            yield from (value.extension.asked, value.extension.granted)


def _grounds(protocol: Protocol) -> set[str]:
    rules = (*protocol.terms.term, *protocol.obligations.asked)
    given = [value.extension for rule in rules for value in rule.value if value.extension]
    return {ground for extension in given for ground in extension.grounds}


def _places(protocol: Protocol) -> tuple[str, ...]:
    distance = protocol.terms.distance
    fact = protocol.facts.get(distance.fact or "") if distance else None
    return fact.values if fact else ()


def _admission(admission: AdmissionFile) -> dict[str, Iterable[str]]:
    questions = admission.questions
    asked: list[Question | Trait] = [*questions, *admission.trait]
    return {
        "steps": [step.id for step in admission.step],
        "questions": [question.id for question in questions],
        "traits": [trait.id for trait in admission.trait],
        "why": [one.id for one in asked],
        "options": [option for one in asked for option in one.options],
        "ways": [way.id for way in admission.way],
        "requirements": [requirement.id for requirement in admission.requirement],
        "impediments": [impediment.id for impediment in admission.impediment],
        "never_grounds": [never.id for never in admission.never_a_ground],
        "roads": [road.id for road in admission.road],
        "collectives": [one.id for one in admission.collective],
    }


def _risk(assessment: AssessmentFile) -> dict[str, Iterable[str]]:
    methods, instruments = assessment.method, assessment.instrument
    asked = [question for one in instruments for question in one.questions]
    return {
        "probabilities": [one for method in methods for one in method.probabilities],
        "impacts": [one for method in methods for one in method.impacts],
        "levels": {
            *(level for method in methods for level in method.levels),
            *(level for one in instruments for level in one.levels),
        },
        "instruments": [one.id for one in instruments],
        "blocks": [block.id for one in instruments for block in one.block],
        "weighed": [question.id for question in asked],
        "weighed_answers": [answer for question in asked for answer in question.answers],
    }


def _complete(words: dict[str, str], ids: Collection[str], where: Where) -> None:
    for name in sorted(ids):
        if name not in words:
            where.inside(name).refuse("is missing: everything needs words in every language")
    for name in words:
        if name not in ids:
            where.inside(name).refuse("speaks of nothing; {}", nearest(name, sorted(ids)))


def _same_telling(protocol: Protocol, folder: Folder) -> None:
    """Check that what is told in one language is told in all, and is about known ids. Under
    `duties` stands what an authority must do within a term."""
    spoken = {**_spoken(protocol), "duties": [term.id for term in protocol.terms.term]}
    said = {
        language: {(kind, name) for kind, words in texts.told.items() for name in words}
        for language, texts in protocol.texts.items()
    }
    for language, ids in said.items():
        where = folder.file(f"texts/{language}.toml").inside("told")
        for kind, name in sorted(set().union(*said.values()) - ids):
            where.inside(kind).inside(name).refuse("is told in another language only")
        for kind, name in sorted(ids):
            if name not in set(spoken.get(kind, ())):
                where.inside(kind).inside(name).refuse("tells of nothing that there is")


def _same_rewording(protocol: Protocol, folder: Folder) -> None:
    """Check that each question worded for a kind of person is so in every language."""
    admission = protocol.admission
    whom = {*admission.for_whom}
    for kind in ("questions_for", "why_for"):
        said = {
            language: {(one, name) for one, words in getattr(texts, kind).items() for name in words}
            for language, texts in protocol.texts.items()
        }
        for language, ids in said.items():
            where = folder.file(f"texts/{language}.toml").inside(kind)
            for one, name in sorted(set().union(*said.values()) - ids):
                where.inside(one).inside(name).refuse("is told in another language only")
            for one, name in sorted(ids):
                if one not in whom or name not in {asked.id for asked in admission.questions}:
                    where.inside(one).inside(name).refuse("tells of nothing that there is")


def _same_clauses(protocol: Protocol, folder: Folder) -> None:
    """Check that all languages have the same number of restrictive clauses."""
    most = max((len(texts.restrictive_clauses) for texts in protocol.texts.values()), default=0)
    for language, texts in protocol.texts.items():
        if len(texts.restrictive_clauses) < most:
            where = folder.file(f"texts/{language}.toml").inside("restrictive_clauses")
            where.refuse("are {}, and {} in another language", len(texts.restrictive_clauses), most)


def _same_known(protocol: Protocol, folder: Folder) -> None:
    """Check that what is known of the norm is told in all languages or in none."""
    if not any(texts.known for texts in protocol.texts.values()):
        return
    for language, texts in protocol.texts.items():
        if not texts.known:
            where = folder.file(f"texts/{language}.toml").inside("known")
            where.refuse("is told in another language only")


def _same_consents(protocol: Protocol, folder: Folder) -> None:
    said = {language: _versions(texts) for language, texts in protocol.texts.items()}
    everything = set().union(*said.values())
    for language, versions in said.items():
        where = folder.file(f"texts/{language}.toml").inside("consent")
        for name, version in sorted(everything - versions):
            where.refuse("“{}” version {} is missing in this language", name, version)
        if len(protocol.texts[language].consent) != len(versions):
            where.refuse("has the same id and version twice")


def _versions(texts: TextsFile) -> set[tuple[str, int]]:
    return {(one.id, one.version) for one in texts.consent}
