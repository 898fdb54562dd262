"""A name is known again however its spaces stand and whatever letters look like its own; and no
ordinary name is taken for another by that."""

import re
import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.foundations.intake.names.look_alikes import DATA, as_seen
from amparo.foundations.intake.names.matching import is_named, names_body, same_body, same_name
from amparo.law.loading.toml_files import read_toml
from amparo.law.recipients import known_recipients

BODIES = [
    "Ministerio del Interior", "Ministerio de Defensa", "Defensoría del Pueblo",
    "Policía Nacional", "Gobierno Regional de Ucayali", "Fiscalía de la Nación",
    "Minera Alto Río S.A.", "Comunidad Nativa Santa Clara", "Municipalidad Provincial de Coronel",
    "Comisión Interamericana de Derechos Humanos", "Embajada de los Países Bajos", "SERFOR",
]  # fmt: skip
NEAR = [
    "Academia Policial", "Colegio de Mineralogía", "Fundación Lavalle", "Casa Rosado", "La minera",
    "Comunicación Regional", "Defensa Civil", "Asociación Alto Mayo", "Centro Rio Claro", "Policía",
    "Instituto Serforestal", "Asociación de Interiores", "Nacional", "Pueblo", "Valle", "El Comité",
    "Comisaría 1", "Centro Carnero 10", "Rosa", "Centro Arno", "Centro Kim", "Kim",
]  # fmt: skip
PEOPLE = [
    "Rosa Quispe Mamani", "Juan de la Cruz", "María Elena Ore", "Iván Camero", "Ana Lima Torres",
    "Wilmer Huamán", "Luis Alberto Villalobos",
]  # fmt: skip
SURNAMES = [
    "Coila", "Colla", "Valle", "Lavalle", "Sala", "Salazar", "Rosado", "Rosas", "Vila", "Dávila",
    "Laredo", "Delgado", "Losada", "Quispealaya", "Quispe", "Casado", "Montes", "Paredes", "Palla",
    "Paila", "Ramos", "Amo", "Mas", "Ríos", "Rosario", "Miranda", "Hernández", "Fernández",
]  # fmt: skip
LETTERS = read_toml(DATA, file=DATA.name)
SIGNS = {"o": "0", "i": "1!|", "l": "1I|", "e": "3€", "a": "4@", "s": "5$", "t": "7", "b": "8"}
BETWEEN = ["", "", "", " ", "  ", "\u00a0", "\u200b", "-", "/", "'", ".", "\u2060", "\u3164"]


def like(letter: str) -> list[str]:
    """Whatever looks like it."""
    plain = unicodedata.normalize("NFD", letter)[0]
    case = LETTERS["capital" if plain.isupper() else "small"]
    wide = chr(ord(plain) + 0xFEE0) if plain.isalpha() else plain
    marked = plain + "\u0301", plain + "\ufe0f", plain + "\u034f"
    return [letter, letter.swapcase(), wide, *marked, *case.get(plain, "")]


@st.composite
def disguised(draw: st.DrawFn, names: list[str]) -> tuple[str, str]:
    """A name, and it in other letters, its words in any order, its spaces anywhere."""
    name = draw(st.sampled_from(names))
    letters = "".join(draw(st.permutations(name.replace(".", "").split())))
    drawn = [draw(st.sampled_from(like(letter))) for letter in letters]
    return name, "".join(one + draw(st.sampled_from(BETWEEN)) for one in drawn)


@st.composite
def misspelled(draw: st.DrawFn, names: list[str]) -> tuple[str, str]:
    """A name, and it with digits, signs and letters of ours that stand for others."""
    name = draw(st.sampled_from(names))
    plain = draw(st.sampled_from([as_seen(name), as_seen(name).lower()]))

    def instead(found: re.Match[str]) -> str:
        more = {"m": ["rn"], "w": ["vv"]}.get(found[0], list(SIGNS.get(found[0], "")))
        return draw(st.sampled_from([found[0], *more]))

    return name, re.sub(r"(?<=\w)[a-z]", instead, plain)


@given(disguised(BODIES))
def test_a_body_is_known_in_other_letters_and_with_other_spaces(drawn):
    assert names_body(*drawn)
    assert same_body(*drawn)


@given(disguised(PEOPLE))
def test_a_person_is_known_in_other_letters_and_with_other_spaces(drawn):
    name, written = drawn
    assert is_named(name, written)
    assert is_named(written, name)
    assert same_name(name, written)


@given(misspelled(BODIES))
def test_a_body_is_known_where_a_digit_or_a_letter_stands_for_another(drawn):
    assert names_body(*drawn)


@given(misspelled(PEOPLE))
def test_a_person_is_known_where_a_digit_or_a_letter_stands_for_another(drawn):
    assert is_named(*drawn)
    assert same_name(*drawn)


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("Policía", "laPolicía"),
        ("Policía", "policianacionaldelperu"),
        ("la minera", "minerasac"),
        ("Minera Alto Río", "lamineraaltoriosa"),
        ("Ministerio del Interior", "ElMinisterioInterior"),
        ("Ministerio del Interior", "MlNlSTERlO DEL lNTERIOR"),
        ("Ministerio del Interior", "Ministerio dеI lnterior"),
        ("CIDH", "C. I. D. H."),
        ("Alto Río", "AIto Río"),
    ],
)
def test_a_body_is_known_beside_what_says_nothing(body, written):
    assert names_body(body, written)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Juan de la Cruz", "el señor Delacruz"),
        ("Juan Delacruz", "los De la Cruz"),
        ("Rosaquispe Mamani", "Rosa Quispe"),
        ("Rosa QuispeMamani", "Quispe"),
        ("Rosa Quispe", "losquispe"),
        ("Iván Ore", "lván Ore"),
        ("Pedro Camero", "Carnero"),
    ],
)
def test_a_person_is_known_where_words_of_the_name_run_together(name, written):
    assert is_named(name, written)


# What is written as it is means whom it meant before


def words(name):
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.findall(r"[^\W\d_]+", re.sub(r"[\u0300-\u036f]", "", letters))


def telling(name):
    found = set(words(name))
    return {one for one in found if len(one) > 3} or found


def known_names():
    return [name for one in known_recipients().recipient for name in one.names]


def test_no_ordinary_body_is_taken_for_another():
    everybody = [*BODIES, *NEAR, *known_names()]
    wrong = [
        (one, other)
        for one, other in product(everybody, repeat=2)
        if names_body(one, other) != (telling(one) <= telling(other)) and words(one) != words(other)
    ]
    assert wrong == []


def test_no_ordinary_person_is_taken_for_another():
    people = [f"{first} {name}" for first in ("José", "Inés") for name in SURNAMES]
    wrong = [
        (one, other)
        for one, other in product(people, people)
        for mine, theirs in [(words(one)[1], words(other)[1])]
        if is_named(one, other) != (theirs in {mine, f"{mine}s", f"{mine}es"} and len(mine) > 3)
        if one != other
    ]
    assert wrong == []
    assert not is_named("Carlos Salas", "Carlos Sala, S. Ramos")


def test_every_letter_of_the_file_stands_once_and_for_a_letter_of_ours():
    for case, letters in LETTERS.items():
        told = "".join(letters.values())
        assert len(told) == len(set(told)), case
        for ours, others in letters.items():
            assert all(as_seen(one) == ours for one in others), (case, ours)
            assert ours.isupper() == (case == "capital")
