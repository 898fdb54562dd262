"""Acts that fall due together, each by itself: one that raises keeps no other back."""

from collections.abc import Callable, Iterable


def each_by_itself(acts: Iterable[Callable[[], int | None]], problems: list[Exception]) -> int:
    """Returns the sum of what they return; what is raised is added to `problems`, for the caller to
    raise once all had their turn."""
    done = 0
    for act in acts:
        try:
            done += act() or 0
        except Exception as problem:  # noqa: BLE001 - see above
            problems.append(problem)
    return done
