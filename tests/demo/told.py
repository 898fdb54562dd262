"""What the walk of the demo prints, step by step, wherever it is walked."""

import re

STEP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d  .+  \[.+\]", re.MULTILINE)
BEGINS = re.compile("Second case:|Third case:|Fourth case:|Public consultation|Documented attacks")
SIDE_ROADS = (
    "sends an urgent request of two sentences",
    "asks once for what the request lacks",
    "adds it, the measure as a voice recording",
    "grants no measure, with reasons",
    "asks for reconsideration",
    "upholds the reconsideration",
    "agrees to this text",
    "prints one numbered sheet",
    "answers the person, who disagrees with the assessment",
    "reports another attack",
    "assesses the risk again: it is higher",
    "submits the change for decision",
    "is heard before the decision",
    "finds no changed fact",
    "reads the explanation and keeps the measure",
    "one fact is less grave",
    "considers reducing the measure again and says what changed  [anexo, arts. 25 y 26]",
    "is heard and says why the measure should stay",
    "agrees to this question",
    "about the present risk",
    "gives the institution's information, which is not binding",
    "records the state of the investigation",
    "submits the change for decision: each legal condition",
    "decides to reduce the measure from",
    "reads the reasons, the date and the last day for an appeal",
    "appeals and asks for suspension meanwhile  [LPAG, art. 216.2]",
    "grants the suspension until",
    "sees that the reduction cannot be carried out now",
    "decides again: the measure stays as it was",
)
MANY_HANDS = (
    "the preliminary report is already late  [anexo, arts. 16 y 17]",
    "files a complaint about the delay, drafted from the record  [LPAG, art. 158]",
    "upholds the complaint from the dates alone",
    "issues the preliminary report late, which the record shows",
    "agrees to this interpreter",
    "files the signed promise",
    "agrees, which does not count without the assembly  [anexo, art. 3.4 d]",
    "hands in the assembly's minutes: now the agreement counts",
    "gives its lawyer an access phrase",
    "their lawyer",
    "records a measure ordered by an international body",
    "agrees with the board how the measure is carried out",
    "Tomás Ríos (analyst)                takes on the case",
    "records that a member of the community is missing",
    "writes in the search log",
    "agrees to inform the authority that searches",
    "informs the authority with the agreed text",
    "the earlier version stays in its history",
    "records that a member of the community was killed",
    "records the state of the investigation, with a review",
    "for the family: to be decided by",
)
SILENT = (
    "records the order that was signed on",
    "lets an outside body watch where the case stands",
    "agrees that the authority above the institution is told",
    "records as sent: Letter from the Directorate to the entity's coordinator, due since",
    "reads that the answer is overdue since",
    "sees it on the list and on the case, and the next letter",
    "sees what the institution owes, overdue",
    "sees that an institution has not answered, since when, and the steps taken",
    "sees on the board which institution is overdue, and since when",
    "answers the recommendation",
    "reads which one was answered, and which one waits",
)
CONSULTED = (
    "opens the consultation on the draft of a law",
    "proposes that decisions come sooner",
    "all is shown except where a person lives",
    "answers in public, with reasons",
    "returns with the words and reads the answer",
)


DOCUMENTED = (
    "documents 26 attacks with 55 acts, each on one page",
    "adds a second source that contradicts the first on the day, and keeps both",
    "joins two attacks into a chain",
    "keeps the words of an official's statement, sealed",
    "notes what the state did",
)


def steps_of(said: str) -> list[list[str]]:
    """The steps of each case, in order."""
    return [STEP.findall(part) for part in BEGINS.split(said)]


def whole(said: str) -> None:
    """Four cases, a consultation and the register of attacks, each step of them after the one
    before."""
    straight, *others = steps_of(said)
    assert len(straight) > 25
    assert "the person" in straight[0]
    assert "it protects: it is verified" in straight[-1]
    assert "reads the measure that was handed on to the unit" in "\n".join(straight)
    for part in ("reception", "analyst", "decision maker", "institution officer"):
        assert any(part in step for step in straight), part
    rest = (SIDE_ROADS, MANY_HANDS, SILENT, CONSULTED, DOCUMENTED)
    for told, steps in zip(rest, others, strict=True):
        places = ["\n".join(steps).index(one) for one in told]
        assert places == sorted(places)
    compared = re.search(r"(\d+) dates on pages", said)
    assert compared
    assert int(compared[1]) > 80
