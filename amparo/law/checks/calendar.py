import re
from datetime import date

from amparo.law.checks.known_names import an_hour, known, one_text_a_day, well_named
from amparo.law.counting.calendar import CalendarFile
from amparo.law.counting.holidays import Holiday, NthWeekday, Weekday
from amparo.law.loading.reader import Folder, Where
from amparo.law.protocol import Protocol

MONTH_AND_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
LONGEST_CALENDAR = 200
FARTHEST_FROM_EASTER = 80
"""In days. Further away a holiday would fall into another year."""
LAST_TO_MOVE = "12-25"
"""From a later day the next such weekday may be in another year."""
NTHS = (-1, 1, 2, 3, 4)
"""No fifth: not each month has one."""
MONTHS = range(1, 13)
FARTHEST_AFTER = 6


def check_calendar(protocol: Protocol, folder: Folder) -> None:
    file = folder.file("calendar.toml")
    calendars = protocol.calendars
    _span(calendars, file)
    if len(set(calendars.weekend)) == len(Weekday):
        file.inside("weekend").refuse("leaves no day to work on")
    well_named(calendars.calendar, file.inside("calendar"))
    well_named((*calendars.holiday, *calendars.short_day), file.inside("holiday"))
    one_text_a_day(calendars.months, file.inside("months"))
    known(
        [protocol.procedure.default_calendar],
        [rule.id for rule in calendars.calendar],
        folder.file("protocol.toml").inside("default_calendar"),
    )
    if not calendars.first <= protocol.procedure.in_force_from <= calendars.last:
        file.inside("first").refuse("the calendar does not hold the protocol's first day")
    scopes = {scope for rule in calendars.calendar for scope in rule.scopes}
    for place, holiday in enumerate(calendars.holiday):
        where = file.inside("holiday").number(place)
        _holiday(holiday, where)
        known([holiday.scope] if holiday.scope else [], scopes, where.inside("scope"))
    for place, short in enumerate(calendars.short_day):
        where = file.inside("short_day").number(place)
        _holiday(short, where)
        an_hour(short.open_until, where.inside("open_until"))
        known([short.scope] if short.scope else [], scopes, where.inside("scope"))
    _declared(calendars, file)
    _suspensions(protocol, file.inside("suspension"))


def _span(calendars: CalendarFile, file: Where) -> None:
    if calendars.first >= calendars.last:
        file.inside("last").refuse("must come after `first`")
    if calendars.last.year - calendars.first.year > LONGEST_CALENDAR:
        file.inside("last").refuse("is more than {} years after `first`", LONGEST_CALENDAR)
    if calendars.last.year == date.max.year:
        file.inside("last").refuse("leaves no day after it")
    if calendars.first == date.min:
        file.inside("first").refuse("leaves no day before it")


def _holiday(holiday: Holiday, where: Where) -> None:
    ways = (holiday.on, holiday.from_easter, holiday.on_weekday)
    if sum(way is not None for way in ways) != 1:
        where.refuse("needs one of `on`, `from_easter` and `on_weekday`, and only one")
    if holiday.every_years < 1:
        where.inside("every_years").refuse("must be at least 1")
    if holiday.until and holiday.until < holiday.since:
        where.inside("until").refuse("is before `since`")
    _way(holiday, where)


def _way(holiday: Holiday, where: Where) -> None:
    if holiday.on is not None:
        _month_and_day(holiday.on, where.inside("on"))
        if holiday.moved_to and holiday.on > LAST_TO_MOVE:
            where.inside("moved_to").refuse("would move it into another year")
    elif holiday.on_weekday is not None:
        _nth_weekday(holiday.on_weekday, where.inside("on_weekday"))
    elif abs(holiday.from_easter or 0) > FARTHEST_FROM_EASTER:
        where.inside("from_easter").refuse(
            "must be from -{} to {} days", FARTHEST_FROM_EASTER, FARTHEST_FROM_EASTER
        )


def _month_and_day(on: str, where: Where) -> None:
    try:
        # 29 February is no day of every year: such a holiday needs one entry a year.
        real = bool(date.fromisoformat(f"2001-{on}"))
    except ValueError:
        real = False
    if not real or not MONTH_AND_DAY.fullmatch(on):
        where.refuse("“{}” is no month and day", on)


def _nth_weekday(rule: NthWeekday, where: Where) -> None:
    if rule.month not in MONTHS:
        where.inside("month").refuse("must be from 1 to 12")
    if rule.nth not in NTHS:
        where.inside("nth").refuse("must be from 1 to 4, or -1 for the last")
    if not 0 <= rule.days_after <= FARTHEST_AFTER:
        where.inside("days_after").refuse("must be from 0 to {}", FARTHEST_AFTER)
    elif rule.days_after and rule.nth < 0 and rule.month == MONTHS[-1]:
        where.inside("days_after").refuse("would move it into another year")


def _declared(calendars: CalendarFile, file: Where) -> None:
    scopes = {one.scope for one in calendars.declared}
    scopes |= {one.scope for one in (*calendars.holiday, *calendars.short_day) if one.scope}
    for place, rule in enumerate(calendars.calendar):
        known(rule.scopes, scopes, file.inside("calendar").number(place).inside("scopes"))
    for place, one in enumerate(calendars.declared):
        where = file.inside("declared").number(place).inside("days")
        if any(not calendars.first <= day <= calendars.last for day in one.days):
            where.refuse("holds a day outside the calendar")
    for place, stretch in enumerate(calendars.declared_unknown):
        if stretch.since > stretch.until:
            file.inside("declared_unknown").number(place).refuse("ends before it begins")


def _suspensions(protocol: Protocol, file: Where) -> None:
    rules = (*protocol.terms.term, *protocol.obligations.asked)
    well_named(protocol.calendars.suspension, file)
    for place, one in enumerate(protocol.calendars.suspension):
        where = file.number(place)
        if one.until < one.since:
            where.inside("until").refuse("is before `since`")
        known(one.terms, [rule.id for rule in rules], where.inside("terms"))
        known(one.owed_by, protocol.roles, where.inside("owed_by"))
        known(one.calendars, protocol.calendar_ids, where.inside("calendars"))
