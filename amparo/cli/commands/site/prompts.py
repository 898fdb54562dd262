"""List which pages of the door can be heard, in which languages, and which recordings are refused.

Recordings are in the folder `prompts` of the state, one folder for each language.
"""

import sys
from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.utils import translation

from amparo.door import page_recordings as prompts


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(_arguments: Namespace) -> int:
    found = prompts.recordings()
    good = [one for one in found if not one.refused]
    if not good:
        print(f"No page can be heard: there is no recording in {settings.PROMPTS}")
    for language in sorted({one.language for one in good}):
        there = {one.page for one in good if one.language == language}
        pages = [one for one in prompts.pages() if one in there]
        print(f"{language}: {', '.join(pages)}")
        silent = [one for one in prompts.pages() if one not in there]
        if silent:
            print(f"  without: {', '.join(silent)}")
    return 1 if say_what_is_refused() else 0


def say_what_is_refused() -> int:
    """Name each file that is not played, and why. Return how many."""
    refused = [one for one in prompts.recordings() if one.refused]
    with translation.override("en"):
        for one in refused:
            print(f"Not played: {one.path}: {prompts.REFUSED[one.refused]}", file=sys.stderr)
    return len(refused)
