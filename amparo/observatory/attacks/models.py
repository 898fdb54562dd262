"""Attacks on human rights defenders, as a team documents them: with or without a case.

Codes, the month and the district are columns, so that they can be counted. What names or lets
recognise a person is sealed under the key of the attack, and that key to the documenting team.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.models import Member
from amparo.observatory.catalogues.fields import code_of, codes_of
from amparo.observatory.catalogues.terms import TermList


class Precision(models.TextChoices):
    """How exactly it is known when something happened."""

    DAY = "day", _("On a known day")
    MONTH = "month", _("In a known month")
    QUARTER = "quarter", _("In a known quarter")
    YEAR = "year", _("In a known year")
    RANGE = "range", _("Between two days")
    UNKNOWN = "unknown", _("It is not known when")


class Attack(models.Model):
    """One event: what happened at one time, to one or several victims."""

    class Origin(models.TextChoices):
        ENTERED = "entered", _("Entered by the team")
        IMPORTED = "imported", _("Imported from a file")
        COPIED = "copied", _("Copied from a case, by the person's consent")

    code = models.CharField(max_length=14, unique=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)
    # The key of what is sealed below, sealed to the team's key of this public half.
    sealed_key = models.BinaryField()
    sealed_to = models.BinaryField(max_length=32)
    first_month = models.DateField(null=True, blank=True)  # the first day of the month
    last_month = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=Precision.choices)
    country = models.CharField(max_length=2, default="PE")  # ISO 3166-1
    department = code_of(TermList.DEPARTMENT, blank=True)
    province = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True)
    defence_link = code_of(TermList.DEFENCE_LINK)
    verification = code_of(TermList.VERIFICATION)
    sealed = models.BinaryField()  # AttackText
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["-first_month", "code"], name="attacks_the_newest_first"),
            models.Index(fields=["department", "first_month"], name="attacks_by_place"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(first_month__isnull=True, last_month__isnull=True, precision="unknown")
                | Q(first_month__isnull=False, last_month__gte=models.F("first_month")),
                name="an_attack_has_months_or_none",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Part(models.Model):
    """What belongs to one attack: a row with codes, and text sealed under the attack's key."""

    ref = models.CharField(max_length=14, unique=True)
    sealed = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref


class Victim(Part):
    """A person, a community or an organisation that was attacked."""

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="victims")
    kind = code_of(TermList.VICTIM_KIND)
    # Rows about the same victim share this code: victims are counted by it.
    same_as = models.CharField(max_length=14)
    gender = code_of(TermList.GENDER, blank=True)
    groups = codes_of(TermList.GROUP)
    work_areas = codes_of(TermList.WORK_AREA)

    class Meta:
        indexes = (models.Index(fields=["same_as"], name="rows_about_one_victim"),)


class Act(Part):
    """What was done to one victim: of one kind. Where and when, if it differs from the attack."""

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="acts")
    victim = models.ForeignKey(Victim, models.PROTECT, related_name="acts")
    kind = code_of(TermList.KIND)
    gendered_forms = codes_of(TermList.GENDERED_FORM)
    month = models.DateField(null=True, blank=True)
    department = code_of(TermList.DEPARTMENT, blank=True)
    verification = code_of(TermList.VERIFICATION)
    # Of a stigmatising statement, and of a breach of the duty to abstain: these, the kind and the
    # day are all that is public without a consent. Words and names are sealed.
    office = code_of(TermList.OFFICE, blank=True)
    office_level = code_of(TermList.OFFICE_LEVEL, blank=True)
    medium = code_of(TermList.MEDIUM, blank=True)
    said_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["kind", "attack"], name="acts_by_kind"),)


class Perpetrator(Part):
    """Who did it, by kind. A name is sealed."""

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="perpetrators")
    kind = code_of(TermList.PERPETRATOR)
    legal_form = code_of(TermList.LEGAL_FORM)
    involvement = code_of(TermList.INVOLVEMENT)  # in the acts of this attack


class Source(Part):
    """Who or what says so, and how far it can be relied upon."""

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="sources")
    kind = code_of(TermList.SOURCE_KIND)
    reliability = code_of(TermList.RELIABILITY)


class Fact(Part):
    """What one source says about one part of the attack. Contradictions stand side by side; those
    that the team relies on are marked."""

    class About(models.TextChoices):
        WHEN = "when", _("When it happened")
        WHERE = "where", _("Where it happened")
        WHAT = "what", _("What was done")
        VICTIM = "victim", _("Who was attacked")
        PERPETRATOR = "perpetrator", _("Who did it")
        LINK = "link", _("That it was because of the defence work")
        RESPONSE = "response", _("What the state did")

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="facts")
    source = models.ForeignKey(Source, models.PROTECT, related_name="facts")
    about = models.CharField(max_length=20, choices=About.choices)
    verification = code_of(TermList.VERIFICATION)
    relied_on = models.BooleanField(default=False)


class Response(Part):
    """What the state did about it, and what came of that."""

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="responses")
    kind = code_of(TermList.RESPONSE_KIND)
    outcome = code_of(TermList.RESPONSE_OUTCOME, blank=True)
    month = models.DateField(null=True, blank=True)


class PartyConsent(models.Model):
    """What one victim or source agreed to, each use by itself. The last row of a party counts."""

    class Ground(models.TextChoices):
        AGREED = "agreed", _("The person agreed")
        FAMILY = "family", _("The family agreed")
        PUBLIC_SOURCE = "public_source", _("It was published by others; the person was not asked")

    attack = models.ForeignKey(Attack, models.PROTECT, related_name="consents")
    victim = models.ForeignKey(
        Victim, models.PROTECT, null=True, blank=True, related_name="consents"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="consents"
    )
    ground = models.CharField(max_length=20, choices=Ground.choices)
    hold = models.BooleanField()
    share = models.BooleanField(default=False)
    publish = models.BooleanField(default=False)
    name = models.BooleanField(default=False)
    sealed = models.BinaryField()  # with whom it may be shared, and how the answer was given
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(victim__isnull=False, source__isnull=True)
                | Q(victim__isnull=True, source__isnull=False),
                name="consent_of_one_party",
            ),
            models.CheckConstraint(
                condition=Q(hold=True) | Q(share=False, publish=False, name=False),
                name="nothing_is_used_that_may_not_be_held",
            ),
            models.CheckConstraint(
                condition=Q(name=False) | Q(publish=True), name="a_name_is_published_with_the_rest"
            ),
        )

    def __str__(self) -> str:
        return f"{self.attack} {self.at:%Y-%m-%d}"

    @property
    def party(self) -> "Victim | Source":
        """Whose answer it is."""
        party = self.victim or self.source
        assert party is not None  # noqa: S101 - a constraint of the table
        return party


class AttackLink(models.Model):
    """One attack followed another: the chain of events."""

    earlier = models.ForeignKey(Attack, models.PROTECT, related_name="later_links")
    later = models.ForeignKey(Attack, models.PROTECT, related_name="earlier_links")
    kind = code_of(TermList.EVENT_LINK)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["earlier", "later"], name="one_link_of_two_attacks"),
            models.CheckConstraint(
                condition=~Q(earlier=models.F("later")), name="no_attack_follows_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.earlier} {self.later}"


class AttackDraft(models.Model):
    """What a member typed into a form of the register and has not sent, sealed to that member
    alone. `form`: the page, hashed under the member's secret; `sent`: hash of the page last sent
    from it, so that it has no effect a second time."""

    attack = models.ForeignKey(Attack, models.PROTECT, null=True, blank=True, related_name="drafts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    form = models.BinaryField(max_length=32)
    sealed = models.BinaryField(default=b"")
    sent = models.BinaryField(max_length=32, default=b"")
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member", "form"], name="one_draft_of_a_page_by_each_monitor"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id}"
