"""Every act ends in an entry of the record. Which of them these lives do not play, and why not.

What is not listed here is played: its name stands in a rule, and a test says so. By module, or by
the entry alone.
"""

NO_CASE = "it is of the site, not of a case"
NO_SIGHT = "it shows nothing to anybody, ends nothing and moves no term"
AT_NIGHT = "a job of the schedule, tried in tests/unit"
LATER = "worth playing; until then tests/unit tries it alone"
HOUR = LATER + ": an hour of danger"

SHARES = "by the shares of the recovery key, away from the site"
NOT_PLAYED = {
    "amparo.foundations.accounts.events": NO_CASE,
    "amparo.foundations.institutions.events": NO_CASE,
    "amparo.observatory.consultations.events": NO_CASE,
    "amparo.casework.figures.events": NO_CASE,
    "amparo.casework.external_cases.events": "of an organisation, which binds no authority",
    "amparo.foundations.ledger.events": NO_CASE,
    "amparo.casework.leaks.events": LATER + ": what got out, and what is done about it",
    "amparo.foundations.erasure.events": LATER
    + ": what is erased, kept by a court, or written apart",
    # --- what shows something to somebody ---
    "GlassAnswered": HOUR,
    "GlassBroken": HOUR,
    "GlassKept": HOUR,
    "GlassTaken": HOUR,
    "GlassSeen": HOUR,
    "KeptApart": LATER + ": who says of herself that she must not have a case",
    "LetNear": LATER + ": the same, ended by two",
    "TieEnded": LATER + ": the same, a mistake",
    "CodeRefused": "a page notes it; the answer is tried for everybody after each act",
    "NamesLookedUp": LATER + ": a search by name",
    "SampleRead": NO_CASE,
    "WideDemandNoted": NO_CASE,
    "WideDemandAnswered": NO_CASE,
    "WideDemandTold": NO_CASE,
    "WideReaderAdded": NO_CASE,
    "MemberToldApart": LATER,
    "KeyLeftOut": "by whoever writes into the tables: tests/unit/foundations/test_holders.py",
    "RecoveryAsked": SHARES,
    "RecoveryAnswered": SHARES,
    "RecoveryRefused": SHARES,
    "FileRecovered": SHARES,
    "FieldOpened": "a page notes it; who sees what is asked of every page (tests/architecture)",
    "FileOpened": "a page notes it; who sees the file is asked of everybody after each act",
    "DatedTaskPutOff": LATER + ": it is not safe yet to tell her",
    "FileShown": "a page notes it",
    "FileTaken": "a page notes it, before its first byte",
    "OtherCame": "a page notes it; what their words open is asked after each act",
    "OtherRead": "a page notes it",
    "DutyPrepared": LATER + ": on paper, where an institution has no officer",
    "DutyPrinted": LATER,
    "DutySealedAnew": LATER,
    "DutyToldLess": LATER,
    "UnitKeyRenewed": "it is of the institution, not of a case",
    "ChildHeardOnInterpreter": LATER + ": an interpreter for a child of the case",
    "MessageSent": "a word of the team to her, which she alone reads",
    "DecisionDrafted": LATER,
    "DecisionReturned": LATER,
    "DecisionApproved": LATER,
    "CaseHandedOn": NO_SIGHT,
    "FileErased": AT_NIGHT,
    # --- what ends something, or moves a term ---
    "MeasureReviewed": "it stays as it is",
    "ShareGivingUpAsked": LATER + ": another's own part of a measure, given up alone",
    "ShareGivenUp": LATER + ": the same",
    "NobodyReceives": LATER + ": that nobody is left who would receive a decision",
    "ElsewhereAnswered": LATER + ": a member left out in another case of the same community",
    "FileLookedAt": LATER + ": a file of hers that may show a member who is left out",
    "IncidentReported": "a unit tells of something: it moves nothing of what it owes",
    "PutToHer": LATER,
    "WithdrawalAnswered": LATER + ": what is declared after she left",
    "PromiseMade": NO_SIGHT,
    "DestructionAsked": NO_SIGHT,
    "ReportAsked": NO_SIGHT,
    "EscalationStepTaken": AT_NIGHT,
    "StandingDutyReported": "an institution reports on a duty without a case: no case moves",
    "ComplaintRead": "a page notes it",
    "ComplaintAnswered": NO_SIGHT,
    "DangerFlagLifted": NO_SIGHT,
    "KindChanged": NO_SIGHT,
    "SearchLogged": NO_SIGHT,
    "InvestigationNoted": NO_SIGHT,
    "ContactTried": NO_SIGHT,
    "ErrandPut": NO_SIGHT,
    "ErrandTaken": NO_SIGHT,
    "ErrandHeld": NO_SIGHT,
    "ErrandEnded": NO_SIGHT,
    "ReachLimited": NO_SIGHT,
    "UnopenedAlerted": AT_NIGHT,
    "DraftForgotten": AT_NIGHT,
    # --- what is no entry of its own, or has a name that is put together where it is played ---
    "DutyEvent": "what the entries about a duty have in common",
    "DutyAcknowledged": "played: a unit says",
    "DutyObjected": "played: a unit says",
    "DutyReported": "played: a unit says",
}
