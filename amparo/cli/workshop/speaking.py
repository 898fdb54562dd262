"""In which language the parts of `amparo law` that need Django's words say what they say."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

import amparo
from amparo.cli.workshop.frame import LANGUAGES, check_language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Says everything in this language; needs no site that was set up."""
    check_language(language)
    if not settings.configured:
        folder = Path(amparo.__file__).parent / "locale"
        settings.configure(LANGUAGE_CODE=LANGUAGES[0], LOCALE_PATHS=[folder], USE_TZ=True)
        apps.populate(())  # all that words need; a whole set-up would take longer than the count
    with translation.override(language):
        yield
