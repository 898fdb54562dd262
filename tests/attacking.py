"""An attack as a test documents it."""

CODES = {
    "precision": "unknown",
    "defence_link": "linked",
    "verification": "likely",
}
