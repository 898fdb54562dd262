"""What the walk of the demo prints, step by step, wherever it is walked."""

import re

STEP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d  .+  \[.+\]", re.MULTILINE)
BEGINS = re.compile("Another case, along the side roads:|A third, of a community|And a draft of")
SIDE_ROADS = (
    "calls for help with two sentences",
    "asks for what is missing, once",
    "gives it, the measure in her own voice",
    "grants no measure, and says why",
    "asks that it be decided again",
    "decides again: she was right",
    "agrees to these very words",
    "prints one numbered sheet",
    "answers the person, who sees the danger otherwise",
    "says that it happened again",
    "weighs the danger anew: it grew",
    "puts the change to decision",
    "is heard before less is decided",
    "finds no fact that changed",
    "reads it and keeps the measure",
    "one fact is less grave",
    "thinks of less again, and says what changed  [anexo, arts. 25 y 26]",
    "is heard, and says why it should stay",
    "agrees to that very question",
    "how strong the danger is now",
    "says for the unit what it knows, which decides nothing",
    "puts on record how the investigation stands",
    "puts it to decision: each gate is open",
    "decides that it is reduced, from",
    "reads why, from which day, and until when to contest it",
    "contests it, and asks that nothing change meanwhile  [LPAG, art. 216.2]",
    "says with reasons that it waits",
    "finds that nobody can carry it out now",
    "decides again: the measure stays as it was",
)
MANY_HANDS = (
    "it is late already  [anexo, arts. 16 y 17]",
    "complains of the delay by one press  [LPAG, art. 158]",
    "rules on the dates alone",
    "issues the preliminary report, late",
    "agrees to this very one",
    "files the signed promise",
    "says yes, which does not count yet  [anexo, art. 3.4 d]",
    "hands in its acta: now its yes counts",
    "gives its lawyer words of her own",
    "their lawyer",
    "notes a measure ordered abroad",
    "agrees with them how it is carried out",
    "Tomás Ríos (analyst)                takes the case over",
    "records that one of the community is missing",
    "writes in the log of the search",
    "agrees that whoever searches be told",
    "tells them by these words",
    "the word before stays in its history",
    "records that one of the community was killed",
    "notes how the investigation stands",
    "for the family: to be decided by",
)
CONSULTED = (
    "puts the draft of a law to everybody",
    "proposes that decisions come sooner",
    "all is shown but where somebody lives",
    "answers in public, with reasons",
    "comes back with the words and reads the answer",
)


def steps_of(said: str) -> list[list[str]]:
    """The steps of each case, in order."""
    return [STEP.findall(part) for part in BEGINS.split(said)]


def whole(said: str) -> None:
    """Three cases and a consultation, each step of them after the one before."""
    straight, *others = steps_of(said)
    assert len(straight) > 25
    assert "the person" in straight[0]
    assert "it works: now it is verified" in straight[-1]
    for part in ("reception", "analyst", "decision maker", "institution officer"):
        assert any(part in step for step in straight), part
    for told, steps in zip((SIDE_ROADS, MANY_HANDS, CONSULTED), others, strict=True):
        places = ["\n".join(steps).index(one) for one in told]
        assert places == sorted(places)
    compared = re.search(r"(\d+) dates on pages", said)
    assert compared
    assert int(compared[1]) > 120
