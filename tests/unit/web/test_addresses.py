"""An address that is put together from what is kept is the one that Django would put together."""

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, get_resolver, reverse, set_script_prefix

from amparo.foundations.web.cached_addresses import address_of

CODE = "K7Q2-9F3M"


def names():
    """Each page of the site, with its parts as Django knows them."""
    found = []

    def walk(resolver, before, parts):
        for one in resolver.url_patterns:
            here = {**parts, **one.pattern.converters}
            if hasattr(one, "url_patterns"):
                walk(one, f"{before}{one.namespace}:" if one.namespace else before, here)
            elif one.name:
                found.append((before + one.name, here))

    walk(get_resolver(), "", {})
    return found


def test_every_page_has_the_address_that_django_gives_it():
    found = names()
    for name, converters in found:
        kinds = [type(one).__name__ for one in converters.values()]
        parts = [12 if kind == "IntConverter" else CODE for kind in kinds]
        told = reverse(name, args=parts)
        assert address_of(name, *parts) == told
        assert address_of(name, **dict(zip(converters, parts, strict=True))) == told
    assert len(found) > 200


@pytest.mark.parametrize("part", ["dos palabras", "{0}", "a%2Fb", "ñ", "part-1-", ""])
def test_what_is_no_plain_code_is_written_as_django_writes_it(part):
    try:
        told = reverse("desk:case", args=[part])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address_of("desk:case", part)
    else:
        assert address_of("desk:case", part) == told


def test_one_after_another_is_not_mixed_up():
    first, second = "part-1-", "part-0-"
    told = reverse("interpreting:task", args=[first, second])
    assert address_of("interpreting:task", first, second) == told


def test_a_page_that_there_is_not_has_none():
    with pytest.raises(NoReverseMatch):
        address_of("desk:nowhere", CODE)
    with pytest.raises(NoReverseMatch):
        address_of("desk:case")
    said = "{% url 'desk:nowhere' as there %}[{{ there }}]"
    assert Template(said).render(Context()) == "[]"


def test_in_a_template_it_is_the_same_and_may_be_kept():
    said = "{% url 'desk:case' code %} {% url 'desk:case' code=code as there %}{{ there }}"
    told = reverse("desk:case", args=[CODE])
    assert Template(said).render(Context({"code": CODE})) == f"{told} {told}"


def test_another_part_of_the_site_and_another_beginning_have_their_own():
    here = address_of("desk:case", CODE)
    with override_settings(ROOT_URLCONF="bench.urls"):
        assert address_of("desk:case", CODE) == reverse("desk:case", args=[CODE])
    try:
        set_script_prefix("/beside/")
        assert address_of("desk:case", CODE) == f"/beside{here}"
    finally:
        set_script_prefix("/")
