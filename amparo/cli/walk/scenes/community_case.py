"""A third case, of a community with many participants: it was late before it was recorded, its
board decides by its own procedure, interpreters and a lawyer take part, and one of its people is
missing, then found dead."""

from amparo.cli.walk.cast import Cast
from amparo.cli.walk.scenes import delay_complaint as lateness
from amparo.cli.walk.scenes import hand_over
from amparo.cli.walk.scenes import measure_plan as plan
from amparo.cli.walk.scenes import missing_person as missing
from amparo.cli.walk.scenes import participants as voices
from amparo.cli.walk.scenes import surviving_relatives as those_left

ASKS = "the community's board"


def whole(cast: Cast) -> None:
    """Run every step in order."""
    lateness.call(cast)
    lateness.give_words(cast)
    lateness.complain(cast)
    lateness.answer(cast)
    lateness.rule(cast)
    lateness.report(cast)
    voices.interpreter(cast)
    voices.carry(cast)
    voices.board(cast)
    plan.propose(cast)
    voices.put_to_the_board(cast)
    voices.acta(cast)
    voices.lawyer(cast)
    voices.of_the_lawyer(cast)
    hand_over.ordered_elsewhere(cast)
    hand_over.agree(cast)
    hand_over.leave_it(cast)
    hand_over.take_it(cast)
    missing.whole(cast)
    those_left.whole(cast)
