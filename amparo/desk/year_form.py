"""What is asked before a year is played: which laws, how many ask, who works, how long it takes.

The fields are the laws' own tracks, roles and acts; each stands there with what is taken anyway."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo import rules
from amparo.desk.forms import set_choices
from amparo.desk.taken import channel_name, names_of_numbers
from amparo.foundations.look.law import say
from amparo.simulation import (
    Kind,
    Scenario,
    Step,
    assumed,
    channels_of,
    roles_on,
    usual_arrivals,
    year_near,
)

RUNS, MOST_RUNS = 5, 20
MOST_SEED = 2**32
FIRST_YEAR, LAST_YEAR = 1900, 2200


class LawsForm(forms.Form):
    law = forms.ChoiceField(label=gettext_lazy("Law"))
    other = forms.ChoiceField(label=gettext_lazy("Beside it"), required=False)

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "law", names.items())
        set_choices(self, "other", [("", _("no other")), *names.items()])


class YearForm(forms.Form):
    def __init__(
        self, *args: Any, laws: Sequence[rules.Protocol], year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.laws, self.this_year = laws, year
        self._ask_who_comes()
        self._ask_who_works()
        for name, label in names_of_numbers().items():
            self.fields[name] = _number(label, assumed(name).amount)
        for act, (label, hours) in self._acts().items():
            self.fields[f"work_{act}"] = _number(label, hours)
        self._ask_how()

    def _ask_who_comes(self) -> None:
        for (track, channel), (label, amount) in self._kinds().items():
            self.fields[f"arrivals_{track}_{channel}"] = _number(label, amount)

    def _ask_who_works(self) -> None:
        for role, label in self._roles().items():
            usual = int(assumed("staff").amount)
            self.fields[f"staff_{role}"] = _whole(label, usual)
            self.fields[f"price_{role}"] = _number(label, None)
        self.fields["shifts"] = forms.MultipleChoiceField(
            label=_("There day and night, in shifts"),
            help_text=_("As many people as said above are then there at every hour."),
            choices=list(self._roles().items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def _ask_how(self) -> None:
        self.fields["year"] = _whole(
            _("Year"), year_near(self.laws[0], self.this_year), FIRST_YEAR, LAST_YEAR
        )
        self.fields["runs"] = _whole(_("How often it is played"), RUNS, 2, MOST_RUNS)
        seed = _whole(_("Where chance begins"), 1, 0, MOST_SEED)
        seed.help_text = _("The same number gives the same result.")
        self.fields["seed"] = seed
        self.fields["protected"] = _whole(_("Persons under protection"), None)
        self.fields["officers"] = _whole(_("Officers who follow them up"), None, 1)

    # --- what is asked, by its name: for two laws what either of them has ---

    def _kinds(self) -> dict[Kind, tuple[str, float]]:
        found: dict[Kind, tuple[str, float]] = {}
        for law in self.laws:
            usual = usual_arrivals(law)
            for (track, channel), name in _kinds_of(law).items():
                found.setdefault((track, channel), (name, usual.get((track, channel), 0)))
        return found

    @cached_property
    def _role_names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for law in self.laws:
            for role in roles_on(law):
                found.setdefault(role, say(law, f"roles.{role}"))
        return found

    def _roles(self) -> dict[str, str]:
        return self._role_names

    def _acts(self) -> dict[str, tuple[str, float]]:
        found: dict[str, tuple[str, float]] = {}
        for law in self.laws:
            for step in _steps_of(law):
                label = say(law, f"acts.{step.act}")
                found.setdefault(step.act, (label, assumed("work", does=step.does).amount))
        return found

    # --- the fields, as the page shows them ---

    @property
    def comes(self) -> list[forms.BoundField]:
        return [
            self[name] for name in self.fields if name.startswith("arrivals_") and name[-1] == "_"
        ]

    @property
    def comes_otherwise(self) -> list[forms.BoundField]:
        return [
            self[name] for name in self.fields if name.startswith("arrivals_") and name[-1] != "_"
        ]

    @property
    def works(self) -> list[forms.BoundField]:
        return self._named("staff_")

    @property
    def takes(self) -> list[forms.BoundField]:
        return self._named("work_")

    @property
    def costs(self) -> list[forms.BoundField]:
        return self._named("price_")

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in (*names_of_numbers(), "year", "runs", "seed")]

    def _named(self, start: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(start)]

    # --- what was said ---

    @property
    def scenarios(self) -> Iterator[Scenario]:
        """One for each law, of what is its own."""
        for law in self.laws:
            yield self._scenario(law)

    def _scenario(self, law: rules.Protocol) -> Scenario:
        said, roles = self.cleaned_data, roles_on(law)
        arrivals: dict[Kind, float] = {
            (track, channel): said[f"arrivals_{track}_{channel}"]
            for track, channel in _kinds_of(law)
        }
        return Scenario(
            protocol=law,
            year=said["year"],
            arrivals={kind: amount for kind, amount in arrivals.items() if amount},
            staff={role: said[f"staff_{role}"] for role in roles},
            work={step.act: said[f"work_{step.act}"] for step in _steps_of(law)},
            prices={
                role: said[f"price_{role}"] for role in roles if said[f"price_{role}"] is not None
            },
            around_the_clock=frozenset(said["shifts"]) & frozenset(roles),
            runs=said["runs"],
            seed=said["seed"],
            **{name: said[name] for name in names_of_numbers()},
        )

    def add_reason(self, refused: rules.Refused, language: str) -> None:
        """Why it cannot be played, beside the field where that is one."""
        role = f"staff_{refused.parts.get('role', '')}"
        if role in self.fields:
            self.add_error(role, _("Somebody has to do this: 1 or more."))
        else:
            self.add_error(None, refused.sentence(language))


def _kinds_of(law: rules.Protocol) -> dict[Kind, str]:
    """Tracks by the usual channel, then by each other one."""
    name = law.procedure.channel
    usual = law.facts[name].default if name else None
    tracks = [(track.id, say(law, f"tracks.{track.id}")) for track in law.procedure.track]
    kinds: dict[Kind, str] = {(track, ""): said for track, said in tracks}
    for track, said in tracks:
        for channel in channels_of(law):
            if channel != usual:
                kinds[track, channel] = f"{said}: {channel_name(law, channel)}"
    return kinds


def _steps_of(law: rules.Protocol) -> list[Step]:
    return list({step.act: step for steps in roles_on(law).values() for step in steps}.values())


def _number(label: str, initial: float | None) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        initial=initial if initial is None or initial % 1 else int(initial),
        min_value=0,
        required=initial is not None,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )


def _whole(
    label: str, initial: int | None, least: int = 0, most: int | None = None
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=least,
        max_value=most,
        required=initial is not None,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
