"""Display options of form fields."""

from django import forms


def unmarked[F: forms.Field](field: F) -> F:
    """Return the field without the mark “Optional”, because its own text says when it is needed, or
    a choice is already selected."""
    vars(field)["unmarked"] = True
    return field


class HourInput(forms.TimeInput):
    """A time of the day, with the browser's own control."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")
