"""What is decided again, changed or ended after the decision. The services stand by noun:
`contesting.py`, `tasks.py`; pages and hand-overs call them from here."""

from amparo.casework.review.contesting import rule, rule_on_waiting, take_in
from amparo.casework.review.tasks import close_tasks, open_task

__all__ = ["close_tasks", "open_task", "rule", "rule_on_waiting", "take_in"]
