class Mistake(Exception):
    """What was typed makes no sense: one sentence that says what is allowed. Exit code 2."""
