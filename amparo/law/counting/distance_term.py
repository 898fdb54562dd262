"""The term of distance: how much is added for the way (terms.toml)."""

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited, Sourced


@table
class FromPlace(Sourced):
    """How much is added for acts from this place, in the unit of each term."""

    id: str
    amount: int


@table
class Distance(Cited):
    """The term of distance. Without `fact` the law adds one, and how much is not known here."""

    fact: str | None = None
    """The choice that says from where the person acts. A place without a row adds nothing."""
    place: tuple[FromPlace, ...] = ()
