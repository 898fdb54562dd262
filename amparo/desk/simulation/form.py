"""The form of a simulated year: which laws, how many requests, who works, how long it takes.

The fields are the tracks, roles and acts of the laws, with their default values. For two laws, each
has its own fields, and common numbers are asked once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.desk.forms import set_choices
from amparo.desk.simulation.assumptions import (
    channel_name,
    names_of_after,
    names_of_others,
    names_of_work,
)
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, Refused
from amparo.simulation import (
    NUMBERS,
    Kind,
    Scenario,
    Step,
    assumed,
    channels_of,
    roles_on,
    usual_arrivals,
    usual_numbers,
    year_near,
)

RUNS, MOST_RUNS = 5, 20
MOST_SEED = 2**32
FIRST_YEAR, LAST_YEAR = 1900, 2200


class LawsForm(forms.Form):
    law = forms.ChoiceField(label=gettext_lazy("Law"))
    other = forms.ChoiceField(label=gettext_lazy("Compare with"), required=False)

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "law", names.items())
        set_choices(self, "other", [("", _("no other")), *names.items()])


@dataclass(frozen=True, slots=True)
class OfLaw:
    """The fields of one law, as the page shows them; `name`: set where there are two laws."""

    name: str
    comes: list[forms.BoundField]
    comes_otherwise: list[forms.BoundField]
    works: list[forms.BoundField]
    shifts: forms.BoundField
    takes: list[forms.BoundField]
    costs: list[forms.BoundField]


class YearForm(forms.Form):
    def __init__(self, *args: Any, laws: Sequence[Protocol], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.laws, self.this_year = laws, year
        for law in laws:
            self._ask_of(law)
        for names in (names_of_work(), names_of_others(), names_of_after()):
            self._ask_numbers(names)
        self._ask_how()

    def _ask_of(self, law: Protocol) -> None:
        start, usual, roles = self._start(law), usual_arrivals(law), _role_names(law)
        for (track, channel), label in _kinds_of(law).items():
            amount = usual.get((track, channel), 0)
            self.fields[f"{start}arrivals_{track}_{channel}"] = _number(label, amount)
        for role, label in roles.items():
            self.fields[f"{start}staff_{role}"] = _whole(label, int(assumed("staff").amount))
            self.fields[f"{start}price_{role}"] = _number(label, None)
        self.fields[f"{start}shifts"] = forms.MultipleChoiceField(
            label=_("There day and night, in shifts"),
            help_text=_("As many people as said above are then there at every hour."),
            choices=list(roles.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for step in _steps_of(law):
            label, hours = say(law, f"acts.{step.act}"), assumed("work", does=step.does).amount
            self.fields[f"{start}work_{step.act}"] = _number(label, hours)

    def _ask_numbers(self, names: Mapping[str, str]) -> None:
        """Ask once for all laws, but for each where their default values differ."""
        usual = {law.id: usual_numbers(law) for law in self.laws}
        for name, label in names.items():
            if len({one[name] for one in usual.values()}) == 1:
                self.fields[name] = _number(label, usual[self.laws[0].id][name])
                continue
            for law in self.laws:
                own = f"{label} ({say(law, 'protocol.short')})"
                self.fields[f"{self._start(law)}{name}"] = _number(own, usual[law.id][name])

    def _ask_how(self) -> None:
        self.fields["year"] = _whole(
            _("Year"), year_near(self.laws[0], self.this_year), FIRST_YEAR, LAST_YEAR
        )
        self.fields["runs"] = _whole(_("How often it is simulated"), RUNS, 2, MOST_RUNS)
        seed = _whole(_("Random seed"), 1, 0, MOST_SEED)
        seed.help_text = _("The same number gives the same result.")
        self.fields["seed"] = seed
        self.fields["protected"] = _whole(_("Persons under protection at the beginning"), 0)
        self.fields["officers"] = _whole(_("Officers who follow them up"), 0)
        self.fields["officer_price"] = _number(_("What one of them costs in a year"), None)

    def _start(self, law: Protocol) -> str:
        """Return the prefix of this law's own fields; "" where it is the only one."""
        return f"{law.id}." if len(self.laws) > 1 else ""

    # --- the fields, as the page shows them ---

    @property
    def of_laws(self) -> Iterator[OfLaw]:
        for law in self.laws:
            start = self._start(law)
            arrivals = self._named([f"{start}arrivals_"])
            yield OfLaw(
                name=say(law, "protocol.name") if start else "",
                comes=[one for one in arrivals if one.name.endswith("_")],
                comes_otherwise=[one for one in arrivals if not one.name.endswith("_")],
                works=self._named([f"{start}staff_"]),
                shifts=self[f"{start}shifts"],
                takes=self._named([f"{start}work_"]),
                costs=self._named([f"{start}price_"]),
            )

    @property
    def general(self) -> list[forms.BoundField]:
        return [*self._numbers(names_of_work()), *(self[one] for one in ("year", "runs", "seed"))]

    @property
    def others(self) -> list[forms.BoundField]:
        return self._numbers(names_of_others())

    @property
    def after(self) -> list[forms.BoundField]:
        own = ("protected", "officers", "officer_price")
        return [*(self[one] for one in own), *self._numbers(names_of_after())]

    def _numbers(self, names: Iterable[str]) -> list[forms.BoundField]:
        own = {f"{self._start(law)}{name}" for law in self.laws for name in names}
        return [self[name] for name in self.fields if name in own or name in names]

    def _named(self, starts: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(tuple(starts))]

    # --- what was said ---

    @property
    def scenarios(self) -> Iterator[Scenario]:
        """Yield one scenario for each law, with its own numbers."""
        for law in self.laws:
            yield self._scenario(law)

    def _scenario(self, law: Protocol) -> Scenario:
        said, roles, start = self.cleaned_data, roles_on(law), self._start(law)
        arrivals: dict[Kind, float] = {
            (track, channel): said[f"{start}arrivals_{track}_{channel}"]
            for track, channel in _kinds_of(law)
        }
        prices = {role: said[f"{start}price_{role}"] for role in roles}
        numbers: dict[str, Any] = {
            name: said.get(f"{start}{name}", said.get(name)) for name in NUMBERS
        }
        return Scenario(
            protocol=law,
            year=said["year"],
            arrivals={kind: amount for kind, amount in arrivals.items() if amount},
            staff={role: said[f"{start}staff_{role}"] for role in roles},
            work={step.act: said[f"{start}work_{step.act}"] for step in _steps_of(law)},
            prices={role: price for role, price in prices.items() if price is not None},
            around_the_clock=frozenset(said[f"{start}shifts"]),
            runs=said["runs"],
            seed=said["seed"],
            protected=said["protected"],
            officers=said["officers"],
            officer_price=said["officer_price"],
            **numbers,
        )

    def add_reason(self, refused: Refused, language: str) -> None:
        """Add why the year cannot be simulated, at the field concerned if there is one."""
        for law in self.laws:
            role = f"{self._start(law)}staff_{refused.parts.get('role', '')}"
            if role in self.fields and refused.parts.get("protocol") == law.id:
                self.add_error(role, _("Somebody has to do this: 1 or more."))
                return
        self.add_error(None, refused.sentence(language))


def _role_names(law: Protocol) -> dict[str, str]:
    return {role: say(law, f"roles.{role}") for role in roles_on(law)}


def _kinds_of(law: Protocol) -> dict[Kind, str]:
    """Return the tracks by the usual channel, then by each other one."""
    name = law.procedure.channel
    usual = law.facts[name].default if name else None
    tracks = [(track.id, say(law, f"tracks.{track.id}")) for track in law.procedure.track]
    kinds: dict[Kind, str] = {(track, ""): said for track, said in tracks}
    for track, said in tracks:
        for channel in channels_of(law):
            if channel != usual:
                kinds[track, channel] = f"{said}: {channel_name(law, channel)}"
    return kinds


def _steps_of(law: Protocol) -> list[Step]:
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
