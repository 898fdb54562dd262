"""The cases that a member's worklist shows, as a browser reads it: page after page."""

import re
from collections.abc import Callable


def codes_listed(read: Callable[[str], str], *, held: str, pages: int) -> list[str]:
    """Codes of cases on so many pages of the list at most. `read`: the text of a path; `held`:
    "own", or all. The same pages are read however many codes are needed."""
    found: list[str] = []
    path = f"/desk/?held={held}"
    for _ in range(pages):
        shown = read(path)
        found += re.findall(r"/desk/cases/([0-9A-Z-]+)/", shown)
        following = re.search(r'href="([^"]*after=[^"]+)"', shown)
        if not following:
            break
        path = "/desk/" + following.group(1).replace("&amp;", "&").removeprefix("/desk/")
    return list(dict.fromkeys(found))
