"""The language of the parts of `amparo law` that use Django's translations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

import amparo
from amparo.cli.workshop.arguments import LANGUAGES, check_language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use this language within the block; needs no site."""
    check_language(language)
    if not settings.configured:
        folder = Path(amparo.__file__).parent / "locale"
        settings.configure(LANGUAGE_CODE=LANGUAGES[0], LOCALE_PATHS=[folder], USE_TZ=True)
        apps.populate(())  # enough for translations, and faster than a complete set-up
    with translation.override(language):
        yield
