"""An attack as a test documents it, and a published table of attacks."""

import json
from datetime import datetime

from amparo.observatory.figures.models import Edition

CODES = {
    "precision": "unknown",
    "defence_link": "linked",
    "verification": "likely",
}


def published_edition(*, at: datetime) -> Edition:
    """Store a published edition of one table."""
    content = {
        "axes": ["department", "kind_group"],
        "columns": ["threats"],
        "rows": [{"code": "PE-UCA", "counts": [7], "total": 7}],
        "column_totals": [7],
        "total": 7,
    }
    return Edition.objects.create(
        table="department-kind",
        edition="2025",
        year=2025,
        made_at=at,
        published_at=at,
        content=json.dumps(content),
        digest="0" * 64,
        withheld="{}",
    )
