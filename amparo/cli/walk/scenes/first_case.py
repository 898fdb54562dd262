"""The first case, from the request to a measure that holds."""

from collections.abc import Mapping

from amparo.cli.walk.browser import Upload
from amparo.cli.walk.cast import Cast
from amparo.cli.walk.scenes import decision, first_days, follow_up
from amparo.cli.walk.scenes import measure_plan as plan


def whole(cast: Cast, files: Mapping[str, Upload] | None = None) -> None:
    """Run every step in order."""
    first_days.ask(cast, files)
    first_days.receive(cast)
    first_days.report(cast)
    first_days.say(cast)
    first_days.assess(cast)
    plan.propose(cast)
    plan.answer(cast)
    plan.consult(cast)
    decision.put(cast)
    decision.decide(cast)
    decision.forward(cast)
    decision.notify(cast)
    follow_up.answer(cast)
    follow_up.hand_on(cast)
    follow_up.insist(cast)
    follow_up.prove(cast)
