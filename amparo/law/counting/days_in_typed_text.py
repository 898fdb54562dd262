"""Finds a day, an hour or a number of days in a line of words, in Spanish or in English."""

import re

from amparo.law.explain.wording import words_in

_SPOKEN = [words_in("es"), words_in("en")]
_MONTH = "|".join(one for words in _SPOKEN for one in words["month_names"].split())
_WEEKDAY = "|".join(one for words in _SPOKEN for one in words["weekdays"].split())
_SPANISH = (
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    r" diecisiete dieciocho diecinueve veinte veinti\w+ treinta cuarenta cincuenta sesenta setenta"
    " ochenta noventa cien"
)
_ENGLISH = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
)
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(f'{_SPANISH} {_ENGLISH}'.split())})(?:(?: y |-)\w+)?"
_KIND = "(?:business|calendar|working|whole|more)"
_UNIT = "días?|horas?|minutos?|semanas?|mes|meses|años?|days?|hours?|minutes?|weeks?|months?|years?"
_LEGAL_DAY = "un día (?:hábil|calendario|natural)|one (?:business|working|calendar) day"
_TOLD = re.compile(
    rf"\b(?:(?:{_WEEKDAY}),? \d+|\d+\S{{0,2}} (?:de |of )?(?:{_MONTH})|(?:{_MONTH}) (?:de |of )?\d+"
    rf"|\d{{4}}-\d\d-\d\d|\d+/\d+/\d+|\d+:\d\d|{_NUMBER} (?:{_KIND} )?(?:{_UNIT})|{_LEGAL_DAY})\b",
    re.IGNORECASE,
)


def days_told(text: str) -> str | None:
    """Return the first of them as it is written, such as `lunes 5` or `diez días hábiles`."""
    found = _TOLD.search(text)
    return found and found[0]
