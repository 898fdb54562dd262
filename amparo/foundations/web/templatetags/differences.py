from typing import Any

from django import template

from amparo.foundations.web.differences import compare

register = template.Library()


@register.inclusion_tag("components/differences.html")
def differences(older: str, newer: str) -> dict[str, Any]:
    """Show a text with the words that went and those that came, each marked by a word for who
    listens, by a sign for who reads, and by a line: never by colour alone."""
    return {"stretches": compare(str(older), str(newer))}
