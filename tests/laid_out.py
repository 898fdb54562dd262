"""A page as a browser lays it out, whatever the line breaks of its template."""

import re

BLOCK = (
    "address|article|aside|blockquote|body|br|caption|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header"
    "|hr|html|legend|li|main|nav|ol|option|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
EDGE = rf"</?(?:{BLOCK})\b[^>]*>"
AFTER = re.compile(rf"((?:{EDGE}|<button\b[^>]*>)(?:<[a-z][^>]*>)*) ")
BEFORE = re.compile(rf" ((?:</[a-z]+>)*(?:{EDGE}|</button>))")


def laid_out(page: str) -> str:
    """Drop the whitespace that no browser shows; what is shown is one space."""
    text = re.sub(r" (/?>)", r"\1", " ".join(page.split()))
    while text != (less := BEFORE.sub(r"\1", AFTER.sub(r"\1", text))):
        text = less
    return text
