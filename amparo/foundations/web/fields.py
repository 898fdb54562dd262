"""What a form's field shows beside its label."""

from django import forms


def unmarked[F: forms.Field](field: F) -> F:
    """“Optional” behind this field would be half the truth: its own words say when it is needed, or
    something is chosen already."""
    vars(field)["unmarked"] = True
    return field


class HourInput(forms.TimeInput):
    """An hour of the day, as browsers ask for one."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")
