from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amparo.foundations.web import cross_surface_addresses as places
from amparo.foundations.web import dates as words
from amparo.foundations.web import timeline as line
from amparo.foundations.web.bar_chart import ROW, bars_of
from amparo.foundations.web.icons import ICONS, TURNING
from amparo.foundations.web.law import wording as law_words
from amparo.foundations.web.law.criteria import demands_of
from amparo.law import load_protocol

register = template.Library()

CHIPS = frozenset({"danger", "late", "due", "waiting", "open", "done", "quiet"})
NOTICE_ICONS = {
    "info": "info",
    "danger": "alert",
    "success": "check",
    "waiting": "hourglass",
    "due": "clock",
}


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Draw an icon. Without `title` it is hidden from screen readers: the text beside it is
    enough."""
    turns = " icon-turns" if name in TURNING else ""
    drawn = format_html('<path d="{}"/>', ICONS[name])
    if not title:
        return format_html(
            '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', turns, drawn
        )
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" role="img"><title>{}</title>{}</svg>',
        turns,
        title,
        drawn,
    )


@register.simple_tag
def chip(kind: str, word: str) -> SafeString:
    """Show a state by word, shape and colour together."""
    if kind not in CHIPS:
        raise template.TemplateSyntaxError(f"No chip {kind!r}; there are {sorted(CHIPS)}.")
    return format_html('<span class="chip chip-{}">{}</span>', kind, word)


@register.filter(name="in_words", expects_localtime=True)
def day_or_moment_in_words(when: date | datetime | None, distance: str = "") -> str:
    """Return a day as pages show it, with its distance if given; empty for None."""
    if when is None:
        return ""
    said = words.compact(when)
    return f"{said}, {distance}" if distance else said


@register.simple_tag
def place_of_clock() -> str:
    return words.place_of_clock()


@register.filter(expects_localtime=True)
def in_full(when: date | datetime | None, distance: str = "") -> str:
    """Return a day with its year and, for a moment, its time zone, as documents show it."""
    if when is None:
        return ""
    said = words.in_words(when)
    return f"{said}, {distance}" if distance else said


@register.filter
def short_day(when: date | None) -> str:
    return words.short_day(when) if when else ""


@register.filter
def first_page(path: str | None) -> str:
    """Return the first page of the surface of this address: the desk, an institution's page, or the
    door."""
    return next((one for one in ("/desk/", "/duties/") if (path or "").startswith(one)), "/")


@register.simple_tag
def address(view: str, *parts: object) -> str:
    """Return the address of a page that another process may serve; empty if it is not known."""
    return places.address(view, *parts)


@register.simple_tag
def dates_ended() -> str:
    """On a page about many cases: say that this site's law, or its calendar, is over; else
    empty."""
    law = load_protocol(settings.PROTOCOL)
    since = law.known_until + timedelta(days=1)
    today = timezone.localdate(None, law.zone)
    return law_words.dates_unknown(law, since) if today >= since else ""


@register.simple_tag
def organisation() -> str:
    """Return the organisation that runs this site for itself; empty if it is the mechanism's."""
    return str(settings.ORGANISATION)


@register.simple_tag
def today() -> str:
    return words.day_in_words(timezone.localdate())


@register.simple_tag
def day(when: date | datetime | None, distance: str = "") -> SafeString:
    """Return a day in words as a machine-readable <time>."""
    if when is None:
        return SafeString("")
    said = day_or_moment_in_words(when, distance)
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), said)


@register.simple_tag
def day_in_full(when: date | datetime | None, distance: str = "") -> SafeString:
    """Return a day with its year and, for a moment, its time zone: for documents and what is
    printed."""
    if when is None:
        return SafeString("")
    said = in_full(when, distance)
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), said)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> str:
    """Frame the content as a notice: info, success, danger, waiting or due."""
    about = {"content": content, "kind": kind, "title": title, "icon_name": NOTICE_ICONS[kind]}
    return render_to_string("components/notice.html", about)


@register.simple_tag
def field(bound_field: BoundField, kind: str = "") -> SafeString:
    """Show a form field: label, hint, error, input. `kind`: question, short or side-by-side."""
    about = {"field": bound_field, "kind": kind}
    return SafeString(render_to_string("components/field.html", about))


@register.filter
def shape(bound_field: BoundField) -> str:
    """Return the template variant of a field: hidden, choices, tick or box."""
    widget = bound_field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "box"


@register.filter
def anchor(bound_field: BoundField) -> str:
    """Return the id to which a link to this field leads: for a group of choices, its first one."""
    return bound_field.id_for_label or f"{bound_field.auto_id}_0"


@register.inclusion_tag("components/errors.html")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """List all errors above a form, each with a link to its field."""
    return {
        "form": form,
        "fields": [bound for bound in form if bound.errors],
        "emptied": any(isinstance(bound.field.widget, forms.PasswordInput) for bound in form),
    }


@register.inclusion_tag("components/timeline.html")
def timeline(points: Sequence[line.Point], today: date, key: str = "line") -> dict[str, Any]:
    """Draw the timeline of a case, and give it as a list. `key`: an id that is unique on the
    page."""
    return {
        "points": sorted(points, key=lambda point: point.on),
        "drawing": line.draw(points, today=today),
        "today": today,
        "key": key,
        "width": line.WIDTH,
        "line_at": line.LINE_AT,
    }


@register.inclusion_tag("components/bars.html")
def bars(counted: Sequence[tuple[str, float, str]], title: str, key: str) -> dict[str, Any]:
    """Draw a bar chart; the same numbers stand beside it. `key`: an id that is unique on the
    page."""
    drawn = bars_of(counted)
    return {"bars": drawn, "title": title, "key": key, "height": ROW * len(drawn)}


@register.inclusion_tag("components/step.html")
def step(number: int, total: int, saved: str = "", *, done: bool = False) -> dict[str, Any]:
    """Show the progress in a row of questions, also as a drawing. `done`: on the page that follows
    the last of them."""
    return {"number": number, "total": total, "saved": saved, "done": done}


@register.inclusion_tag("components/norm_asks.html")
def norm_asks(protocol_id: str, *of: str) -> dict[str, Any]:
    """Show the criteria of that law for each of `of` (Judged), each with its article; without
    arguments all."""
    return {"demands": demands_of(load_protocol(protocol_id), *of)}
