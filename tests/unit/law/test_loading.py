from pathlib import Path

import pytest

import amparo
from amparo.law import (
    MistakenProtocol,
    UnknownProtocol,
    known_protocols,
    load_folder,
    load_protocol,
)


def test_the_shipped_protocols_are_known_and_load():
    assert known_protocols() == (
        "co-2011",
        "mx-2012",
        "pe-2019",
        "pe-2021",
        "xx-example",
    )
    for protocol_id in known_protocols():
        assert load_protocol(protocol_id).id == protocol_id


def test_a_protocol_is_called_by_its_id(peru):
    assert str(peru) == peru.id == "pe-2021"


def test_a_protocol_is_read_once():
    assert load_protocol("pe-2021") is load_protocol("pe-2021")


@pytest.mark.parametrize("name", ["pe-2022", "", "../pe-2021", "pe-2021/", "\0", "texts"])
def test_an_unknown_protocol_is_refused_naming_the_known_ones(name):
    with pytest.raises(UnknownProtocol, match="pe-2021, xx-example"):
        load_protocol(name)


def test_an_installed_package_brings_its_protocols(folder, monkeypatch):
    package = folder.parent / "site-packages" / "amparo"
    folder.rename(make(package / "_protocols") / folder.name)
    monkeypatch.setattr(amparo, "__file__", str(package / "__init__.py"))
    assert known_protocols() == ("xx-example",)


def test_a_package_without_protocols_knows_none(tmp_path, monkeypatch):
    monkeypatch.setattr(amparo, "__file__", str(tmp_path / "amparo" / "__init__.py"))
    assert known_protocols() == ()


def make(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def test_the_folder_is_good_before_anybody_breaks_it(folder):
    assert load_folder(folder).id == "xx-example"


# file, what is written there, what is written instead, which key is named, why
MISTAKES = [
    ("protocol.toml", 'id = "xx-example"', 'id = "xx"', "id", "name of the folder"),
    ("protocol.toml", "zone =", "zoen =", "zoen", "did you mean “zone”"),
    ("protocol.toml", 'filing = "call_logged"', "", "filing", "is missing"),
    ("protocol.toml", "Asia/Kathmandu", "Asia/Nowhere", "zone", "no time zone"),
    ("protocol.toml", "Asia/Kathmandu", "../etc/passwd", "zone", "no time zone"),
    ("protocol.toml", "2024-01-01", '"2024-01-01"', "in_force_from", "must be a date"),
    ("protocol.toml", "2024-01-01", "2024-01-01T00:00:00", "in_force_from", "not a moment"),
    ("protocol.toml", "fictional = true", "fictional = 1", "fictional", "true or false"),
    (
        "protocol.toml",
        "in_force_until = 2026-12-31",
        "in_force_until = 2023-12-31",
        "in_force_until",
        "is before `in_force_from`",
    ),
    (
        "protocol.toml",
        'records = "caller_told"',
        'records = "caller_told"\nneeds_if = { life = [] }',
        "act[6].needs_if",
        "did you mean “life_at_stake”",
    ),
    (
        "protocol.toml",
        'id = "life_at_stake"\nkind = "finding"\nsource = "Example Act 1, s. 4"',
        'id = "life_at_stake"\nkind = "finding"',
        "fact[1].source",
        "is missing",
    ),
    (
        "protocol.toml",
        'needs = ["visit_made", "caller_agrees"]',
        'needs = ["visit_made", "plea_answered"]',
        "act[3].needs",
        "“plea_answered” comes only from what waits for this act",
    ),
    (
        "protocol.toml",
        'needs = ["visit_made", "caller_agrees"]',
        'needs = ["panel_ruled"]',
        "act[3].needs",
        "“panel_ruled” comes only from what waits for this act",
    ),
    ("protocol.toml", '["es", "en"]', "[]", "languages", "at least one entry"),
    ("protocol.toml", '["es", "en"]', '"es"', "languages", "must be a list, not text"),
    ("protocol.toml", '["es", "en"]', '["es", 7]', "languages[2]", "must be text, not a number"),
    ("protocol.toml", '["es", "en"]', '["es", " "]', "languages[2]", "must not be empty"),
    ("protocol.toml", '["es", "en"]', '["es", 1.5]', "languages[2]", "a decimal number"),
    ("protocol.toml", '"office"', '"attic"', "default_calendar", "“attic” is not known"),
    ("protocol.toml", 'filing = "call_logged"', 'filing = "call"', "filing", "did you mean"),
    ("protocol.toml", '["visit_made"]\n', '["closed"]\n', "event[4].after", "“closed” is not"),
    ("protocol.toml", 'id = "closed"\n', 'id = "panel_ruled"\n', "event[5].id", "is there twice"),
    ("protocol.toml", 'id = "closed"\n', 'id = "Closed!"\n', "event[5].id", "small letters"),
    ("protocol.toml", 'id = "caller_agrees"', 'id = "closed"', "fact", "is an event too"),
    ("protocol.toml", 'kind = "gate"', 'kind = "gaet"', "fact[2].kind", "did you mean “gate”"),
    ("protocol.toml", 'kind = "gate"', "kind = true", "fact[2].kind", "is not allowed"),
    ("protocol.toml", 'kind = "gate"', 'kind = "choice"', "fact[2].values", "needs values"),
    (
        "protocol.toml",
        'kind = "gate"',
        'kind = "gate"\nvalues = ["a"]',
        "fact[2].values",
        "true or false",
    ),
    (
        "protocol.toml",
        'kind = "gate"',
        'kind = "choice"\nvalues = ["a"]',
        "fact[2].default",
        "one of its values",
    ),
    (
        "protocol.toml",
        'filing = "',
        'channel = "life_at_stake"\nfiling = "',
        "channel",
        "not known",
    ),
    ("protocol.toml", 'filing = "', 'first_contact = "hi"\nfiling = "', "first_contact", "known"),
    ("protocol.toml", '["life_at_stake"]', '["caller_agrees"]', "track[1].any_of", "not known"),
    ("protocol.toml", 'any_of = ["life_at_stake"]\n', "", "track", "but the last"),
    ("protocol.toml", 'when = [{ happened = ["closed"] }]', "", "stage", "but the first"),
    (
        "protocol.toml",
        'when = [{ happened = ["closed"] }]',
        'when = [{ happened = ["close"] }]',
        "stage[5].when[1].happened",
        "did you mean “closed”",
    ),
    ("protocol.toml", 'phase = "statistics"', 'phase = "stats"', "stage[5].phase", "statistics"),
    ("protocol.toml", 'by = ["hotline", "panel"]', 'by = ["hotlien"]', "act[2].by", "hotline"),
    ("protocol.toml", "{ green =", "{ greem =", "act[2].needs_on_track", "did you mean “green”"),
    (
        "protocol.toml",
        '{ green = ["caller_agrees"] }',
        '{ green = ["agrees"] }',
        "act[2].needs_on_track.green",
        "not known",
    ),
    (
        "protocol.toml",
        '{ green = ["caller_agrees"] }',
        '["green"]',
        "act[2].needs_on_track",
        "must be a table, not a list",
    ),
    ("protocol.toml", 'does = "decide"', 'does = "decied"', "act[3].does", "did you mean “decide”"),
    (
        "protocol.toml",
        'does = "decide"',
        'does = "report_risk"',
        "act[3].does",
        "is already the act",
    ),
    (
        "protocol.toml",
        'opened_by = "consent_to_measure"',
        "",
        "fact[2].opened_by",
        "say what opens it",
    ),
    (
        "protocol.toml",
        'opened_by = "consent_to_measure"',
        'opened_by = "consent_to_meazure"',
        "fact[2].opened_by",
        "consent_to_measure",
    ),
    (
        "protocol.toml",
        'kind = "finding"',
        'kind = "finding"\nopened_by = "the_act"',
        "fact[1].opened_by",
        "only a gate is opened",
    ),
    (
        "protocol.toml",
        'records = "closed"',
        'records = "caller_agrees"',
        "fact[2].opened_by",
        "an act records this gate",
    ),
    ("protocol.toml", 'records = "closed"', 'records = "close"', "act[4].records", "not known"),
    (
        "protocol.toml",
        'not_yet = ["plea_answered"]',
        'not_yet = ["visit_made"]',
        "stage[6].when[1].not_yet",
        "“visit_made” has always happened by then",
    ),
    (
        "protocol.toml",
        'not_yet = ["plea_answered"]',
        'not_yet = ["plea_made"]',
        "stage[6].when[1].not_yet",
        "nobody ever gets here",
    ),
    (
        "protocol.toml",
        'when = [{ happened = ["closed"] }]',
        'when = [{ happened = ["panel_ruled"] }]',
        "stage[4]",
        "nobody ever stands in “watched_over”",
    ),
    ("protocol.toml", 'records = "panel_ruled"\n', "", "term[3].met_by", "no act records it"),
    ("protocol.toml", 'records = "visit_made"\n', "", "term[2].met_by", "never happens"),
    ("protocol.toml", 'records = "caller_told"\n', "", "term[4].from", "never happens"),
    ("protocol.toml", '["es", "en"]', '["es", "en", "../es"]', "languages[3]", "is no language"),
    ("protocol.toml", '["es", "en"]', '["es"]', "texts/en.toml", "unknown file"),
    ("terms.toml", 'met_by = "panel_ruled"', 'met_by = "call_logged"', "term[3].met_by", "before"),
    ("terms.toml", 'met_by = "panel_ruled"', 'met_by = "visit_made"', "term[3].met_by", "before"),
    (
        "terms.toml",
        'source = "Example Act 1, s. 6"\n',
        "",
        "term[3].value[1].source",
        "is missing",
    ),
    (
        "40-obligations.toml",
        'source = "Example Act 1, s. 6"\n',
        "",
        "institution[1].source",
        "is missing",
    ),
    ("terms.toml", "amount = 4\n", "amount = 1000001\n", "value[1].amount", "at most 1000000"),
    ("calendar.toml", "last = 2026-12-31", "last = 2226-12-31", "last", "more than 200 years"),
    ("calendar.toml", "from_easter = 50", "from_easter = 81", "from_easter", "from -80 to 80"),
    ("terms.toml", "met_by", "met_bye", "term[1].met_bye", "did you mean “met_by”"),
    ("terms.toml", 'from = "visit_made"', 'from = "visit"', "term[3].from", "not known"),
    ("terms.toml", "amount = 4\n", "amount = 0\n", "term[3].value[1].amount", "from 1 to 3660"),
    ("terms.toml", "amount = 4\n", "amount = 4000\n", "term[3].value[1].amount", "from 1 to 3660"),
    ("terms.toml", "amount = 4\n", 'amount = "4"\n', "term[3].value[1].amount", "a whole number"),
    ("terms.toml", "amount = 4\n", "amount = true\n", "term[3].value[1].amount", "a whole number"),
    ("terms.toml", "amount = 4\n", "amount = 4.5\n", "term[3].value[1].amount", "a whole number"),
    ("terms.toml", '"hour"', '"hours"', "term[1].value[1].unit", "did you mean “hour”"),
    ("terms.toml", 'track = "red"', 'track = "blue"', "term[1].value[1].track", "not known"),
    ("terms.toml", 'track = "red"', 'track = "green"', "term[1].value", "on the red track"),
    (
        "terms.toml",
        'met_by = "visit_made"',
        'met_by = "visit_made"\nnone_on = ["x"]',
        "none_on",
        "x",
    ),
    (
        "terms.toml",
        'met_by = "visit_made"',
        'met_by = "visit_made"\nunless = ["rain"]',
        "term[2].unless",
        "rain",
    ),
    (
        "terms.toml",
        'met_by = "visit_made"',
        'met_by = "visit_made"\nnone_on = ["red"]',
        "term[2].value[1].track",
        "no such term on every track",
    ),
    (
        "terms.toml",
        'met_by = "shelter_offered"',
        'met_by = "shelter_offered"\nnone_on = ["red"]',
        "term[1].value[1].track",
        "“red” is not known",
    ),
    (
        "40-obligations.toml",
        'met_by = "grievance_ruled"',
        'met_by = "grievance_ruled"\nnone_on = ["red"]',
        "asked[1].none_on",
        "not known",
    ),
    ("terms.toml", "since = 2025-07-01", "since = 2024-01-01", "term[2].value[2].since", "twice"),
    ("terms.toml", "checked = false", "checked = 0", "term[3].value[1].checked", "true or false"),
    ("terms.toml", 'unit = "business_day"\nsource = "Example Act', 'source = "', "unit", "missing"),
    ("calendar.toml", "2026-12-31", "2023-12-31", "last", "must come after"),
    ("calendar.toml", "first = 2024", "first = 2025", "first", "the protocol's first day"),
    ("calendar.toml", '"03-03"', '"3 March"', "holiday[1].on", "no month and day"),
    ("calendar.toml", '"03-03"', '"02-30"', "holiday[1].on", "no month and day"),
    ("calendar.toml", '"03-03"', '"W01-1"', "holiday[1].on", "no month and day"),
    ("calendar.toml", 'on = "03-03"\n', "", "holiday[1]", "one of `on`, `from_easter`"),
    ("calendar.toml", '"03-03"', '"03-03"\nfrom_easter = 1', "holiday[1]", "only one"),
    ("calendar.toml", '"03-03"', '"03-03"\nevery_years = 0', "holiday[1].every_years", "at least"),
    (
        "calendar.toml",
        '"03-03"',
        '"03-03"\nuntil = 1999-01-01',
        "holiday[1].until",
        "before `since`",
    ),
    (
        "calendar.toml",
        '"03-03"',
        '"12-26"\nmoved_to = "monday"',
        "holiday[1].moved_to",
        "another year",
    ),
    (
        "calendar.toml",
        'on = "03-03"',
        'on_weekday = { nth = 5, weekday = "monday", month = 3 }',
        "holiday[1].on_weekday.nth",
        "from 1 to 4",
    ),
    (
        "calendar.toml",
        'on = "03-03"',
        'on_weekday = { nth = 1, weekday = "monday", month = 13 }',
        "holiday[1].on_weekday.month",
        "from 1 to 12",
    ),
    (
        "calendar.toml",
        'on = "03-03"',
        'on_weekday = { nth = 1, weekday = "monday", month = 3, days_after = 7 }',
        "holiday[1].on_weekday.days_after",
        "from 0 to 6",
    ),
    (
        "calendar.toml",
        'on = "03-03"',
        'on_weekday = { nth = -1, weekday = "monday", month = 12, days_after = 1 }',
        "holiday[1].on_weekday.days_after",
        "another year",
    ),
    ("calendar.toml", '["valley"]', '["hill"]', "calendar[2].scopes", "not known"),
    ("calendar.toml", "[2024-03-04]", "[2034-03-04]", "declared[1].days", "outside the calendar"),
    ("calendar.toml", "since = 2026-06-01", "since = 2027-06-01", "declared_unknown[1]", "before"),
    ("calendar.toml", '"friday"', '"freitag"', "weekend[1]", "friday"),
    (
        "calendar.toml",
        '["friday", "saturday"]',
        '["monday","tuesday","wednesday","thursday","friday","saturday","sunday"]',
        "weekend",
        "no day to work on",
    ),
    ("20-assessment.toml", '["calm", "alert"]\n', '["calm"]\n', "method[1].table", "one column"),
    ("20-assessment.toml", "high = [", "hihg = [", "method[1].table", "one row"),
    ("20-assessment.toml", '"alert", "alarm"]\n\n', '"alert"]\n\n', "method[1].table", "alarm"),
    ("20-assessment.toml", 'high = ["alert"', 'high = ["calm"', "method[1].table", ""),
    (
        "20-assessment.toml",
        'low = ["calm", "alert"]',
        'low = ["alert", "calm"]',
        "method[1].table",
        "a lower level",
    ),
    (
        "20-assessment.toml",
        'low = ["calm", "alert"]',
        'low = ["calm", "calm"]',
        "method[1].table",
        "one axis alone",
    ),
    (
        "20-assessment.toml",
        'high = ["alert", "alarm"]',
        'high = ["alert", "alert"]',
        "method[1].table",
        "no answer can reach",
    ),
    ("20-assessment.toml", 'kind = "capacity"', 'kind = "threat"', "factor", "has no capacity"),
    ("10-admission.toml", "reception = []", "reception = {}", "reception", "not a table"),
    (
        "40-obligations.toml",
        'owed_by = ["guard"]',
        'owed_by = ["x"]',
        "standing[1].owed_by",
        "not known",
    ),
    ("40-obligations.toml", "amount = 10\n", "", "standing[1]", "together, or none"),
    (
        "40-obligations.toml",
        'owed_by = ["guard"]',
        'owed_by = ["guard"]\nuntil = 2023-01-01',
        "standing[1].until",
        "before `since`",
    ),
    ("texts/es.toml", 'keep_the_bell = "Tener lista la campana"', "", "standing", "missing"),
    ("55-fate.toml", "every_minutes = 120", "every_minutes = 0", "every_minutes", "one minute"),
    ("55-fate.toml", 'impediment = "missing"', 'impediment = "x"', "search.impediment", "known"),
    ("55-fate.toml", 'institution = "guard"', 'institution = "x"', "tell[1].institution", "known"),
    ("55-fate.toml", '["life_at_stake"]', '["x"]', "linked[1].finds", "known"),
    ("55-fate.toml", 'after = "died"', 'after = "x"', "linked[1].after", "not allowed"),
    ("texts/es.toml", 'guard = "Guardia"\n\n[review]', "\n[review]", "searchers", "missing"),
    (
        "10-admission.toml",
        'id = "telephone"',
        'id = "telephone"\ncounts_as = "x"',
        "counts_as",
        "x",
    ),
    ("10-admission.toml", 'id = "messenger_on_foot"', 'id = "telephone"', "way", "twice"),
    ("texts/es.toml", 'telephone = "Por teléfono"', "", "ways", "telephone"),
    ("30-measures.toml", '["coarse_place"]', '["address"]', "measure[1].needs[1]", "not allowed"),
    ("30-measures.toml", '["valley_guard"]', '["hill"]', "measure[1].text[2].through", "known"),
    ("30-measures.toml", "target_hours = 1", "target_hours = 0", "target_hours", "at least 1"),
    ("protocol.toml", 'superior = "panel"', 'superior = "x"', "role[2].superior", "not known"),
    (
        "protocol.toml",
        'superior = "panel"',
        'superior = "hotline"',
        "role[2].superior",
        "own delay",
    ),
    (
        "protocol.toml",
        'superior = "panel"',
        'institution = "x"',
        "role[2].institution",
        "not known",
    ),
    ("40-obligations.toml", 'part_of = "guard"', 'part_of = "x"', "institution[2].part_of", "x"),
    ("40-obligations.toml", 'run_by = "guard"', 'run_by = "nobody"', "run_by", "not known"),
    ("40-obligations.toml", '["guard"]', '["gaurd"]', "bound[1].institutions", "guard"),
    ("texts/es.toml", 'language = "es"', 'language = "en"', "language", "the name of the file"),
    ("texts/es.toml", 'alarm = "Alarma"\n', "", "levels.alarm", "words in every language"),
    ("texts/es.toml", "alarm =", "alarms =", "levels.alarm", "words in every language"),
    (
        "texts/es.toml",
        'alarm = "Alarma"\n',
        'alarm = "Alarma"\nalarmm = "x"\n',
        "levels.alarmm",
        "speaks of nothing",
    ),
    ("texts/es.toml", "version = 1", "version = 2", "consent", "missing in this language"),
    ("texts/es.toml", 'red = "Si', 'blue = "Si', "told.tracks.red", "in another language"),
    ("texts/es.toml", 'known = "', '# "', "known", "in another language"),
    (
        "40-obligations.toml",
        'institutions = ["guard"]',
        'institutions = ["guard"]\nthrough = "gard"',
        "bound[1].through",
        "guard",
    ),
    ("texts/es.toml", "[told.tracks]", "[told.track]", "told.tracks.red", "in another language"),
    ("texts/es.toml", '"Alarma"', '"Al\\u0000arma"', "levels.alarm", "control character"),
    ("texts/es.toml", '"Alarma"', f'"{"A" * 8_001}"', "levels.alarm", "longer than 8000"),
]


@pytest.mark.parametrize(("file", "written", "instead", "key", "reason"), MISTAKES)
def test_a_mistaken_file_is_refused_naming_file_key_and_reason(
    folder, file, written, instead, key, reason
):
    path = folder / file
    before = path.read_text()
    assert written in before
    path.write_text(before.replace(written, instead, 1))
    with pytest.raises(MistakenProtocol) as refused:
        load_folder(folder)
    said = str(refused.value)
    assert said.startswith("xx-example/")
    assert key in said
    assert reason in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is missing"),
        (b"term = [1]", "must be a table, not a number"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"id = ", "not TOML"),
        (b"\xef\xbb\xbfid = 1", "not TOML"),
        (b"id = 1\x00", "not TOML"),
        (b"x = " + b"[" * 5_000 + b"]" * 5_000, "not TOML"),
        (b"# " + b"x" * 1_000_001, "longer than 1000000 bytes"),
    ],
)
def test_a_file_that_is_no_protocol_at_all_is_refused(folder, content, reason):
    (folder / "terms.toml").write_bytes(content)
    with pytest.raises(MistakenProtocol, match=r"xx-example/terms\.toml") as refused:
        load_folder(folder)
    assert reason in str(refused.value)


def test_a_law_with_more_ways_than_can_be_tried_is_taken_at_its_word(folder):
    path = folder / "protocol.toml"
    more = "".join(
        f'\n[[event]]\nid = "happens_{number}"\nsource = "Example Act 1"\n' for number in range(30)
    )
    path.write_text(path.read_text().replace("\n[[fact]]", f"{more}\n[[fact]]", 1))
    for language in ("es", "en"):
        texts = folder / "texts" / f"{language}.toml"
        said = "".join(f'happens_{number} = "x"\n' for number in range(30))
        texts.write_text(texts.read_text().replace("[events]\n", f"[events]\n{said}", 1))
    assert len(load_folder(folder).events) == 43


def test_terms_that_wait_for_each_other_are_refused(folder):
    """Neither event has the other before it: only the terms go round."""
    path = folder / "protocol.toml"
    path.write_text(
        path.read_text().replace('after = ["visit_made"]', 'after = ["call_logged"]', 1)
    )
    path = folder / "terms.toml"
    ring = path.read_text().replace('from = "call_logged"\nmet_by = "visit_made"', VISIT_LAST, 1)
    path.write_text(ring)
    with pytest.raises(MistakenProtocol) as refused:
        load_folder(folder)
    assert str(refused.value) == (
        "xx-example/terms.toml: term[2].from: goes round in a ring:"
        " of “visit”, “ruling” each begins with what ends another"
    )


VISIT_LAST = 'from = "panel_ruled"\nmet_by = "visit_made"'


def test_a_missing_file_is_refused(folder):
    (folder / "terms.toml").unlink()
    with pytest.raises(MistakenProtocol, match=r"terms\.toml: \(whole file\): the file is mi"):
        load_folder(folder)


def test_a_folder_is_no_file(folder):
    (folder / "terms.toml").unlink()
    (folder / "terms.toml").mkdir()
    with pytest.raises(MistakenProtocol, match="cannot be read"):
        load_folder(folder)


def test_a_stray_file_is_refused_with_the_nearest_name(folder):
    (folder / "term.toml").write_text("")
    with pytest.raises(MistakenProtocol, match=r"did you mean “terms\.toml”"):
        load_folder(folder)


def test_a_consent_may_not_change_under_its_number(folder):
    path = folder / "texts" / "es.toml"
    text = path.read_text()
    path.write_text(text + text[text.index("[[consent]]") :])
    with pytest.raises(MistakenProtocol, match="the same id and version twice"):
        load_folder(folder)


def test_a_channel_without_a_rule_of_reception_is_refused(folder):
    path = folder / "protocol.toml"
    channel = '\n[[fact]]\nid = "way"\nkind = "choice"\nvalues = ["post"]\ndefault = "post"\n'
    text = path.read_text().replace('filing = "', 'channel = "way"\nfiling = "')
    path.write_text(text + channel + 'source = "Example Act 1"\n')
    with pytest.raises(MistakenProtocol, match="nothing says when a post filing is received"):
        load_folder(folder)
