"""The words of a protocol (texts/es.toml, texts/en.toml): labels by key, consents by version."""

from dataclasses import field
from datetime import date

from amparo.law.loading.frozen_dataclass import table


@table
class ConsentText:
    """The exact words of a request for consent. A later wording is a new version, never an edit."""

    id: str
    version: int
    since: date
    text: str


@table
class TextsFile:
    """texts/LANGUAGE.toml: one table per kind of thing, and in it one line per id."""

    language: str
    restrictive_clauses: tuple[str, ...] = ()
    """Duties that the law puts on defenders, each with its article."""
    known: str = ""
    """Which texts of the norm were read and which were not, in a sentence or two."""
    protocol: dict[str, str]
    phases: dict[str, str]
    stages: dict[str, str]
    terms: dict[str, str]
    events: dict[str, str]
    facts: dict[str, str]
    tracks: dict[str, str]
    acts: dict[str, str]
    roles: dict[str, str]
    calendars: dict[str, str]
    holidays: dict[str, str] = field(default_factory=dict)
    suspensions: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, str] = field(default_factory=dict)
    """Grounds for which more time may be given."""
    distances: dict[str, str] = field(default_factory=dict)
    """Places from which the term of distance is counted."""
    warnings: dict[str, str]
    channels: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    traits: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    questions_for: dict[str, dict[str, str]] = field(default_factory=dict)
    why_for: dict[str, dict[str, str]] = field(default_factory=dict)
    """Questions and reasons in other words, by the answer to `filed_for`."""
    options: dict[str, str] = field(default_factory=dict)
    requirements: dict[str, str] = field(default_factory=dict)
    impediments: dict[str, str] = field(default_factory=dict)
    never_grounds: dict[str, str] = field(default_factory=dict)
    roads: dict[str, str] = field(default_factory=dict)
    collectives: dict[str, str] = field(default_factory=dict)
    factors: dict[str, str] = field(default_factory=dict)
    probabilities: dict[str, str] = field(default_factory=dict)
    impacts: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    instruments: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)
    weighed: dict[str, str] = field(default_factory=dict)
    weighed_answers: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    immediate_actions: dict[str, str] = field(default_factory=dict)
    criteria: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    institutions: dict[str, str] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    """Conditions on which some institution owes a standing duty."""
    registry: dict[str, str] = field(default_factory=dict)
    escalation: dict[str, str] = field(default_factory=dict)
    """Steps that follow where an institution does not answer."""
    grounds: dict[str, str] = field(default_factory=dict)
    defects: dict[str, str] = field(default_factory=dict)
    """Defects of the procedure of which a complaint may be filed."""
    misuses: dict[str, str] = field(default_factory=dict)
    searchers: dict[str, str] = field(default_factory=dict)
    review: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, str]] = field(default_factory=dict)
    """Plain-language explanations for readers without knowledge of the law: by kind, then by id.
    They may be left out."""
    consent: tuple[ConsentText, ...] = ()
