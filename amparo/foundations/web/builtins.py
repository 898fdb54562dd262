"""Built-in template tags, loaded everywhere: `{% url %}` with cached addresses."""

from typing import Any

from django.template import Library
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as of_django
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from amparo.foundations.web.cached_addresses import address_of

register = Library()


class Address(URLNode):
    """The node of Django's own tag, with the same arguments."""

    def render(self, context: Context) -> str:
        parts = [part.resolve(context) for part in self.args]
        named = {str(name): part.resolve(context) for name, part in self.kwargs.items()}
        name, address = self.view_name.resolve(context), ""
        try:
            address = address_of(name, *parts, **named)
        except NoReverseMatch:
            if self.asvar is None:
                raise
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """`{% url "desk:case" code %}`, with all arguments of Django's own."""
    asked: Any = of_django(parser, token)
    return Address(asked.view_name, asked.args, asked.kwargs, asked.asvar)
