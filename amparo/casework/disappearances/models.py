from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.cases.models import Case, DatedTaskBase
from amparo.foundations.institutions.models import Unit


class DisappearanceOrDeath(models.Model):
    """A disappearance, a finding or a death, as it is known. A mistake is set aside, and new
    knowledge is a new row: no row is overwritten. Who it was, if not the person at risk, and all
    words are in a sealed document."""

    class What(models.TextChoices):
        DISAPPEARED = "disappeared", _("Disappeared")
        FOUND_ALIVE = "found_alive", _("Found alive")
        FOUND_DEAD = "found_dead", _("Found dead")
        DIED = "died", _("Died")

    class Whose(models.TextChoices):
        PERSON = "person", _("The person at risk")
        OTHER = "other", _("Somebody else of this case")

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", _("Not known yet")
        KILLING = "killing", _("Killing")
        DEATH_IN_CUSTODY = "death_in_custody", _("Death in custody")
        ENFORCED_DISAPPEARANCE = (
            "enforced_disappearance",
            _("Enforced disappearance (the state took part or consented)"),
        )
        DISAPPEARANCE_NON_STATE = (
            "disappearance_non_state",
            _("Disappearance, by others than the state or by nobody knows whom"),
        )
        ABDUCTION = "abduction", _("Abduction")
        NO_ATTACK = "no_attack", _("No attack: illness, accident, of one's own will")

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="happenings")
    whose = models.CharField(max_length=8, choices=Whose.choices)
    what = models.CharField(max_length=12, choices=What.choices)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    on = models.DateField()
    about = models.CharField(max_length=24, blank=True)  # ref of the disappearance that it ends
    paper_ref = models.CharField(max_length=24)
    impeded = models.CharField(max_length=40, blank=True)  # impediment in force before
    noted_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(
                    whose="person", what__in=["died", "found_dead"], set_aside_at__isnull=True
                ),
                name="the_person_dies_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.ref}"


class SearcherNotice(models.Model):
    """A searcher who may be told. Its name and the exact words are in a sealed document; whether
    they may leave is a question of consent, not a column."""

    ref = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="told")
    happening = models.ForeignKey(DisappearanceOrDeath, models.PROTECT, related_name="told")
    searcher = models.CharField(max_length=40)  # id in the protocol
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    paper_ref = models.CharField(max_length=24)
    told_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.ref


class DisappearanceTask(DatedTaskBase):
    """A follow-up task after a disappearance or a death, due by a moment that no norm sets."""

    class Kind(models.TextChoices):
        SEARCH = "search", _("Write down what was done to find the missing person")
        LINKED = "linked", _("Open a case for the family or the collective, or say why not")
        INVESTIGATION = "investigation", _("See how the investigation stands")

    case = models.ForeignKey(Case, models.PROTECT, related_name="vigils")
    happening = models.ForeignKey(DisappearanceOrDeath, models.PROTECT, related_name="vigils")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["happening", "kind"],
                condition=Q(done_at__isnull=True),
                name="one_open_vigil",
            ),
        )
        indexes = (
            models.Index(
                fields=["case", "due_on"], condition=Q(done_at__isnull=True), name="vigils_open"
            ),
        )


class Logged(models.TextChoices):
    """What an entry of a search log reports."""

    SEARCHED = "searched", _("Somebody searched")
    HEARD = "heard", _("Something was heard or seen")
    ASKED = "asked", _("An institution was asked how its search goes")
    OTHERS_TOLD = "others_told", _("The family or others told an institution themselves")
    NOTHING = "nothing", pgettext_lazy("search", "Nothing new")


class Party(models.TextChoices):
    """For whom a linked case is opened."""

    RELATIVES = "relatives", _("Family")
    LAWYER = "lawyer", _("Lawyer")
    COLLECTIVE = "collective", _("Collective, community or organisation")


class Stage(models.TextChoices):
    """Stages of the investigation of an attack; the ids of the field's catalogue."""

    NOT_REPORTED = "not_reported", pgettext_lazy("investigation", "Not reported")
    REPORTED = "reported", pgettext_lazy("investigation", "Reported")
    EX_OFFICIO_OPENED = "ex_officio_opened", pgettext_lazy("investigation", "Opened ex officio")
    REFUSED_REGISTRATION = (
        "refused_registration",
        pgettext_lazy("investigation", "Registration refused"),
    )
    PRELIMINARY = "preliminary", pgettext_lazy("investigation", "Preliminary")
    JURISDICTION_DISPUTE = (
        "jurisdiction_dispute",
        pgettext_lazy("investigation", "Jurisdiction dispute"),
    )
    MOTIVE_LINE_DEFENCE_WORK = (
        "motive_line_defence_work",
        pgettext_lazy("investigation", "Line of inquiry on defence work opened"),
    )
    SUSPECTS_IDENTIFIED = (
        "suspects_identified",
        pgettext_lazy("investigation", "Suspects identified"),
    )
    ARREST_WARRANT = "arrest_warrant", pgettext_lazy("investigation", "Arrest warrant")
    ARRESTED = "arrested", pgettext_lazy("investigation", "Arrested")
    RELEASED = "released", pgettext_lazy("investigation", "Released")
    FUGITIVE = "fugitive", pgettext_lazy("investigation", "Fugitive, in contempt")
    FORMALISED = "formalised", pgettext_lazy("investigation", "Formalised")
    INDICTED = "indicted", pgettext_lazy("investigation", "Indicted")
    TRIAL = "trial", pgettext_lazy("investigation", "Trial")
    CONVICTED_MATERIAL = (
        "convicted_material",
        pgettext_lazy("investigation", "Direct author convicted"),
    )
    CONVICTED_INTELLECTUAL = (
        "convicted_intellectual",
        pgettext_lazy("investigation", "Mastermind convicted"),
    )
    ACQUITTED = "acquitted", pgettext_lazy("investigation", "Acquitted")
    ANNULLED = "annulled", pgettext_lazy("investigation", "Annulled, retrial")
    UPHELD = "upheld", pgettext_lazy("investigation", "Upheld on appeal")
    FINAL = "final", pgettext_lazy("investigation", "Final")
    SENTENCE_EXECUTED = "sentence_executed", pgettext_lazy("investigation", "Sentence being served")
    ARCHIVED = "archived", pgettext_lazy("investigation", "Archived")
    PRESCRIBED = "prescribed", pgettext_lazy("investigation", "Time-barred")
    REPARATION_ORDERED = "reparation_ordered", pgettext_lazy("investigation", "Reparation ordered")
    REPARATION_PAID = "reparation_paid", pgettext_lazy("investigation", "Reparation paid")
