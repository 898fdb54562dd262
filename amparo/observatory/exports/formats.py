"""The formats in which codes of attacks leave, and what each cannot hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.observatory.exports.acled import Acled
from amparo.observatory.exports.acled import fitted as fitted_to_acled
from amparo.observatory.exports.esf import Esf
from amparo.observatory.exports.follow_the_money import FollowTheMoney
from amparo.observatory.exports.frictionless import Tables
from amparo.observatory.exports.queries import Fit
from amparo.observatory.exports.records import AttackRecord
from amparo.observatory.exports.resources import Writer
from amparo.observatory.exports.tally import Tally
from amparo.observatory.exports.uwazi import Uwazi

TABLES = "frictionless"


@dataclass(frozen=True, slots=True)
class Format:
    """`fit`: returns what the format can hold of an attack, and counts what it cannot."""

    code: str
    label: str | Promise
    cannot: tuple[str | Promise, ...]
    writer: Callable[[Path, date], Writer]
    fit: Fit


def _whole(record: AttackRecord, _tally: Tally) -> AttackRecord:
    return record


ONE_ROW = _("Which act was done to which victim: one row is one attack.")
FORMATS = {
    one.code: one
    for one in (
        Format(
            TABLES,
            _("Tables for analysis: CSV and Parquet in a Frictionless data package"),
            (),
            lambda room, _today: Tables(room),
            _whole,
        ),
        Format(
            "uwazi",
            _("Uwazi: a CSV file to import"),
            (
                ONE_ROW,
                _(
                    "How each one who did it took part, reliability of each source, what came of"
                    " it."
                ),
                _("A date that is not a full day: the range of days stands beside the month."),
                _("Which attack followed which."),
            ),
            Uwazi,
            _whole,
        ),
        Format(
            "acled",
            _("ACLED: a CSV file in its columns"),
            (
                ONE_ROW,
                _("The day: it is the middle of the month, marked as known to the month."),
                _("Who was attacked, beyond civilians: no gender, no group, no work area."),
                _("State or not, involvement, responses, and which attack followed which."),
                _("Coordinates, and the numbers and regions that ACLED gives to countries."),
            ),
            Acled,
            fitted_to_acled,
        ),
        Format(
            "esf",
            _("HURIDOCS: Events Standard Formats, XML"),
            (
                _("Labels of its thesauri: codes alone, where the register knows them."),
                _("Who did which act: each one who did it stands in every act of the attack."),
                _("Work areas, and the office and medium of a statement."),
                _("Whether it was because of the defence work."),
            ),
            Esf,
            _whole,
        ),
        Format(
            "ftm",
            _("FollowTheMoney: entities, JSON lines"),
            (
                _("Victims, sources and who did it: there each needs a name. They are counted."),
                ONE_ROW,
                _("What the register codes stands in keywords, as list and code."),
            ),
            FollowTheMoney,
            _whole,
        ),
    )
}
