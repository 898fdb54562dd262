"""Counts and pictures of the figures of attacks."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amparo.foundations.web.bar_chart import ROW, Bar
from amparo.observatory.figures.dashboards import edition_picture
from amparo.observatory.figures.queries import Shown

register = template.Library()


@register.simple_tag
def count_said(count: int | None) -> str:
    """Return a count, or the word for a hidden one."""
    return _("hidden") if count is None else str(count)


@register.simple_tag
def bars_drawn(bars: Sequence[Bar]) -> SafeString:
    """Draw bars."""
    context = {
        "bars": bars,
        "height": ROW * len(bars) + 4,
        "title": _("What was done"),
        "key": "kinds",
    }
    return render_to_string("components/bars.html", context)


@register.simple_tag
def picture_of(shown: Shown) -> SafeString:
    """Draw one edition: a map, or bars."""
    drawn = edition_picture(shown)
    return drawn if isinstance(drawn, SafeString) else bars_drawn(drawn)
