"""What others did in a case since the member last looked: the act, and who did it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from amparo.casework.measures.presentation import STATES
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.ledger.queries import News
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol

BY_PERSON: Mapping[str, Promise] = {
    "PaperWritten": later("The person wrote"),
    "FileReceived": later("The person sent a file"),
    "PersonRead": later("The person read what was sent"),
    "WayConfirmed": later("The person confirmed that they saved their access phrase"),
    "WaysEnded": later("The person changed their access phrase: others may know the old one"),
    "InstitutionExcluded": later("The person said who else must not know"),
    "ReachLimited": later("The person said how nobody is to reach them"),
    "IncidentTold": later("The person says that something happened"),
    "RiskSeenOtherwise": later("The person disagrees with the assessed risk"),
    "GivingUpAsked": later("The person wants to give a measure up"),
    "ComplaintFiled": later("The person complained of a delay"),
    "ResolutionContested": later("The person asks that it be decided again"),
    "CorrectionGiven": later("The person gave what was missing"),
    "ErasureAsked": later("The person asks to have data erased"),
    "ConsentAnswered": later("The person answered"),
    "ConsentWithdrawn": later("The person took back an agreement"),
    "AllSharingWithdrawn": later("The person took back all sharing"),
    "ProcedureWithdrawn": later("The person left the procedure"),
}
ARRIVED: Mapping[str, Promise] = {
    "arrived": later("The person says that a measure arrived"),
    "works": later("The person says that a measure protects them"),
    "not_enough": later("The person says that a measure does not protect them"),
    "stopped": later("The person says that a measure stopped"),
    "did_not_arrive": later("The person says that a measure did not arrive"),
}
BY_OTHERS: Mapping[str, Promise] = {
    "OtherCame": later("A related person came in with their access phrase"),
    "OtherWrote": later("A related person wrote"),
    "AdultAnswered": later("An adult answered for themselves"),
    "DutyAcknowledged": later("An institution takes a measure on"),
    "DutyObjected": later("An institution says that it cannot"),
    "DutyReported": later("An institution says that it is done"),
    "OpinionGiven": later("An institution gave its opinion"),
    "ContextGiven": later("An institution said what it knows of the danger"),
    "IncidentReported": later("An institution tells of something that happened"),
    "MoreTimeAsked": later("An institution asks for more time"),
}
"""Acts of related persons and institutions. Individuals are not named: an institution answers in
its own name."""
_ACTS: tuple[tuple[Promise, str], ...] = (
    (pgettext_lazy("act", "Case opened"), "CaseOpened LinkedCaseOpened"),
    (pgettext_lazy("act", "Case closed"), "CaseClosed"),
    (pgettext_lazy("act", "Case opened again"), "CaseReopened"),
    (pgettext_lazy("act", "Taken in hand"), "CaseClaimed"),
    (pgettext_lazy("act", "The team changed"), "SeatGiven SeatTaken"),
    (pgettext_lazy("act", "Handed over"), "CaseHandedOn"),
    (pgettext_lazy("act", "Another norm applies"), "NormChanged"),
    (pgettext_lazy("act", "Opened for some hours: a life is in danger"), "GlassBroken"),
    (pgettext_lazy("act", "Said whether they had agreed to open it"), "GlassAnswered"),
    (pgettext_lazy("act", "Looked at why it was opened for some hours"), "GlassSeen"),
    (pgettext_lazy("act", "A tie was found to have been said by mistake"), "TieEnded"),
    (pgettext_lazy("act", "An unknown key was left out"), "KeyLeftOut"),
    (pgettext_lazy("act", "Receipt told to the person"), "Acknowledged"),
    (pgettext_lazy("act", "Message to the person"), "MessageSent"),
    (pgettext_lazy("act", "Note of the team"), "NoteKept"),
    (pgettext_lazy("act", "Attempt to reach the person"), "ContactTried"),
    (pgettext_lazy("act", "Something to say to the person"), "ErrandPut ErrandTaken ErrandEnded"),
    (pgettext_lazy("act", "What is missing was asked for"), "CorrectionAllowed CorrectionAsked"),
    (pgettext_lazy("act", "What was missing came"), "CorrectionGiven CorrectionReceived"),
    (pgettext_lazy("act", "Archiving advised"), "ArchivingAdvised"),
    (pgettext_lazy("act", "Immediate help"), "ActionOpened ActionDone ActionDropped"),
    (pgettext_lazy("act", "The person was asked"), "ConsentAsked PutToHer EachIsAsked AdultsNamed"),
    (pgettext_lazy("act", "A question to the person was closed"), "QuestionClosed"),
    (pgettext_lazy("act", "Answer of the person noted"), "ConsentAnswered"),
    (pgettext_lazy("act", "A reason stands for the person's answer"), "ConsentReplaced"),
    (pgettext_lazy("act", "The person cannot be asked"), "ImpedimentBegan"),
    (pgettext_lazy("act", "The person can be asked again"), "ImpedimentEnded"),
    (pgettext_lazy("act", "The person got a new access phrase"), "WordsGiven WayIssued"),
    (pgettext_lazy("act", "Access given to a related person"), "OtherWayGiven"),
    (pgettext_lazy("act", "Access of a related person ended"), "OtherWayEnded"),
    (pgettext_lazy("act", "People of the case"), "OtherNamed GuardianNamed OtherDied OtherLives"),
    (pgettext_lazy("act", "Who must not know"), "InstitutionExcluded ReadersNarrowed KeptApart"),
    (pgettext_lazy("act", "Something happened"), "IncidentTold"),
    (pgettext_lazy("act", "Assessment of the risk begun"), "AssessmentBegun"),
    (pgettext_lazy("act", "Risk assessed"), "RiskAssessed"),
    (pgettext_lazy("act", "Measure proposed"), "MeasureProposed"),
    (pgettext_lazy("act", "Measure changed"), "MeasureMoved"),
    (pgettext_lazy("act", "What was said of a measure noted"), "MeasureConfirmed"),
    (pgettext_lazy("act", "Measure reviewed"), "MeasureReviewed"),
    (pgettext_lazy("act", "Put to decision"), "PutToDecision"),
    (pgettext_lazy("act", "Draft of the resolution changed"), "DecisionDrafted"),
    (pgettext_lazy("act", "Draft returned with observations"), "DecisionReturned"),
    (pgettext_lazy("act", "Resolution approved, not issued yet"), "DecisionApproved"),
    (pgettext_lazy("act", "Resolution issued"), "DecisionIssued"),
    (pgettext_lazy("act", "Resolution notified"), "DecisionNotified NobodyReceives"),
    (pgettext_lazy("act", "Resolution set aside"), "DecisionSetAside"),
    (pgettext_lazy("act", "Measure forwarded"), "DutyPrepared DutyForwarded DutySealedAnew"),
    (pgettext_lazy("act", "Sheet printed"), "DutyPrinted ReferralPrinted OutsidePrinted"),
    (pgettext_lazy("act", "Forwarding was refused"), "ForwardingRefused"),
    (pgettext_lazy("act", "Opinion asked for"), "OpinionAsked ContextAsked"),
    (pgettext_lazy("act", "Report asked for"), "ReportAsked"),
    (pgettext_lazy("act", "Institution told that it is late"), "EscalationStepTaken"),
    (pgettext_lazy("act", "Answered who asked for more time"), "MoreTimeGiven MoreTimeRefused"),
    (pgettext_lazy("act", "What was sent was taken back"), "DutyRevoked DutyEnded"),
    (pgettext_lazy("act", "An institution is told of a change"), "DutyChanged DutyToldLess"),
    (
        pgettext_lazy("act", "Change of a measure"),
        (
            "ChangeOpened ChangeGathered ChangePut ChangeDecided ChangeCarriedOut ChangeUndone"
            " ChangeDropped BeneficiaryHeard"
        ),
    ),
    (pgettext_lazy("act", "A resolution is contested"), "RecourseReceived ResolutionContested"),
    (pgettext_lazy("act", "Decided again"), "RecourseRuled WaitingRuled"),
    (
        pgettext_lazy("act", "Complaint about delay"),
        "ComplaintFiled ComplaintPut ComplaintAnswered ComplaintRuled",
    ),
    (
        pgettext_lazy("act", "A task is to be done"),
        "TaskOpened DatedTaskOpened FollowUpOpened VigilOpened LeakStepOpened",
    ),
    (pgettext_lazy("act", "A task was put off"), "DatedTaskPutOff"),
    (
        pgettext_lazy("act", "A task was done"),
        "TaskDone DatedTaskDone FollowUpDone VigilDone LeakStepDone",
    ),
    (pgettext_lazy("act", "Promise to the person"), "PromiseMade"),
    (
        pgettext_lazy("act", "Referral elsewhere"),
        (
            "ReferralProposed ReferralGiven ReferralAnswered ReferralRevoked DestructionAsked"
            " ElsewhereAnswered"
        ),
    ),
    (
        pgettext_lazy("act", "Measure ordered elsewhere"),
        "ExternalMeasureNoted ExternalMeasureProlonged ExternalMeasureAgreed ExternalMeasureEnded",
    ),
    (pgettext_lazy("act", "Demand for the file"), "FileDemanded DemandTold"),
    (
        pgettext_lazy("act", "Copy of the file"),
        "ExportAsked ExportApproved ExportTurnedDown ExportTaken ExportEnded ExportToBeDestroyed",
    ),
    (
        pgettext_lazy("act", "Interpreter"),
        (
            "InterpreterNeeded InterpreterNotNeeded InterpreterNamed InterpreterVetted"
            " ConfidentialitySigned InterpreterAnswered InterpreterEnded InterpretationWanted"
            " InterpretationDone"
        ),
    ),
    (
        pgettext_lazy("act", "Disappearance or death"),
        "HappeningNoted HappeningSetAside KindChanged SearchLogged SearcherTold InvestigationNoted",
    ),
    (
        pgettext_lazy("act", "Something may have got out"),
        "CaseSuspected CaseLeaked CaseSpared ToldOfLeak NotToldOfLeak TakenFromPage",
    ),
    (
        pgettext_lazy("act", "Collective"),
        (
            "CollectiveNoted BoardJoined BoardEnded PutToBoards BoardAsked BetweenProposed PassedOn"
            " BetweenEnded ActaLaid MemberLeftOut"
        ),
    ),
    (
        pgettext_lazy("act", "What is kept, and what is erased"),
        (
            "ErasureAsked ErasureHeard ErasureDecided ErasureEnded ContentErased HoldPut HoldTold"
            " HoldLifted PlaceKept PlaceErased FileErased"
        ),
    ),
    (
        pgettext_lazy("act", "At the authority"),
        "OutsideOpened OutsideNoted OutsideSetAside OutsideEnded OutsideExported",
    ),
    (pgettext_lazy("act", "File received"), "FileReceived"),
    (pgettext_lazy("act", "Encrypted anew"), "FileReKeyed"),
    (pgettext_lazy("act", "Something was written"), "PaperWritten"),
    (pgettext_lazy("act", "Facts of the case"), "FactsFound LegalEventSetAside"),
)
ACTS: Mapping[str, Promise] = {event: said for said, events in _ACTS for event in events.split()}


def news_in_words(news: News | None, law: Protocol, names: Mapping[str, str]) -> str:
    """Return the last act and the number of further ones. `names`: of members, by signature."""
    if news is None:
        return ""
    said = _news(news, law, names)
    if news.count <= 1:
        return said
    more = news.count - 1
    counted = ngettext("%(said)s, and %(count)d more", "%(said)s, and %(count)d more", more)
    return counted % {"said": said, "count": more}


def entry_in_words(event: str, facts: dict[str, Any], by: str, law: Protocol) -> str:
    """Return one act of the record in words, without its author."""
    news = News(event, facts, by, at=NEVER, count=1)
    return str(_by_the_person(news) or BY_OTHERS.get(event) or _act(news, law))


def _news(news: News, law: Protocol, names: Mapping[str, str]) -> str:
    if said := _by_the_person(news):
        return str(said)
    if news.event in BY_OTHERS:
        return str(BY_OTHERS[news.event])
    if news.by.startswith("other:") and news.event == "ConsentAnswered":
        return _("Somebody who speaks for the person answered")
    act = _act(news, law)
    name = names.get(news.by, "")
    return _("%(act)s: %(name)s") % {"act": act, "name": name} if name else act


def _by_the_person(news: News) -> Promise | str:
    """Return what the person did; "" for acts of others."""
    if news.by != "person":
        return ""
    if news.event == "MeasureConfirmed":
        return ARRIVED.get(str(news.facts.get("word", "")), "")
    if news.event == "IncidentTold" and news.facts.get("urgent"):
        return _("Urgent: the person says that they are in danger now")
    return BY_PERSON.get(news.event, "")


def _act(news: News, law: Protocol) -> str:
    state = str(news.facts.get("state", ""))
    if news.event == "CaseClaimed" and news.by != f"member:{news.facts.get('member')}":
        return pgettext("act", "Assigned")
    if news.event == "MeasureMoved" and state in STATES:
        return _("Measure: %(state)s") % {"state": STATES[state][1]}
    if news.event == "LegalEvent":
        return say(law, f"events.{news.facts.get('what', '')}").capitalize()
    if news.event == "TaskOpened" and news.facts.get("kind") == "reassess":
        return str(ACTS["IncidentTold"])
    if news.event == "DatedTaskOpened" and news.facts.get("kind") == "see_glass":
        return str(ACTS["GlassBroken"])  # this task was opened with it
    return str(ACTS.get(news.event) or _("The team worked on it"))
