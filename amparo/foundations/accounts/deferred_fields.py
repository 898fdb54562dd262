"""Fields of a member that other queries leave out."""

HER_OWN = ("mail", "on_duty", "sign_in_name", "signed_in_at", "wrong_tries")
"""Read where the member signs in, where the team is managed, and by the jobs, which send mail. The
door, served alone, may read none of them (`cli/apart/rights.toml`)."""


def her_own(path: str = "") -> tuple[str, ...]:
    """Return the fields to defer in a query; `path` leads from its rows to the member:
    `member__`."""
    return tuple(f"{path}{name}" for name in HER_OWN)
