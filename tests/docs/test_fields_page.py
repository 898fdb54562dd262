"""The page of what each role reads is what the program asks."""

import os

from tests.docs.fields import PAGE, RENEWED_BY, page


def test_the_page_is_written_from_the_table():
    if os.environ.get("AMPARO_WRITE"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), f"renew it: {RENEWED_BY}"
