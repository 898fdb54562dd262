"""What a norm says of open cases, in plain words: on the command line and on the public pages."""

from django.urls import reverse

from amparo.cli.commands.law import law
from amparo.law import load_protocol
from amparo.site.laws.comparison_rows import Side
from amparo.site.laws.transitory import transitory_of
from tests.clock import TODAY
from tests.norm_folders import NEWER


def test_the_real_rule_is_shown_and_compared_with_its_ground(capsys):
    assert law.main(["show", "pe-2021", "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "stay under it until they end. (DS 004-2021-JUS, tercera" in said
    assert law.main(["compare", "pe-2019", "pe-2021", "--language", "es", "--json"]) == 0
    assert "siguen en esa norma hasta que terminen" in capsys.readouterr().out


def test_a_rule_by_which_cases_pass_says_who_since_when_and_what_is_asked_no_more(norms):
    (said,) = transitory_of(Side(load_protocol(NEWER), TODAY.date()))
    assert said.source == "Example Act 4, s. 20"
    assert "pueden pasar a esta norma" in said.text
    assert "viernes 20 de noviembre de 2026" in said.text
    assert "Ya no se exige: " in said.text


def test_a_rule_of_which_the_older_norm_is_gone_still_names_it(tmp_path, norms):
    older, _newer = norms
    older.rename(tmp_path / "gone")
    (said,) = transitory_of(Side(load_protocol(NEWER), TODAY.date()))
    assert "«xx-example»" in said.text


def test_the_public_page_of_the_law_says_it(client, db):
    page = client.get(reverse("site:law", args=["pe-2021"])).content.decode()
    assert 'id="older"' in page
    assert "tercera disposición complementaria transitoria" in page
    assert 'id="older"' not in client.get(reverse("site:law", args=["pe-2019"])).content.decode()
