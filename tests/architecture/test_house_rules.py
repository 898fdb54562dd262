"""What the import contracts cannot see. Why each rule: docs/decisions/0001."""

import ast
import re
from collections import defaultdict
from functools import cache

import pytest
from django.apps import apps

from tests.architecture.source import (
    PACKAGE,
    Function,
    Module,
    asks_for,
    called_in,
    contract,
    modules,
    place,
)

CASEWORK = PACKAGE / "casework"
STAGES = [name.strip("()") for name in reversed(contract("flow")["layers"])][:-1]
# What goes on beside the cases is laid out as a stage is.
OBSERVED = [path.parent for path in (PACKAGE / "observatory").glob("*/__init__.py")]
FILES_OF_A_STAGE = {
    "__init__.py", "apps.py", "events.py", "models.py", "queries.py", "services.py", "forms.py",
    "views.py", "urls.py", "migrations", "templates",
}  # fmt: skip
# A stage whose services grew past one file: "obligations/delivery/gate.py": what noun it holds.
PARTS_OF_A_STAGE: dict[str, str] = {
    "admission/oral_views.py": "the page on which an answer in the person's name is put to them",
    "admission/oral.py": "what was answered in conversation, for every stage that asks",
    "assessment/agreeing.py": "whether she agrees to be assessed",
    "assessment/methods.py": "what each way of weighing answers, and the one in words",
    "assessment/sheets.py": "ways by questions in blocks and by a percentage, and which a law has",
    "assessment/tables.py": "the way by probability and impact",
    "assessment/weighed.py": "what an assessment says, as its pages show it",
    "assessment/unsent.py": "drafts that nobody recorded are forgotten by schedule",
    "assessment/asking.py": "pages of asking her so",
    "interpreting/interpreters.py": "who may interpret: named, vetted, bound, agreed to",
    "interpreting/asked.py": "who is asked about an interpreter",
    "interpreting/of_others.py": "interpreters for others of a case",
    "interpreting/other_views.py": "pages of it",
    "interpreting/tasks.py": "what waits for an interpreter",
    "interpreting/languages.py": "whether a language needs an interpreter",
    "interpreting/wording.py": "why something is hindered, in words",
    "measures/norm_transition.py": "names of measures where a case passes to another norm",
    "measures/adults/views.py": "pages of naming them and noting their word",
    "measures/adults/services.py": "the adults whom a measure would move",
    "measures/adults/surname_views.py": "a page that asks whether two of one surname are one person",
    "measures/adults/surname_queries.py": "adults who bear a feared surname, as the team reads them",
    "measures/decisions/lapse.py": "when what was ordered until the decision ends by law",
    "measures/decisions/declared_end.py": "what was declared after the person left",
    "measures/decisions/conclusion.py": "that declaration",
    "measures/decisions/conclusion_views.py": "the page of it",
    "measures/adults/surname_services.py": "services, by noun: doubts",
    "measures/other_remedies.py": "roads of other laws, and what is never a reason to refuse",
    "measures/other_remedy_views.py": "the page of them",
    "measures/presentation.py": "a measure with all that a page says of it",
    "measures/page_acts.py": "what every page of the plan does",
    "measures/answers.py": "what she is asked, and what stands for her answer",
    "measures/answer_views.py": "pages of what she said",
    "admission/errands/queries.py": "what waits to be said to the person, as the team reads it",
    "admission/errands/services.py": "going with it: whether it may be said is asked in that moment",
    "admission/errands/forms.py": "forms of it",
    "admission/errands/views.py": "pages of it",
    "admission/errands/reasons.py": "why nobody may go to the person now, in words",
    "admission/messages.py": "a message to the person with its files",
    "admission/message_views.py": "the page of such a message",
    "admission/corrections/services.py": "what a request lacks: asked once, given, advised on",
    "admission/corrections/queries.py": "what a request lacks, as its team sees it",
    "admission/corrections/forms.py": "forms of it",
    "admission/corrections/views.py": "pages of it",
    "admission/steps.py": "steps of the law that another body takes: which come now",
    "admission/step_views.py": "the page that notes one",
    "admission/substitute_consent.py": "what stands for a yes while the person cannot be asked",
    "admission/targets.py": "until when an immediate action is to be done",
    "admission/alerts.py": "who is woken where nobody opens an urgent request",
    "measures/catalogue.py": "what may be proposed, to whom",
    "measures/decisions/views.py": "pages of the decision",
    "measures/decisions/after_death.py": "who receives it once the person has died",
    "measures/decisions/services.py": "the decision",
    "measures/decisions/notice_forms.py": "form of its notice",
    "measures/decisions/notice_views.py": "pages of its notice",
    "measures/decisions/notices.py": "its notice",
    "measures/states.py": "the states of a measure",
    "measures/offers.py": "what the case page offers to do",
    "measures/decisions/forms.py": "forms of the decision",
    "measures/decisions/beneficiaries.py": "whom its measures are for",
    "measures/decisions/recipients.py": "another institution for what is granted",
    "measures/decisions/submission.py": "a case put to decision",
    "measures/decisions/resolution.py": "what a decision must say",
    "measures/concurrent_edits.py": "what two people wrote, side by side; reading only",
    "measures/wording.py": "why an act is hindered, in words",
    "obligations/requests/services.py": "what institutions are only asked",
    "obligations/dated_anew.py": "days of what is asked, where a calendar is corrected",
    "obligations/emptied.py": "what institutions were told and said in a file that is erased",
    "obligations/due_days.py": "by which day an institution owes something, on the worklist",
    "obligations/delivery/mails.py": "the mail to officers that their unit was asked, or is late",
    "obligations/naming.py": "what is owed and asked, as it is called, and on which norm it rests",
    "obligations/changes.py": "what changes of what is owed",
    "consultations/drafts.py": "a draft as it is read, and as it was put to people",
    "consultations/judging.py": "who may judge a proposal, and upon which text",
    "consultations/looking.py": "whether words put somebody in danger",
    "consultations/sealing_anew.py": "what readers read, once another algorithm came",
    "consultations/looking_views.py": "pages of it",
    "consultations/wording.py": "why something cannot be done with it, in words",
    "consultations/record.py": "a consultation in one form that does not change",
    "consultations/shapes.py": "what that form holds, for programs",
    "consultations/quoting.py": "whether words say again what was withheld",
    "consultations/words.py": "which keys the words of a proposal give",
    "consultations/taking_part.py": "what anybody does",
    "referral/tasks.py": "what must be done elsewhere, or was promised, by a day",
    "referral/wording.py": "why an act is hindered, in words",
    "referral/proposal.py": "a referral before it is kept",
    "referral/recall.py": "what was given and may be there no more",
    "referral/authority_demands.py": "who demanded the file",
    "referral/blanket_demands/services.py": "who demanded what no single case holds",
    "referral/blanket_demands/queries.py": "that, as whoever may let a file out reads it",
    "referral/blanket_demands/calls.py": "whom the team tells of it, once for each outcome",
    "referral/blanket_demands/outcomes.py": "what came of it, and from when everybody reads that",
    "referral/blanket_demands/orders.py": "whose order a second has still to read",
    "referral/blanket_demands/silence.py": "how long its order keeps it silent",
    "referral/blanket_demands/views.py": "pages of it",
    "referral/blanket_demands/forms.py": "forms of it",
    "referral/blanket_demands/urls.py": "addresses that open no case",
    "referral/external_measures/services.py": "measures that somebody else ordered",
    "referral/external_measures/views.py": "pages of them",
    "referral/external_measures/forms.py": "forms of them",
    "referral/tellings/services.py": "what the team tells the person itself",
    "referral/tellings/views.py": "the page of it",
    "referral/tellings/forms.py": "forms of what is said to somebody in person, or cannot be now",
    "referral/handover/services.py": "a case from hand to hand",
    "referral/handover/views.py": "pages of it",
    "referral/emergency_access/services.py": "an hour of danger, looked at afterwards",
    "referral/emergency_access/views.py": "the page of it",
    "exports/asking.py": "what is asked to leave, and what stands against it",
    "exports/ending.py": "what leaves no more, or is to be destroyed",
    "exports/handing.py": "one photo, recording or paper that leaves",
    "exports/orders.py": "orders of a court, and the one copy that each opens",
    "exports/parts.py": "which parts of a file may be asked to leave",
    "exports/reading.py": "which words of it a page shows to whom",
    "exports/reasons.py": "why one leaves no more, in words",
    "exports/sheets.py": "the copy itself",
    "exports/wording.py": "why an act is hindered, in words",
    "collectives/intermediaries/barred.py": "who never stands between",
    "collectives/intermediaries/services.py": "a go-between, from its proposal to its end",
    "collectives/intermediaries/views.py": "pages of it",
    "collectives/redaction/issued.py": "what had been issued with what is left out since",
    "collectives/redaction/services.py": "a member's own data, left out",
    "collectives/redaction/forms.py": "forms of it",
    "collectives/redaction/views.py": "pages of it",
    "collectives/redaction/looks.py": "what must be looked at for whoever is left out",
    "collectives/offers.py": "what the case page offers to do",
    "collectives/presentation.py": "a board and its answers, as pages show them",
    "collectives/speakers.py": "the board of a case that may be asked",
    "collectives/wording.py": "why an act is hindered, in words",
    "retention/keeps.py": "what stands against erasing a file",
    "retention/silence.py": "a second member reads an order not to tell",
    "retention/standing.py": "what the schedule says, and whether two stand by it",
    "retention/tasks.py": "what must be done by a day because somebody asks",
    "retention/wording.py": "why something is not erased, in words",
    "disappearances/accounts.py": "what somebody knows of it, before it is sealed",
    "disappearances/linking.py": "a case of its own for those who are left",
    "disappearances/carrying.py": "who must not know, in linked cases too",
    "disappearances/search_views.py": "pages of a search",
    "disappearances/held_views.py": "the page of what was asked while she could not be asked",
    "disappearances/searching.py": "who is told of a search, and its log",
    "disappearances/shown.py": "a happening with all that a page says of it",
    "disappearances/tasks.py": "what must be looked after by a moment",
    "disappearances/wording.py": "why an act is hindered, in words",
    "leaks/notices/named_people.py": "whom she named on her page after a leak",
    "leaks/ongoing_sharing.py": "what is still sent where something got out",
    "leaks/suspicion/kept_apart.py": "who is kept apart from many cases, and let near",
    "leaks/batches.py": "what touches many cases, so many at a time",
    "leaks/affected.py": "which cases a leak may touch, by the record",
    "leaks/steps.py": "a leak in one case, and what is done",
    "leaks/register_urls.py": "addresses that open no case",
    "leaks/register_views.py": "pages of leaks by numbers",
    "leaks/readers.py": "who may read of a leak",
    "leaks/suspicion/services.py": "who may have let it out, and two who lift that",
    "leaks/completed.py": "what was done after a leak, and whether anybody signed that",
    "leaks/suspicion/lifted.py": "whether a suspicion was lifted, as the record has it",
    "leaks/suspicion/second_members.py": "who says the second word, and that nobody rules alone",
    "leaks/tasks.py": "what is done about a leak, by its hour",
    "leaks/notices/services.py": "who is told of a leak, by a way that is safe",
    "leaks/notices/forms.py": "what is typed of telling, and of a safe way",
    "leaks/notices/alerts.py": "who is woken by a leak",
    "leaks/wording.py": "why an act is hindered, in words",
    "review/recourses/dated_anew.py": "days of rulings, where a calendar is corrected",
    "review/changes/queries.py": "a change of a measure, as the team reads it",
    "review/risk_opinions/queries.py": "whom the team asks of the danger, and what each said",
    "review/risk_opinions/services.py": "what comes of asking institutions of the danger",
    "review/risk_opinions/views.py": "asking institutions of the danger, in pages",
    "review/changes/services.py": "a change of a measure before it is decided",
    "review/changes/decision.py": "a change of a measure decided and carried out",
    "review/hearings/queries.py": "who is heard before less of a measure, and who has been",
    "review/hearings/services.py": "everybody whom a measure protects, asked before less of it",
    "review/hearings/notes.py": "what the team writes down of them",
    "review/hearings/views.py": "the page of it",
    "review/changes/deaths.py": "measures of somebody who has died",
    "review/changes/shares.py": "what giving up a part may mean",
    "review/changes/share_views.py": "the page of it",
    "review/reassessment/organisation_queries.py": "what an organisation looks at again",
    "review/reassessment/organisation_views.py": "the page of it",
    "review/reassessment/organisation_urls.py": "its address",
    "review/changes/death_views.py": "the page on which they end",
    "review/changes/moments.py": "what is done while the file of a changed measure is open",
    "review/changes/forms.py": "forms of changes",
    "review/changes/views.py": "pages of changes",
    "review/changes/decision_views.py": "the pages on which a change is decided",
    "review/changes/undoing.py": "what was decided, given up before it is carried out",
    "review/changes/facts.py": "which facts changed, and how grave the danger is since",
    "review/changes/person_wishes.py": "what she last said of more of a measure",
    "review/changes/renunciation.py": "a measure that she gives up herself",
    "review/changes/obstacles.py": "why what was decided is not carried out yet",
    "review/changes/waiting_wishes.py": "wishes to give up that waited until the person can be asked",
    "review/reassessment/services.py": "looking again, by a day",
    "review/reassessment/forms.py": "forms of looking again",
    "review/reassessment/views.py": "pages of looking again",
    "review/recourses/queries.py": "what she contests, as the team reads it",
    "review/recourses/other_members.py": "who decided does not rule on it too",
    "review/recourses/services.py": "what she contests, taken in and ruled on",
    "review/recourses/oral.py": "what is asked for in conversation, and by whom",
    "review/tasks.py": "what must be done by a day that no term names",
    "review/wording.py": "why an act is hindered, in words",
    "review/complaints/services.py": "a complaint about delay, from its filing to its ruling",
    "review/complaints/queries.py": "complaints as the team, and as whoever rules on them sees them",
    "review/complaints/superiors.py": "who stands above a late role, and may rule on its delay",
    "review/complaints/events.py": "what can be said to have happened with a complaint",
    "review/complaints/forms.py": "forms of complaints",
    "review/complaints/urls.py": "addresses that need no seat on a case",
    "review/complaints/views.py": "pages of complaints",
    "obligations/answers.py": "what a unit says of what it owes",
    "obligations/closing.py": "a case in which nothing is left to do",
    "obligations/delivery/gate.py": "what would go to whom, and whether the gate lets it",
    "obligations/obligation_views.py": "pages of one duty",
    "obligations/history.py": "how one duty stood before",
    "obligations/delivery/sheets.py": "an extract in words",
    "obligations/delivery/opening.py": "a duty unlocked: what was told and said",
    "obligations/offers.py": "what the case page offers to do",
    "obligations/delivery/sending.py": "through the gate, sealed and noted",
    "obligations/follow_ups.py": "the team's dated acts about a duty",
    "obligations/requests/extensions.py": "one extension of what is only asked",
    "obligations/requests/extension_queries.py": "queries: who may give it, and whether it waits",
    "obligations/delivery/recall.py": "what was sent and is erased",
    "external_cases/clocks.py": "where a procedure at an outside authority stands",
    "external_cases/listing.py": "what authorities owe in all cases of a reader",
    "external_cases/listing_urls.py": "addresses that open no case",
    "external_cases/noting.py": "what happened there, noted and set aside",
    "external_cases/shown.py": "a term there, in words",
    "external_cases/settling.py": "what comes next, worked out anew",
    "external_cases/said.py": "what is planned and said of a procedure there",
    "external_cases/wording.py": "why something cannot be done, in words",
    "figures/counting.py": "what is counted for an edition",
    "figures/periods.py": "the days on which figures are made",
    "figures/terms.py": "how the authority keeps its terms",
}
# One story in thirteen files, each short enough to be read whole: the straight way, who is kept
# away, the side roads, what she gives up, what is said across languages, the words that others
# have of their own, where a case speaks for many, what follows a death, a case that passes to
# another norm, a file that is erased, copies that leave, a leak, and an hour of danger.
WHAT_HAPPENS_NEXT = {
    f"amparo/casework/{name}.py"
    for name in (
        "handovers",
        "many_voices",
        "side_roads",
        "given_up",
        "words_between",
        "for_others",
        "those_left",
        "kept_away",
        "another_norm",
        "let_go",
        "what_leaves",
        "got_out",
        "an_hour_of_danger",
    )
}
NAMES_FOR_ANYTHING = {"utils", "common", "core", "helpers", "base", "misc", "manager", "managers"}
# Where a country may be named: what an installation runs when it says nothing.
MAY_NAME_A_COUNTRY = {"amparo/settings/main.py"}
COUNTRY_WORDS = ("pe-2019", "pe-2021", "Perú", "Lima", "MINJUS", "SERNANP", "DEVIDA")
COLUMNS = 15
SHORT = 4  # statements: below that, two functions may well say the same
THE_RECORD_ITSELF = "amparo/foundations/ledger/services.py"
# Exceptions, each with its reason. Keep these short: an underscore is often the better answer.
NOT_ABOUT_ANYBODY = {
    "ledger.block_roots": "hashes of what is published",
    "ledger.breaks": "whoever has a copy may check the record",
    "ledger.head": "the head of the record is published",
    "ledger.is_told": "judges a row that the caller has read already",
    "review.page_of": "where the page of a task already read stands",
    "consent.also_against": "registers what a later stage asks, and reads nothing",
    "cases.mark_of": "where a page of the worklist ends: computed from a row already read",
    "cases.case_of_filing": "for the hand-overs, which act for the house and read no words",
    "consent.still_agreed": "computed from a row already read",
    "consent.goes_on": "judges a row that the caller has read already",
    "consent.word_now": "computed from a row already read",
    "accounts.counts_as_recovery": "of a key, by what the record says of it",
    "accounts.who_assented": "the same",
    "intake.standing": "what the law says of a row already read",
    "institutions.is_of_the_mechanism": "judges a row that the caller has read already",
}
SAYS_WHO_OTHERWISE = {
    "accounts.enrol": "the code of the invitation says who it is",
    "accounts.sign_in": "who it is comes out of it",
    "accounts.admit": "who it is was shown before",
    "intake.withdraw_procedure": "the visitor herself",
}
WRITES_NO_FACT = {
    "accounts.invitation_for": "reads what the code opens",
    "cases.refresh": "columns that can be computed again from what is recorded",
    "cases.danger_of": "computed",
    "cases.work_out": "computed",
    "cases.put_in_hands": "repeats on each seat what its callers record",
}
# Modules that write to tables beside `services.py`, each with its reason.
WRITES_BESIDE_SERVICES = {
    "amparo/casework/admission/errands/services.py": "services, by noun: errands",
    "amparo/casework/admission/corrections/services.py": "services, by noun: corrections",
    "amparo/casework/admission/alerts.py": "services, by noun: alerts",
    "amparo/casework/assessment/unsent.py": "services, by noun: unsent drafts",
    "amparo/casework/exports/ending.py": "services, by noun: exports that end",
    "amparo/casework/interpreting/asked.py": "services, by noun: questions about interpreters",
    "amparo/casework/interpreting/interpreters.py": "services, by noun: interpreters",
    "amparo/casework/interpreting/of_others.py": "services, by noun: others' interpreters",
    "amparo/casework/interpreting/tasks.py": "services, by noun: tasks",
    "amparo/foundations/related_people/alone.py": "services, by noun: what is asked of one alone",
    "amparo/casework/measures/decisions/services.py": "services, by noun: decisions",
    "amparo/casework/measures/decisions/notices.py": "services, by noun: notices",
    "amparo/casework/measures/states.py": "services, by noun: states",
    "amparo/casework/measures/norm_transition.py": "services, by noun: names of measures",
    "amparo/casework/review/complaints/services.py": "services, by noun: complaints",
    "amparo/casework/obligations/answers.py": "services, by noun: answers",
    "amparo/casework/obligations/changes.py": "services, by noun: what changes of what is owed",
    "amparo/casework/referral/tasks.py": "services, by noun: dated tasks",
    "amparo/casework/referral/authority_demands.py": "services and queries, by noun: demands",
    "amparo/casework/referral/tellings/services.py": "services and queries, by noun: tellings",
    "amparo/casework/referral/blanket_demands/services.py": "services, by noun: wide demands",
    "amparo/casework/referral/external_measures/services.py": "services, by noun: external measures",
    "amparo/casework/referral/recall.py": "services, by noun: what is taken back",
    "amparo/casework/collectives/intermediaries/services.py": "services, by noun: go-betweens",
    "amparo/foundations/cases/names/index.py": "what is worked out again from sealed papers",
    "amparo/foundations/accounts/membership/suspending.py": "services, by noun: suspensions",
    "amparo/foundations/accounts/membership/invitations.py": "services and queries, by noun: open invitations",
    "amparo/foundations/accounts/server/heartbeat.py": "that the jobs run: no fact of anybody",
    "amparo/foundations/cases/emergency_access/services.py": "services and queries, by noun: glass",
    "amparo/foundations/cases/access/looks.py": "services, by noun: looks",
    "amparo/foundations/cases/access/lengthening.py": "services, by noun: seats",
    "amparo/foundations/cases/emergency_access/kept_keys.py": "services, by noun: what is kept ready",
    "amparo/foundations/cases/access/noticing.py": "services and queries, by noun: noticing",
    "amparo/casework/obligations/dated_anew.py": "computed again from what is recorded",
    "amparo/casework/review/recourses/dated_anew.py": "computed again from what is recorded",
    "amparo/casework/obligations/emptied.py": "with a file: the erasing service records it",
    "amparo/casework/retention/silence.py": "services and queries, by noun: silences",
    "amparo/foundations/erasure/again.py": "services, by noun: what is erased, again",
    "amparo/foundations/erasure/emptying.py": "services, by noun: what is erased",
    "amparo/foundations/erasure/places.py": "services and queries, by noun: places",
    "amparo/foundations/cases/norm_transition.py": "services, by noun: passings",
    "amparo/foundations/cases/access/unseating.py": "services, by noun: seats",
    "amparo/foundations/intake/inherited_exclusions.py": "services, by noun: what a linked file is told",
    "amparo/foundations/consent/actas.py": "services, by noun: actas",
    "amparo/foundations/intake/documents/redaction.py": "services, by noun: what is left out",
    "amparo/casework/disappearances/searching.py": "services, by noun: searches",
    "amparo/casework/disappearances/tasks.py": "services, by noun: vigils",
    "amparo/casework/leaks/steps.py": "services, by noun: steps done",
    "amparo/casework/leaks/ongoing_sharing.py": "services and queries, by noun: goings on",
    "amparo/casework/leaks/suspicion/services.py": "services, by noun: suspicions",
    "amparo/casework/leaks/tasks.py": "services, by noun: steps",
    "amparo/foundations/consent/putting.py": "services, by noun: questions put anew",
    "amparo/foundations/consent/impediments.py": "services, by noun: impediments",
    "amparo/casework/review/changes/services.py": "services, by noun: changes before they are decided",
    "amparo/casework/review/recourses/services.py": "services, by noun: recourses",
    "amparo/casework/review/reassessment/services.py": "services, by noun: reviews",
    "amparo/casework/review/hearings/services.py": "services, by noun: hearings",
    "amparo/casework/review/changes/renunciation.py": "services, by noun: what she gives up",
    "amparo/casework/review/changes/deaths.py": "services, by noun: measures of the dead",
    "amparo/foundations/related_people/giving_up.py": "services, by noun: shares given up",
    "amparo/casework/review/changes/decision.py": "services, by noun: changes once they are decided",
    "amparo/casework/review/changes/undoing.py": "services, by noun: decided changes that are given up",
    "amparo/casework/external_cases/noting.py": "services, by noun: what happened there",
    "amparo/casework/external_cases/settling.py": "columns worked out from what is recorded",
    "amparo/casework/review/tasks.py": "services, by noun: tasks",
    "amparo/casework/obligations/follow_ups.py": "services, by noun: follow-ups",
    "amparo/casework/obligations/requests/extensions.py": "services, by noun: more time",
    "amparo/casework/obligations/models.py": "where a duty stands: its services call these",
    "amparo/casework/obligations/delivery/sending.py": "services, by noun: what leaves",
    "amparo/casework/obligations/delivery/recall.py": "services, by noun: what is taken back",
    "amparo/foundations/accounts/mail/outbox.py": "mails that say nothing: no fact of anybody",
    "amparo/foundations/accounts/membership/own_account.py": "services, by noun: one's own account",
    "amparo/foundations/accounts/credentials/phone_change.py": "services, by noun: another phone",
    "amparo/foundations/accounts/credentials/passkeys.py": "services, by noun: passkeys",
    "amparo/foundations/accounts/credentials/recovery_codes.py": "services, by noun: recovery codes",
    "amparo/foundations/accounts/credentials/keyholders.py": "services and queries, by noun: shares held",
    "amparo/foundations/cases/access/recovered.py": "services, by noun: what is recovered",
    "amparo/foundations/cases/access/sealing_anew.py": "marks what waits; each sealing is on record",
    "amparo/foundations/intake/keys/recovery.py": "services and queries, by noun: recovery",
    "amparo/observatory/consultations/looking.py": "services, by noun: looks",
    "amparo/observatory/consultations/sealing_anew.py": "services, by noun: sealing anew",
    "amparo/observatory/consultations/taking_part.py": "services, by noun: what anybody does",
    "amparo/foundations/accounts/sign_in/limits.py": "how often something failed, forgotten within hours",
    "amparo/foundations/accounts/membership/restored.py": "services, by noun: restoring",
    "amparo/foundations/accounts/sign_in/sessions.py": "who is here now: nothing happened to anybody yet",
    "amparo/foundations/consent/adults.py": "services, by noun: each adult",
    "amparo/foundations/consent/protected.py": "services, by noun: beneficiaries",
    "amparo/foundations/consent/kept_away.py": "services, by noun: who is kept away",
    "amparo/foundations/ledger/publishing.py": "services, by noun: heads",
    "amparo/foundations/intake/files/attachments.py": "services, by noun: files",
    "amparo/foundations/intake/procedure/acts.py": "services, by noun: what happened in law",
    "amparo/foundations/intake/requests/drafts.py": "not filed yet: to be forgotten, not recorded",
    "amparo/foundations/intake/keys/sealed_messages.py": "services, by noun: words from outside the file",
    "amparo/foundations/intake/requests/services.py": "services, by noun: requests",
    "amparo/foundations/intake/documents/services.py": "services, by noun: words",
    "amparo/foundations/intake/contact/follow_up_reports.py": "services, by noun: what she tells later",
    "amparo/foundations/intake/files/page_pictures.py": "saves a picture into memory, no row at all",
    "amparo/foundations/intake/files/heif.py": "a reader of a frame; nothing is stored",
    "amparo/foundations/intake/files/images.py": "saves a picture into memory, no row at all",
    "amparo/foundations/intake/files/pdf.py": "saves a picture into memory, no row at all",
    "amparo/crypto/documents.py": "writes a document into memory, no row at all",
    "amparo/crypto/passkeys.py": "a credential in memory, no row at all",
    "amparo/foundations/related_people/asking.py": "services, by noun: what others ask for",
    "amparo/foundations/related_people/copies.py": "services, by noun: what others may read",
    "amparo/foundations/intake/statistics_slips.py": "without any id: a record would tie them to a case",
}
WRITING = re.compile(
    r"\.(save|create|bulk_create|bulk_update|delete|get_or_create|update_or_create)$"
    r"|(objects|filter\(.*\))\.update$",
    re.DOTALL,
)


def public(modules_named: str) -> list[tuple[str, Module, Function]]:
    """Every public function in files of that name: `cases.open_case`, where it is, and itself."""
    return [
        (f"{module.path.parent.name}.{function.name}", module, function)
        for module in modules(named=modules_named)
        if module.place != THE_RECORD_ITSELF
        for function in module.public_functions
    ]


def stages_on_disk() -> list[str]:
    return sorted(path.name for path in CASEWORK.iterdir() if (path / "__init__.py").is_file())


def test_each_stage_has_its_place_in_the_flow():
    assert stages_on_disk() == sorted(STAGES)


def test_a_stage_holds_the_same_few_files_and_nothing_else():
    strangers = [
        place(path)
        for folder in (*(CASEWORK / stage for stage in STAGES), *OBSERVED)
        for path in sorted(folder.iterdir())
        if path.name not in FILES_OF_A_STAGE | {"__pycache__"}
        and f"{folder.name}/{path.name}" not in PARTS_OF_A_STAGE
    ]
    assert strangers == []


def test_public_pages_reach_no_stage_but_the_published_figures():
    forbidden = set(contract("public")["forbidden_modules"])
    beside = {path.stem for path in CASEWORK.glob("*.py")} - {"__init__", "apps"}
    reached = {*stages_on_disk(), *beside} - {"figures"}
    assert {f"amparo.casework.{name}" for name in reached} <= forbidden


def test_every_query_asks_who_is_reading():
    silent = [
        name
        for name, _module, function in public("queries")
        if name not in NOT_ABOUT_ANYBODY and not asks_for(function, "seen_by")
    ]
    assert silent == []


def test_every_service_says_who_acts():
    silent = [
        name
        for name, _module, function in public("services")
        if name not in SAYS_WHO_OTHERWISE | WRITES_NO_FACT and not asks_for(function, "by")
    ]
    assert silent == []


@cache
def recording() -> frozenset[str]:
    """Names of functions that write to the ledger, or leave it to another that does."""
    calls = [
        (function.name, set(called_in(function)))
        for floor in ("foundations", "observatory", "casework")
        for module in modules(PACKAGE / floor)
        for function in module.functions
    ]
    found = {"record"}
    grown = True
    while grown:
        more = {name for name, called in calls if found & called} - found
        found |= more
        grown = bool(more)
    return frozenset(found)


def test_every_service_leaves_a_trace_in_the_ledger():
    traceless = [
        name
        for name, _module, function in public("services")
        if name not in WRITES_NO_FACT and function.name not in recording()
    ]
    assert traceless == []


def writes_to_tables(module: Module) -> bool:
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return any(WRITING.search(ast.unparse(call.func)) for call in calls)


def test_nothing_else_writes_to_tables():
    writing = {
        module.place
        for module in modules()
        if module.path.name != "services.py" and writes_to_tables(module)
    }
    assert writing == set(WRITES_BESIDE_SERVICES)


def test_no_exception_outlives_what_it_was_for():
    there = {name for kind in ("services", "queries") for name, _, _ in public(kind)}
    there |= {f"ledger.{name}" for name in ("breaks", "head")}
    exceptions = NOT_ABOUT_ANYBODY | SAYS_WHO_OTHERWISE | WRITES_NO_FACT
    assert set(exceptions) - there == set()


def test_what_happens_next_is_said_in_one_place():
    elsewhere = [
        module.place
        for module in modules()
        if module.place not in WHAT_HAPPENS_NEXT
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "after"
    ]
    assert elsewhere == []


def test_nothing_is_named_so_that_it_could_hold_anything():
    found = [
        place(path)
        for path in sorted(PACKAGE.rglob("*"))
        if path.stem in NAMES_FOR_ANYTHING and path.suffix in {"", ".py"}
    ]
    assert found == []


@cache
def words_in_code(tree: ast.Module) -> list[str]:
    """Every string that the code uses; a docstring may give an example."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        if isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings
    ]


@pytest.mark.parametrize("word", COUNTRY_WORDS)
def test_no_code_assumes_a_country(word):
    found = [
        module.place
        for module in modules()
        if module.place not in MAY_NAME_A_COUNTRY
        if any(word in said for said in words_in_code(module.tree))
    ]
    assert found == []


def test_no_function_is_written_twice():
    bodies = defaultdict(list)
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if sum(isinstance(each, ast.stmt) for each in ast.walk(node)) > SHORT:
                    same = ast.dump(ast.Module(body=body, type_ignores=[]))
                    bodies[same].append(f"{module.place}: {node.name}")
    assert [places for places in bodies.values() if len(places) > 1] == []


def house_models():
    return [model for model in apps.get_models() if model.__module__.startswith("amparo.")]


def test_no_table_of_a_case_becomes_the_whole_case():
    """The story of a case is spread over its stages; one table with all of it is the leak."""
    wide = {
        model._meta.label: len(model._meta.concrete_fields)
        for model in house_models()
        if len(model._meta.concrete_fields) > COLUMNS
        and model.__module__.startswith(("amparo.casework", "amparo.foundations.cases"))
    }
    assert wide == {}


def test_no_record_disappears_with_another():
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in house_models()
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete.__name__ == "CASCADE"
    ]
    assert cascading == []


def test_no_model_has_an_admin():
    assert not apps.is_installed("django.contrib.admin")
    assert not apps.is_installed("django.contrib.auth")


def test_the_ledger_points_to_no_other_table():
    ledger = apps.get_model("ledger", "Entry")
    assert [field.name for field in ledger._meta.concrete_fields if field.is_relation] == []


def test_an_account_ends_only_where_its_cases_are_counted():
    """Nobody goes and leaves a case without a reader unsaid: see `cases.leaving.let_go`."""
    callers = [
        module.place
        for module in modules()
        if re.search(r"\bdeactivate\(", ast.unparse(module.tree))
    ]
    assert sorted(callers) == [
        "amparo/foundations/accounts/services.py",
        "amparo/foundations/cases/access/leaving.py",
    ]
