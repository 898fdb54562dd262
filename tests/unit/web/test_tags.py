from dataclasses import replace
from datetime import date

import pytest
from django import forms
from django.template import TemplateSyntaxError, engines
from django.utils import translation

from amparo.foundations.web.icons import ICONS, TURNING
from amparo.foundations.web.law.due_dates import Due, DueState, OtherDate, SkippedDay
from amparo.foundations.web.law.wording import source_said
from amparo.law.sourced_values import Cited
from tests.laid_out import laid_out

HOSTILE = "<img src=x>"


class Question(forms.Form):
    name = forms.CharField(label="Name", help_text="Any name you like.")
    who = forms.ChoiceField(
        label="Who?",
        help_text="Change it later.",
        widget=forms.RadioSelect,
        choices=[("me", "I"), ("us", "We")],
    )
    sworn = forms.BooleanField(label="I have read it", required=False)
    proof = forms.FileField(label="Proof", help_text="Up to 20 MB.", required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def shown(source, **context):
    return engines["django"].from_string("{% load web %}" + source).render(context)


def test_an_icon_is_silent_unless_it_has_a_title():
    assert 'aria-hidden="true"' in shown('{% icon "clock" %}')
    titled = shown('{% icon "clock" title=words %}', words=HOSTILE)
    assert 'role="img"><title>&lt;img src=x&gt;</title>' in titled


def test_every_icon_can_be_drawn():
    assert all(f'd="{path}"' in shown("{% icon name %}", name=name) for name, path in ICONS.items())


def test_an_arrow_turns_with_the_line_of_reading():
    assert "icon-turns" in shown('{% icon "forward" %}')
    assert "icon-turns" not in shown('{% icon "check" %}')
    assert ICONS.keys() >= TURNING


def test_a_chip_is_a_word_and_a_shape():
    assert (
        shown('{% chip "late" "4 days late" %}')
        == '<span class="chip chip-late">4 days late</span>'
    )


def test_a_chip_cannot_be_of_a_kind_that_has_no_shape():
    with pytest.raises(TemplateSyntaxError, match="No chip 'red'"):
        shown('{% chip "red" "Late" %}')


def test_words_given_to_a_tag_are_never_markup():
    sources = [
        '{% chip "late" words %}',
        '{% notice "info" title=words %}{{ words }}{% endnotice %}',
        "{% day day words %}",
        "{% step 1 2 saved=words %}",
    ]
    for source in sources:
        assert HOSTILE not in shown(source, words=HOSTILE, day=date(2024, 7, 15)), source


def test_a_notice_frames_what_stands_inside():
    framed = shown('{% notice "danger" title="Wait" %}<p>Call first.</p>{% endnotice %}')
    assert 'class="notice notice-danger"' in framed
    assert "<p>Call first.</p>" in framed


def test_a_field_ties_label_hint_and_error_to_its_input():
    form = Question({})
    drawn = shown("{% field form.name %}", form=form)
    assert '<label for="id_name">' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_helptext">Any name you like.' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_choices_are_one_group_with_a_label_for_each():
    drawn = laid_out(shown('{% field form.who kind="question" %}', form=Question()))
    assert '<fieldset class="field question" aria-describedby="id_who_helptext">' in drawn
    assert "<legend><h1>Who?</h1>" in drawn
    assert drawn.count('type="radio"') == 2
    assert '<label for="id_who_1">We</label>' in drawn


def test_a_tick_has_its_label_beside_it_and_a_file_its_hint():
    drawn = shown("{% field form.sworn %}{% field form.proof %}", form=Question())
    assert '<label for="id_sworn">I have read it</label>' in drawn
    assert 'type="file"' in drawn
    assert "Up to 20 MB." in drawn
    assert "(optional)" in drawn


def test_a_whole_form_is_drawn_with_the_same_components():
    drawn = shown("{{ form }}", form=Question({}))
    assert drawn.count('class="problem"') == 2
    assert drawn.count('name="once"') == 1
    assert "errorlist" not in drawn


def test_what_must_be_put_right_is_linked_to_its_field():
    drawn = shown("{% errors form %}", form=Question({}))
    assert '<a href="#id_name">Name</a>' in drawn
    assert '<a href="#id_who_0">Who?</a>' in drawn
    assert 'role="alert"' in drawn


class Named(forms.Form):
    name = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


def test_only_where_a_password_stood_it_is_not_said_that_nothing_is_lost():
    """A browser is never handed a password back."""
    assert "Nothing you wrote is lost" in shown("{% errors form %}", form=Question({}))
    drawn = shown("{% errors form %}", form=Named({"password": "given"}))
    assert "Nothing you wrote is lost" not in drawn
    assert "A password has to be written once more" in drawn


def test_a_form_without_mistakes_says_nothing_above():
    assert shown("{% errors form %}", form=Question()).strip() == ""


def test_due_date_that_nobody_checked_is_marked_before_it_is_opened():
    due = Due(
        day=date(2024, 7, 15), state=DueState.OPEN, word="On time", distance="", source="art. 1"
    )
    template = "{% include 'components/due.html' %}"
    for one, marked in ((due, False), (replace(due, unchecked=True), True)):
        line = shown(template, due=one).partition("</summary>")[0]
        assert ("not checked" in line) is marked


@pytest.mark.parametrize(("checked", "said"), [(True, "art. 1"), (False, "art. 1, not checked")])
def test_ground_says_whether_nobody_checked_it(checked, said):
    assert source_said(Cited(source="art. 1", checked=checked)) == said
    assert source_said(None) == ""


def test_a_due_date_opens_onto_its_reasons():
    due = Due(
        day=date(2024, 8, 8),
        state=DueState.OPEN,
        word="In time",
        distance="in 30 working days",
        source="Decree, art. 19",
        amount="30 working days",
        event="Request received",
        event_on=date(2024, 6, 24),
        skipped=[SkippedDay(day=date(2024, 7, 29), why="national holiday")],
        lenient_day=date(2024, 8, 9),
        disputed=[OtherDate(source="General law, art. 131.1", day=date(2024, 8, 14))],
        unchecked=True,
    )
    drawn = shown('{% include "components/due.html" %}', due=due)
    assert drawn.index("Thu 8 Aug 2024, in 30 working days") < drawn.index("</summary>")
    reasons = drawn.partition("</summary>")[2]
    for reason in [
        "art. 19",
        "Mon 24 Jun 2024",
        "national holiday",
        "9 Aug",
        "art. 131.1",
        "not checked",
    ]:
        assert reason in reasons
    assert 'chip-open">In time' in drawn


def test_agreeing_discussing_and_refusing_look_the_same():
    decision = {
        "ref": "q1",
        "title": "Rounds near your home",
        "recipient": "The police of the district",
        "fields": [("Area", "The quarter, without the address")],
        "kept": ["Your name"],
        "address": "/mine/decide/",
    }
    drawn = shown('{% include "components/decision.html" %}', decision=decision)
    buttons = [line for line in drawn.splitlines() if 'name="answer"' in line]
    assert [line.partition('value="')[2].partition('"')[0] for line in buttons] == [
        "agree",
        "discuss",
        "refuse",
    ]
    assert not any("class" in line.partition(">")[0] for line in buttons)
    assert "The police of the district would learn" in drawn
    assert "Your name" in drawn.partition("It would not learn")[2]


def test_a_step_says_how_far():
    drawn = shown('{% step 3 8 saved="14:32" %}')
    assert "Step 3 of 8" in drawn
    assert "Saved at 14:32" in drawn
    assert 'stroke-dasharray="3 8"' in drawn
