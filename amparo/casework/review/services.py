"""What is decided again, changed or ended after the decision. The services stand by noun:
`contesting.py`, `changing.py`, `asking.py`, `renouncing.py`, `ending.py`, `reassessing.py`,
`tasks.py`."""

from amparo.casework.review.asking import came, note_silence
from amparo.casework.review.changing import (
    drop,
    gather,
    note_word,
    open_change,
    put,
)
from amparo.casework.review.contesting import rule, rule_on_waiting, take_in
from amparo.casework.review.ending import carry_out, decide_change
from amparo.casework.review.of_the_dead import came_back, end_of_the_dead
from amparo.casework.review.reassessing import (
    answer_disagreement,
    assessed,
    keep_reviews,
    look_again,
    review,
)
from amparo.casework.review.renouncing import explain_risk, heard, left, renounce, took_back
from amparo.casework.review.tasks import close_tasks, open_task

__all__ = [
    "answer_disagreement",
    "assessed",
    "came",
    "came_back",
    "carry_out",
    "close_tasks",
    "decide_change",
    "drop",
    "end_of_the_dead",
    "explain_risk",
    "gather",
    "heard",
    "keep_reviews",
    "left",
    "look_again",
    "note_silence",
    "note_word",
    "open_change",
    "open_task",
    "put",
    "renounce",
    "review",
    "rule",
    "rule_on_waiting",
    "take_in",
    "took_back",
]
