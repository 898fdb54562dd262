"""Every act ends in an entry of the record. Which of them these lives do not play, and why not.

What is not listed here is played: its name stands in a rule. By module, or by the entry alone.
"""

NO_CASE = "it is of the site, not of a case"
NO_SIGHT = "it shows nothing to anybody, ends nothing and moves no term"
AT_NIGHT = "a job of the schedule, tried in tests/unit"
LATER = "worth playing; until then tests/unit tries it alone"

SHARES = "by the shares of the recovery key, away from the site"
NOT_PLAYED = {
    "amparo.foundations.access.events": NO_CASE,
    "amparo.foundations.institutions.events": NO_CASE,
    "amparo.observatory.consultations.events": NO_CASE,
    "amparo.casework.statistics.events": NO_CASE,
    "amparo.casework.outside.events": "a house of its own: the organisation's, which binds nobody",
    # --- what shows something to somebody ---
    "MemberToldApart": LATER,
    "KeyLeftOut": "by whoever writes into the tables: tests/unit/foundations/test_holders.py",
    "RecoveryAsked": SHARES,
    "RecoveryAnswered": SHARES,
    "RecoveryRefused": SHARES,
    "FileRecovered": SHARES,
    "FileOpened": "a page notes it; who sees the file is asked of everybody after each act",
    "FileShown": "a page notes it",
    "FileStated": "a page notes it, before its first byte",
    "FileTaken": "a page notes it, before its first byte",
    "OtherCame": "a page notes it; what their words open is asked after each act",
    "OtherRead": "a page notes it",
    "DutyPrepared": LATER + ": on paper, where an institution has no officer",
    "DutyPrinted": LATER,
    "DutySealedAnew": LATER,
    "DutyToldLess": LATER,
    "UnitKeyRenewed": "it is of the institution, not of a case",
    "ChildHeardOnInterpreter": LATER + ": an interpreter for a child of the case",
    "PersonProtected": LATER + ": a measure for others alone",
    "MessageSent": "a word of the team to her, which she alone reads",
    "CaseHandedOn": NO_SIGHT,
    "FileErased": AT_NIGHT,
    # --- what ends something, or moves a term ---
    "MeasureReviewed": "it stays as it is",
    "PutToHer": LATER,
    "FileDemanded": "a demand moves no term here; it is told",
    "DemandTold": "the same",
    "ExternalMeasureNoted": "somebody else's order moves nothing here",
    "ExternalMeasureAgreed": "somebody else's order moves nothing here",
    "ExternalMeasureEnded": "somebody else's order moves nothing here",
    "ExternalMeasureProlonged": "somebody else's order moves nothing here",
    "PromiseMade": NO_SIGHT,
    "DestructionAsked": NO_SIGHT,
    "ReportAsked": NO_SIGHT,
    "ComplaintRead": "a page notes it",
    "ComplaintAnswered": NO_SIGHT,
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
