import pytest
from django.utils import translation

from amparo.observatory.catalogues.terms import TermList, UnknownCode, label, term, terms


@pytest.mark.parametrize("wanted", TermList)
def test_each_term_has_both_labels(wanted):
    for one in terms(wanted).values():
        assert one.es.strip()
        assert one.en.strip()
        assert bool(one.means_es) == bool(one.means_en)


def test_each_kind_of_attack_says_what_it_means():
    assert all(one.means_es for one in terms(TermList.KIND).values())


def test_labels_are_in_the_language_of_the_page():
    with translation.override("en"):
        assert label(TermList.KIND, "killing") == "Killing"
    with translation.override("es"):
        assert label(TermList.KIND, "killing") == "Asesinato / homicidio"


def test_an_unknown_code_is_reported():
    with pytest.raises(UnknownCode, match="kinds: beheading"):
        term(TermList.KIND, "beheading")
