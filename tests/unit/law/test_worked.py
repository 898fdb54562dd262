"""A worked example is said in words from its data, and what its lawyer adds tells no day."""

import re
from datetime import date

import pytest

from amparo.law import (
    MistakenProtocol,
    known_protocols,
    load_folder,
    load_protocol,
    protocol_folder,
)
from amparo.law.counting.days_in_typed_text import days_told
from amparo.law.examples import Example, check_examples, example_files, examples_in
from amparo.law.explain.examples import worked
from amparo.law.explain.terms import say_day

EVERY = [
    pytest.param(name, example, id=f"{name}-{path.stem}-{number}")
    for name in known_protocols()
    for path in example_files(protocol_folder(name))
    for number, example in enumerate(examples_in(path), 1)
]
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def example(**more):
    plain = {"calendar": "national", "at": "2024-06-25", "happened": {}}
    return Example(**(plain | more))


def said(language="es", law="pe-2021", **more):
    return worked(load_protocol(law), example(**more), language)


def test_what_happened_and_what_follows_are_said_in_full():
    more = {
        "happened": {"request_received": "2024-06-24"},
        "facts": {"imminent_risk": "true", "channel": "paper"},
        "due": {"decision": "2024-07-15"},
        "state": {"decision": "late"},
        "late_by": {"decision": 3},
        "calendar": "public-sector",
    }
    spanish, english = said(**more), said("en", **more)
    assert spanish.given == (
        "Recepción de la solicitud: lunes 24 de junio de 2024."
        " Hay peligro inminente para la vida o la integridad."
        " Por dónde llegó la solicitud: En papel, en la oficina."
        " Consultado el martes 25 de junio de 2024."
    )
    assert spanish.follows == (
        "Resolución que decide: hasta el lunes 15 de julio de 2024; vencido;"
        " atraso de 3 días hábiles."
    )
    assert english.follows.endswith("by Monday 15 July 2024; has passed; late by 3 business days.")


def test_another_calendar_than_the_laws_own_is_named():
    assert "Calendario: Fines de semana y feriados nacionales." in said().given


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"refused": "NotInForce"}, "La norma no se aplica a ese día."),
        ({"refused": "WrongValue"}, "No se responde (WrongValue)."),
        ({"counts_as": "2024-06-24"}, "Cuenta como recibida el lunes 24 de junio de 2024."),
        ({"track": "ordinary"}, "Trámite ordinario."),
        ({"stage": "correction"}, "Etapa: Subsanación."),
        ({"warnings": ()}, "Sin advertencias."),
        ({"lenient_due": {"forward": "none"}}, "no tiene por qué correrse."),
        ({"disputed_due": {"decision": "none"}}, "ninguna otra norma dice otra fecha."),
        ({"late_by": {"decision": 0}}, "sin atraso."),
        ({"missing": {"decide": ()}}, "«Decidir» no espera nada."),
        ({"missing": {"decide": ("risk_reported",)}}, "de evaluación de riesgo está emitido."),
        ({"shut": ("decide",)}, "No se puede: Decidir."),
        ({"ground": {"received": "46.2 c"}}, "Recepción: base legal: 46.2 c."),
        ({"declared": {"decision": ()}}, "ningún día declarado no laborable."),
        ({"due": {"decision": "soon"}}, "hasta el soon."),
        ({"provisional_until": "2024-07-15"}, "termina el lunes 15 de julio de 2024."),
    ],
)
def test_each_outcome_has_its_words(more, words):
    assert said(**more).follows.endswith(words)


def test_what_was_asked_beside_a_case_is_said_with_the_time_that_was_added():
    one = said(
        asked={"prior_opinion": "2024-06-24"},
        more_time={"prior_opinion": ("2024-07-01", "2024-07-02")},
        asked_due={"prior_opinion": "2024-07-08"},
    )
    assert "Opinión pedida: lunes 24 de junio de 2024." in one.given
    assert "Prórroga concedida para la opinión: martes 2 de julio de 2024." in one.given
    assert one.follows == "Opinión previa de la policía: hasta el lunes 8 de julio de 2024."


@pytest.mark.parametrize(("name", "example"), EVERY)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_day_of_the_data_is_said(name, example, language):
    law = load_protocol(name)
    one = worked(law, example, language)
    text = f"{one.given} {one.follows}"
    for day in set(DAY.findall(repr(example))) - set(DAY.findall(example.source or "")):
        assert say_day(date.fromisoformat(day), language) in text or example.refused, day
    assert not {"_", "{"} & set(text)


@pytest.mark.parametrize(
    "text",
    [
        "La del lunes 5 de enero vence antes.",
        "Vence el 5 de enero.",
        "En enero de 2026 cambia.",
        "Due on Monday 19.",
        "Due on the 19th of January.",
        "By 19 January.",
        "Son diez días hábiles.",
        "Son 10 días.",
        "Hay treinta y cinco días.",
        "Son veinticuatro horas.",
        "It has fifteen business days.",
        "It is twenty-four hours.",
        "One business day late.",
        "Un día hábil de atraso.",
        "From 2024-06-24 on.",
        "At 10:30 it counts.",
        "El 5/1/2026 vence.",
    ],
)
def test_a_day_or_a_number_of_days_is_found(text):
    assert days_told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Desde la Ley 31530 es feriado, por la Batalla de Junín.",
        "Según el TUO de 2026.",
        "El artículo 26 remite al 22 y no al 22-A.",
        "The order of 2014 and MC 452-11.",
        "Since DS 098-2025-PCM a Saturday counts.",
        "Una hora empezada cuenta como una hora de atraso.",
        "Once personas apelaron.",
    ],
)
def test_what_is_no_day_is_let_be(text):
    assert days_told(text) is None


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ('about.es = "x"\n', "about.en: is missing: everything needs words in every language"),
        ('about.es = "x"\nabout.en = "by 5 May"\n', "about.en: tells “5 May”: days and numbers"),
        ('about.es = "diez días"\nabout.en = "x"\n', "about.es: tells “diez días”"),
        ('about.es = "x"\nabout.en = "x"\nabout.qu = "x"\n', "about: “qu” is not known"),
    ],
)
def test_what_an_example_is_about_stands_in_every_language_and_tells_no_day(folder, about, why):
    path = folder / "examples" / "own.toml"
    path.write_text(
        f'[[example]]\n{about}calendar = "office"\nat = "2024-03-01"\nhappened = {{}}\n'
    )
    with pytest.raises(MistakenProtocol) as mistake:
        check_examples(load_folder(folder), path)
    assert why in str(mistake.value)
