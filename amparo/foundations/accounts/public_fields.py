"""What others know of a member, and what they do not."""

HER_OWN = ("mail", "on_duty", "sign_in_name", "signed_in_at", "wrong_tries")
"""Asked where she signs in, by whoever manages the team, and by the jobs, which write to her. The
door, served alone, reads none of it (`cli/apart/rights.toml`)."""


def her_own(path: str = "") -> tuple[str, ...]:
    """To leave out of a query; `path` leads from its rows to the member: `member__`."""
    return tuple(f"{path}{name}" for name in HER_OWN)
