from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.casework.measures.models import Measure
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import KeyPair
from amparo.foundations.cases.models import Case, DatedTaskBase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import binds
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.law import load_protocol


class Obligation(models.Model):
    """What one unit owes: its own alias of the case, and an extract sealed to the unit's key. An
    officer of the unit sees nothing else of the case."""

    class Kind(models.TextChoices):
        MEASURE = "measure"
        OPINION = "opinion"
        CONTEXT = "context"  # the present danger, before a change

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("duty", "On paper, not handed over yet")
        OPEN = "open", pgettext_lazy("duty", "Not answered yet")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("duty", "Receipt acknowledged")
        OBJECTED = "objected", pgettext_lazy("duty", "Limitation reported")
        REPORTED = "reported", pgettext_lazy("duty", "Answered")
        VERIFIED = "verified", pgettext_lazy("duty", "The person says it arrived")
        # The unit sees nothing any more; the measure runs until the person was reached.
        ENDING = "ending", pgettext_lazy("duty", "Goes on until it is said that it ends")
        REVOKED = "revoked", pgettext_lazy("duty", "Taken back")
        ENDED = "ended", pgettext_lazy("duty", "Ended")

    alias = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="duties")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    question_ref = models.CharField(max_length=24)
    due_on = models.DateTimeField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.OPEN)
    by_paper = models.BooleanField(default=False)
    extract = models.BinaryField(blank=True)  # under its own key; emptied when revoked
    key_for_unit = models.BinaryField(blank=True)  # emptied too; empty for paper
    key_under_case = models.BinaryField(blank=True)
    forwarded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["unit", "state", "due_on"], name="what_a_unit_owes"),
            models.Index(fields=["state", "unit", "kind", "due_on"], name="awaited_of_each_unit"),
        )

    def __str__(self) -> str:
        return self.alias

    @property
    def chip(self) -> str:
        return CHIPS[self.state]

    @property
    def running(self) -> bool:
        """Whether the unit has said that it does it, or did it."""
        return self.state in {self.State.ACKNOWLEDGED, self.State.REPORTED, self.State.VERIFIED}

    @property
    def only_asked(self) -> bool:
        """Whether it is a question and nothing is ordered: it takes one kind of answer, of the same
        name."""
        return self.kind != self.Kind.MEASURE

    @property
    def is_requested(self) -> bool:
        """Whether the norm of the case does not bind the unit: it is asked to cooperate, and
        answers or not."""
        law = load_protocol(self.case.filing.protocol)
        return not binds(law, self.unit, on=self.forwarded_at.astimezone(law.zone).date())

    def is_late(self, at: datetime) -> bool:
        """Return whether its day has passed. What is only requested is never late."""
        return self.due_on < at and not self.is_requested

    @property
    def named(self) -> dict[str, str]:
        """The fields by which an event of the record names this obligation."""
        return {
            "about": self.case.code,
            "duty": self.alias,
            "measure": self.measure.ref,
            "unit": self.unit.code,
        }

    def move(self, state: str, at: datetime) -> None:
        self.state, self.changed_at = state, at
        self.save(update_fields=["state", "changed_at"])

    def erase(self, state: str, at: datetime) -> None:
        """Erase what was told, and with it the unit's key to its own answers."""
        self.extract = self.key_for_unit = b""
        self.state, self.changed_at = state, at
        self.save(update_fields=["extract", "key_for_unit", "state", "changed_at"])

    def seal(self, key: bytes, body: dict[str, Any]) -> None:
        self.extract = envelopes.seal_json(key, body, context=f"duty/{self.alias}/extract")

    def says(self, key: bytes) -> dict[str, Any]:
        """The extract in plain text; empty once it was revoked."""
        if not self.extract:
            return {}
        context = f"duty/{self.alias}/extract"
        return dict(envelopes.unseal_json(key, bytes(self.extract), context=context))

    def give_key_to_unit(self, key: bytes, public: bytes) -> None:
        self.key_for_unit = boxes.seal_to(public, key, context=f"duty/{self.alias}/unit")

    def key_of_unit(self, pair: KeyPair) -> bytes:
        context = f"duty/{self.alias}/unit"
        return boxes.open_with(pair.secret, bytes(self.key_for_unit), context=context)

    def keep_key_under(self, folder: Folder, key: bytes) -> None:
        context = f"duty/{self.alias}/case"
        self.key_under_case = envelopes.seal(folder.key, key, context=context)

    def key_of_case(self, folder: Folder) -> bytes:
        context = f"duty/{self.alias}/case"
        return envelopes.unseal(folder.key, bytes(self.key_under_case), context=context)


OVER = (Obligation.State.REVOKED, Obligation.State.ENDED)
# Style of each state: see `web.templatetags.web.CHIPS`.
CHIPS: dict[str, str] = {
    Obligation.State.PREPARED: "due",
    Obligation.State.OPEN: "open",
    Obligation.State.ACKNOWLEDGED: "open",
    Obligation.State.OBJECTED: "late",
    Obligation.State.REPORTED: "due",
    Obligation.State.VERIFIED: "done",
    Obligation.State.ENDING: "waiting",
    Obligation.State.REVOKED: "quiet",
    Obligation.State.ENDED: "quiet",
}


class ObligationAnswer(models.Model):
    """A message about an obligation, by its unit or by the team, sealed under the obligation's own
    key; only these two read it."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("We will")
        OBJECTED = "objected", _("We cannot, because…")
        REPORTED = "reported", _("Done, here is the proof")
        OPINION = "opinion", _("Our opinion")
        CONTEXT = "context", _("What we know of the danger")
        INCIDENT = "incident", _("Something happened")
        MORE_TIME = "more_time", _("We ask for more time")
        TIME_GIVEN = "time_given", _("More time was given, once")
        TIME_REFUSED = "time_refused", _("No more time was given")
        INSISTED = "insisted", _("The team insists")
        ASKED = "asked", _("The team asks for a report")
        CHANGED = "changed", _("Changed by a resolution, from this day")
        CONTESTED = "contested", _("The team contests the report: it was not carried out")

    class Cause(models.TextChoices):
        """Why the unit cannot. The reason itself is sealed."""

        NO_BUDGET = "no_budget", _("There is no budget for it")

    ref = models.CharField(max_length=24, unique=True)
    duty = models.ForeignKey(Obligation, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    author = models.CharField(max_length=80)  # unit:CODE, never an officer's name; or team
    sealed = models.BinaryField()
    # Open, so that what has no budget is counted without opening a case.
    cause = models.CharField(max_length=15, choices=Cause.choices, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)  # a sealed file, its proof
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["duty"], condition=models.Q(kind="time_given"), name="more_time_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id} {self.kind}"

    @property
    def of_unit(self) -> bool:
        return self.author.startswith("unit:")

    @classmethod
    def sealed_under(
        cls, duty: Obligation, key: bytes, body: dict[str, Any], **about: Any
    ) -> "ObligationAnswer":
        """Return an answer that is not stored yet."""
        answer = cls(ref=marks.new_code(groups=3), duty=duty, **about)
        answer.sealed = envelopes.seal_json(key, body, context=answer.context(duty))
        return answer

    def says(self, duty: Obligation, key: bytes) -> dict[str, Any]:
        return dict(envelopes.unseal_json(key, bytes(self.sealed), context=self.context(duty)))

    def reseal(self, duty: Obligation, key: bytes, body: dict[str, Any]) -> None:
        """Store the same answer with a shorter body."""
        self.sealed = envelopes.seal_json(key, body, context=self.context(duty))
        self.save(update_fields=["sealed"])

    def context(self, duty: Obligation) -> str:
        return f"duty/{duty.alias}/answer/{self.ref}"


class EscalationNotice(models.Model):
    """One step that was taken because a unit did not answer by `due_on`. Another due day begins the
    steps anew."""

    duty = models.ForeignKey(Obligation, models.PROTECT, related_name="notices")
    due_on = models.DateTimeField()
    step = models.SlugField(max_length=40)
    # The institution that was told; empty for one outside the tree of institutions.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    # Number and date of the letter, sealed; empty where the unit's own page says it.
    paper_ref = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["duty", "due_on", "step"], name="each_step_once"),
        )
        indexes = (
            models.Index(
                fields=["unit", "duty"], condition=~models.Q(paper_ref=""), name="letters_by_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id} {self.step}"


OF_TEAM = frozenset(
    kind.value
    for kind in (
        ObligationAnswer.Kind.INSISTED,
        ObligationAnswer.Kind.ASKED,
        ObligationAnswer.Kind.CHANGED,
        ObligationAnswer.Kind.CONTESTED,
        ObligationAnswer.Kind.TIME_GIVEN,
        ObligationAnswer.Kind.TIME_REFUSED,
    )
)
OPINIONS = (
    ("favourable", _("In favour")),
    ("with_remarks", _("In favour, with remarks")),
    ("not_favourable", _("Not in favour")),
)
STRENGTHS = (
    ("stronger", _("The danger is greater than before")),
    ("same", _("The danger is as great as before")),
    ("weaker", _("The danger is less than before")),
    ("unknown", _("We know nothing of it")),
)
"""How strong the danger is now, by an institution that was asked."""


class FollowUpTask(DatedTaskBase):
    """A dated task of the team. No law sets its day: it is the service's own target."""

    class Kind(models.TextChoices):
        ANSWER_OBJECTION = "answer_objection", _("Answer an objection")
        ASK_REPORT = "ask_report", _("See to a report that was asked for")
        CONTACT_BEFORE_ENDING = (
            "contact_before_ending",
            _("Reach the person before measures end"),
        )
        FETCH_PAPER = "fetch_paper", _("Fetch back what had gone on paper")
        HEAR_HER = "hear_her", _("Ask the person about what was decided meanwhile")
        SEAL_ANEW = "seal_anew", _("A unit cannot open what it owes: seal it anew")

    class Outcome(models.TextChoices):
        INSISTED = "insisted"
        ALTERNATIVE = "alternative"
        REPORTED = "reported"
        GOES_ON = "goes_on"
        ENDS = "ends"
        FETCHED = "fetched"
        ANSWERED = "answered"
        SEALED_ANEW = "sealed_anew"
        TAKEN_BACK = "taken_back"  # the obligation ended meanwhile

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    duty = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    kind = models.CharField(max_length=30, choices=Kind.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    paper_ref = models.CharField(max_length=24, blank=True)


def re_wrap(older: Folder, newer: Folder) -> None:
    """Seal every obligation's own key under the case's new key."""
    duties = list(Obligation.objects.filter(case__filing=older.filing).exclude(key_under_case=b""))
    for duty in duties:
        duty.keep_key_under(newer, duty.key_of_case(older))
    Obligation.objects.bulk_update(duties, ["key_under_case"], batch_size=200)
