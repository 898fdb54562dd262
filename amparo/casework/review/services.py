"""What other packages call once a case was decided: each noun has its folder with its services."""

from amparo.casework.review.beneficiary_hearings.notes import Noted, note_heard
from amparo.casework.review.beneficiary_hearings.services import (
    ask_nobody_more,
    guardian_changed,
    heard_alone,
)
from amparo.casework.review.change_decisions.cancelled_decision import give_up
from amparo.casework.review.change_decisions.services import carry_out, decide_change
from amparo.casework.review.changes.renunciation import (
    explain_risk,
    heard,
    left,
    measure_ended,
    renounce,
    took_back,
)
from amparo.casework.review.changes.services import drop, gather, note_word, open_change, put
from amparo.casework.review.dated_tasks import close_tasks, open_task
from amparo.casework.review.measures_of_deceased.services import came_back, end_of_the_dead
from amparo.casework.review.reassessment.services import (
    answer_disagreement,
    assessed,
    keep_reviews,
    look_again,
    review,
    told_before,
)
from amparo.casework.review.recourses.services import rule, rule_on_waiting, take_in
from amparo.casework.review.risk_opinions.services import came, is_asked_for, note_silence

__all__ = [
    "Noted",
    "answer_disagreement",
    "ask_nobody_more",
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
    "give_up",
    "guardian_changed",
    "heard",
    "heard_alone",
    "is_asked_for",
    "keep_reviews",
    "left",
    "look_again",
    "measure_ended",
    "note_heard",
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
    "told_before",
    "took_back",
]
