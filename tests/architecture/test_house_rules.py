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
# A stage whose services grew past one file: "obligations/deliveries.py": what noun it holds.
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
    "measures/passing.py": "names of measures where a case passes to another norm",
    "measures/adult_pages.py": "pages of naming them and noting their word",
    "measures/adults.py": "the adults whom a measure would move",
    "measures/doubt_pages.py": "a page that asks whether two of one surname are one person",
    "measures/doubted.py": "adults who bear a feared surname, as the team reads them",
    "measures/lapsing.py": "when what was ordered until the decision ends by law",
    "measures/declared.py": "what was declared after the person left",
    "measures/concluding.py": "that declaration",
    "measures/conclude_pages.py": "the page of it",
    "measures/doubts.py": "services, by noun: doubts",
    "measures/roads.py": "roads of other laws, and what is never a reason to refuse",
    "measures/road_pages.py": "the page of them",
    "measures/shown.py": "a measure with all that a page says of it",
    "measures/acting.py": "what every page of the plan does",
    "measures/asked.py": "what she is asked, and what stands for her answer",
    "measures/asking.py": "pages of what she said",
    "admission/errands.py": "what waits to be said to the person, as the team reads it",
    "admission/carrying.py": "going with it: whether it may be said is asked in that moment",
    "admission/errand_forms.py": "forms of it",
    "admission/errand_views.py": "pages of it",
    "admission/reasons.py": "why nobody may go to the person now, in words",
    "admission/letters.py": "a message to the person with its files",
    "admission/writing.py": "the page of such a message",
    "admission/correcting.py": "what a request lacks: asked once, given, advised on",
    "admission/missing.py": "what a request lacks, as its team sees it",
    "admission/missing_forms.py": "forms of it",
    "admission/missing_views.py": "pages of it",
    "admission/steps.py": "steps of the law that another body takes: which come now",
    "admission/step_views.py": "the page that notes one",
    "admission/instead.py": "what stands for a yes while the person cannot be asked",
    "admission/targets.py": "until when an immediate action is to be done",
    "admission/waking.py": "who is woken where nobody opens an urgent request",
    "measures/catalogue.py": "what may be proposed, to whom",
    "measures/deciding.py": "pages of the decision",
    "measures/after_death.py": "who receives it once the person has died",
    "measures/decisions.py": "the decision",
    "measures/notice_forms.py": "form of its notice",
    "measures/notice_pages.py": "pages of its notice",
    "measures/notices.py": "its notice",
    "measures/life.py": "the states of a measure",
    "measures/offering.py": "what the case page offers to do",
    "measures/outcomes.py": "forms of the decision",
    "measures/whom.py": "whom its measures are for",
    "measures/recipients.py": "another institution for what is granted",
    "measures/referral.py": "a case put to decision",
    "measures/resolution.py": "what a decision must say",
    "measures/compared.py": "what two people wrote, side by side; reading only",
    "measures/wording.py": "why an act is hindered, in words",
    "obligations/asking.py": "what institutions are only asked",
    "obligations/dated_anew.py": "days of what is asked, where a calendar is corrected",
    "obligations/emptied.py": "what institutions were told and said in a file that is erased",
    "obligations/owed.py": "by which day an institution owes something, on the worklist",
    "obligations/telling.py": "the mail to officers that their unit was asked, or is late",
    "obligations/naming.py": "what is owed and asked, as it is called, and on which norm it rests",
    "obligations/changing.py": "what changes of what is owed",
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
    "referral/taking_back.py": "what was given and may be there no more",
    "referral/demands.py": "who demanded the file",
    "referral/wide.py": "who demanded what no single case holds",
    "referral/wide_shown.py": "that, as whoever may let a file out reads it",
    "referral/wide_calls.py": "whom the team tells of it, once for each outcome",
    "referral/wide_came.py": "what came of it, and from when everybody reads that",
    "referral/wide_orders.py": "whose order a second has still to read",
    "referral/wide_silence.py": "how long its order keeps it silent",
    "referral/wide_views.py": "pages of it",
    "referral/wide_forms.py": "forms of it",
    "referral/wide_urls.py": "addresses that open no case",
    "referral/external.py": "measures that somebody else ordered",
    "referral/external_views.py": "pages of them",
    "referral/external_forms.py": "forms of them",
    "referral/telling.py": "what the team tells the person itself",
    "referral/telling_views.py": "the page of it",
    "referral/telling_forms.py": "forms of what is said to somebody in person, or cannot be now",
    "referral/handing_on.py": "a case from hand to hand",
    "referral/hand_on_views.py": "pages of it",
    "referral/glass_seen.py": "an hour of danger, looked at afterwards",
    "referral/glass_views.py": "the page of it",
    "exports/asking.py": "what is asked to leave, and what stands against it",
    "exports/ending.py": "what leaves no more, or is to be destroyed",
    "exports/handing.py": "one photo, recording or paper that leaves",
    "exports/orders.py": "orders of a court, and the one copy that each opens",
    "exports/parts.py": "which parts of a file may be asked to leave",
    "exports/reading.py": "which words of it a page shows to whom",
    "exports/reasons.py": "why one leaves no more, in words",
    "exports/sheets.py": "the copy itself",
    "exports/wording.py": "why an act is hindered, in words",
    "collectives/barring.py": "who never stands between",
    "collectives/between.py": "a go-between, from its proposal to its end",
    "collectives/between_views.py": "pages of it",
    "collectives/issued.py": "what had been issued with what is left out since",
    "collectives/leaving.py": "a member's own data, left out",
    "collectives/leaving_forms.py": "forms of it",
    "collectives/leaving_views.py": "pages of it",
    "collectives/looking.py": "what must be looked at for whoever is left out",
    "collectives/offering.py": "what the case page offers to do",
    "collectives/shown.py": "a board and its answers, as pages show them",
    "collectives/speaking.py": "the board of a case that may be asked",
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
    "leaks/asking_about.py": "whom she named on her page after a leak",
    "leaks/still_sent.py": "what is still sent where something got out",
    "leaks/apart.py": "who is kept apart from many cases, and let near",
    "leaks/batches.py": "what touches many cases, so many at a time",
    "leaks/affected.py": "which cases a leak may touch, by the record",
    "leaks/handling.py": "a leak in one case, and what is done",
    "leaks/leak_urls.py": "addresses that open no case",
    "leaks/leak_views.py": "pages of leaks by numbers",
    "leaks/reading.py": "who may read of a leak",
    "leaks/suspecting.py": "who may have let it out, and two who lift that",
    "leaks/done.py": "what was done after a leak, and whether anybody signed that",
    "leaks/lifted.py": "whether a suspicion was lifted, as the record has it",
    "leaks/second_persons.py": "who says the second word, and that nobody rules alone",
    "leaks/tasks.py": "what is done about a leak, by its hour",
    "leaks/telling.py": "who is told of a leak, by a way that is safe",
    "leaks/telling_forms.py": "what is typed of telling, and of a safe way",
    "leaks/waking.py": "who is woken by a leak",
    "leaks/wording.py": "why an act is hindered, in words",
    "review/dated_anew.py": "days of rulings, where a calendar is corrected",
    "review/changes.py": "a change of a measure, as the team reads it",
    "review/asked.py": "whom the team asks of the danger, and what each said",
    "review/asking.py": "what comes of asking institutions of the danger",
    "review/asking_views.py": "asking institutions of the danger, in pages",
    "review/changing.py": "a change of a measure before it is decided",
    "review/ending.py": "a change of a measure decided and carried out",
    "review/heard.py": "who is heard before less of a measure, and who has been",
    "review/hearing.py": "everybody whom a measure protects, asked before less of it",
    "review/hearing_noted.py": "what the team writes down of them",
    "review/hearing_views.py": "the page of it",
    "review/of_the_dead.py": "measures of somebody who has died",
    "review/shares.py": "what giving up a part may mean",
    "review/share_views.py": "the page of it",
    "review/followed.py": "what an organisation looks at again",
    "review/followed_views.py": "the page of it",
    "review/followed_urls.py": "its address",
    "review/dead_views.py": "the page on which they end",
    "review/moments.py": "what is done while the file of a changed measure is open",
    "review/change_forms.py": "forms of changes",
    "review/change_views.py": "pages of changes",
    "review/change_decision.py": "the pages on which a change is decided",
    "review/undoing.py": "what was decided, given up before it is carried out",
    "review/facts.py": "which facts changed, and how grave the danger is since",
    "review/wished.py": "what she last said of more of a measure",
    "review/renouncing.py": "a measure that she gives up herself",
    "review/not_yet.py": "why what was decided is not carried out yet",
    "review/waited.py": "wishes to give up that waited until the person can be asked",
    "review/reassessing.py": "looking again, by a day",
    "review/reassess_forms.py": "forms of looking again",
    "review/reassess_views.py": "pages of looking again",
    "review/contested.py": "what she contests, as the team reads it",
    "review/other_hands.py": "who decided does not rule on it too",
    "review/contesting.py": "what she contests, taken in and ruled on",
    "review/orally.py": "what is asked for in conversation, and by whom",
    "review/tasks.py": "what must be done by a day that no term names",
    "review/wording.py": "why an act is hindered, in words",
    "review/complaining.py": "a complaint about delay, from its filing to its ruling",
    "review/complaints.py": "complaints as the team, and as whoever rules on them sees them",
    "review/superiors.py": "who stands above a late role, and may rule on its delay",
    "review/complaint_events.py": "what can be said to have happened with a complaint",
    "review/complaint_forms.py": "forms of complaints",
    "review/complaint_urls.py": "addresses that need no seat on a case",
    "review/complaint_views.py": "pages of complaints",
    "obligations/answers.py": "what a unit says of what it owes",
    "obligations/closing.py": "a case in which nothing is left to do",
    "obligations/deliveries.py": "what would go to whom, and whether the gate lets it",
    "obligations/duty_views.py": "pages of one duty",
    "obligations/earlier.py": "how one duty stood before",
    "obligations/sheets.py": "an extract in words",
    "obligations/opening.py": "a duty unlocked: what was told and said",
    "obligations/offering.py": "what the case page offers to do",
    "obligations/sending.py": "through the gate, sealed and noted",
    "obligations/follow_ups.py": "the team's dated acts about a duty",
    "obligations/more_time.py": "one extension of what is only asked",
    "obligations/time_asked.py": "queries: who may give it, and whether it waits",
    "obligations/taking_back.py": "what was sent and is erased",
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
    "amparo/casework/admission/carrying.py": "services, by noun: errands",
    "amparo/casework/admission/correcting.py": "services, by noun: corrections",
    "amparo/casework/admission/waking.py": "services, by noun: alerts",
    "amparo/casework/assessment/unsent.py": "services, by noun: unsent drafts",
    "amparo/casework/exports/ending.py": "services, by noun: exports that end",
    "amparo/casework/interpreting/asked.py": "services, by noun: questions about interpreters",
    "amparo/casework/interpreting/interpreters.py": "services, by noun: interpreters",
    "amparo/casework/interpreting/of_others.py": "services, by noun: others' interpreters",
    "amparo/casework/interpreting/tasks.py": "services, by noun: tasks",
    "amparo/foundations/related_people/alone.py": "services, by noun: what is asked of one alone",
    "amparo/casework/measures/decisions.py": "services, by noun: decisions",
    "amparo/casework/measures/notices.py": "services, by noun: notices",
    "amparo/casework/measures/life.py": "services, by noun: states",
    "amparo/casework/measures/passing.py": "services, by noun: names of measures",
    "amparo/casework/review/complaining.py": "services, by noun: complaints",
    "amparo/casework/obligations/answers.py": "services, by noun: answers",
    "amparo/casework/obligations/changing.py": "services, by noun: what changes of what is owed",
    "amparo/casework/referral/tasks.py": "services, by noun: dated tasks",
    "amparo/casework/referral/demands.py": "services and queries, by noun: demands",
    "amparo/casework/referral/telling.py": "services and queries, by noun: tellings",
    "amparo/casework/referral/wide.py": "services, by noun: wide demands",
    "amparo/casework/referral/external.py": "services, by noun: external measures",
    "amparo/casework/referral/taking_back.py": "services, by noun: what is taken back",
    "amparo/casework/collectives/between.py": "services, by noun: go-betweens",
    "amparo/foundations/cases/listing.py": "what is worked out again from sealed papers",
    "amparo/foundations/accounts/suspending.py": "services, by noun: suspensions",
    "amparo/foundations/accounts/inviting.py": "services and queries, by noun: open invitations",
    "amparo/foundations/accounts/beating.py": "that the jobs run: no fact of anybody",
    "amparo/foundations/cases/glass.py": "services and queries, by noun: glass",
    "amparo/foundations/cases/looking.py": "services, by noun: looks",
    "amparo/foundations/cases/lengthening.py": "services, by noun: seats",
    "amparo/foundations/cases/ready.py": "services, by noun: what is kept ready",
    "amparo/foundations/cases/noticing.py": "services and queries, by noun: noticing",
    "amparo/casework/obligations/dated_anew.py": "computed again from what is recorded",
    "amparo/casework/review/dated_anew.py": "computed again from what is recorded",
    "amparo/casework/obligations/emptied.py": "with a file: the erasing service records it",
    "amparo/casework/retention/silence.py": "services and queries, by noun: silences",
    "amparo/foundations/erasure/again.py": "services, by noun: what is erased, again",
    "amparo/foundations/erasure/emptying.py": "services, by noun: what is erased",
    "amparo/foundations/erasure/places.py": "services and queries, by noun: places",
    "amparo/foundations/cases/passing.py": "services, by noun: passings",
    "amparo/foundations/cases/unseating.py": "services, by noun: seats",
    "amparo/foundations/intake/inheriting.py": "services, by noun: what a linked file is told",
    "amparo/foundations/consent/actas.py": "services, by noun: actas",
    "amparo/foundations/intake/leaving_out.py": "services, by noun: what is left out",
    "amparo/casework/disappearances/searching.py": "services, by noun: searches",
    "amparo/casework/disappearances/tasks.py": "services, by noun: vigils",
    "amparo/casework/leaks/handling.py": "services, by noun: steps done",
    "amparo/casework/leaks/still_sent.py": "services and queries, by noun: goings on",
    "amparo/casework/leaks/suspecting.py": "services, by noun: suspicions",
    "amparo/casework/leaks/tasks.py": "services, by noun: steps",
    "amparo/foundations/consent/putting.py": "services, by noun: questions put anew",
    "amparo/foundations/consent/impediments.py": "services, by noun: impediments",
    "amparo/casework/review/changing.py": "services, by noun: changes before they are decided",
    "amparo/casework/review/contesting.py": "services, by noun: recourses",
    "amparo/casework/review/reassessing.py": "services, by noun: reviews",
    "amparo/casework/review/hearing.py": "services, by noun: hearings",
    "amparo/casework/review/renouncing.py": "services, by noun: what she gives up",
    "amparo/casework/review/of_the_dead.py": "services, by noun: measures of the dead",
    "amparo/foundations/related_people/giving_up.py": "services, by noun: shares given up",
    "amparo/casework/review/ending.py": "services, by noun: changes once they are decided",
    "amparo/casework/review/undoing.py": "services, by noun: decided changes that are given up",
    "amparo/casework/external_cases/noting.py": "services, by noun: what happened there",
    "amparo/casework/external_cases/settling.py": "columns worked out from what is recorded",
    "amparo/casework/review/tasks.py": "services, by noun: tasks",
    "amparo/casework/obligations/follow_ups.py": "services, by noun: follow-ups",
    "amparo/casework/obligations/more_time.py": "services, by noun: more time",
    "amparo/casework/obligations/models.py": "where a duty stands: its services call these",
    "amparo/casework/obligations/sending.py": "services, by noun: what leaves",
    "amparo/casework/obligations/taking_back.py": "services, by noun: what is taken back",
    "amparo/foundations/accounts/outbox.py": "mails that say nothing: no fact of anybody",
    "amparo/foundations/accounts/own_account.py": "services, by noun: one's own account",
    "amparo/foundations/accounts/another_phone.py": "services, by noun: another phone",
    "amparo/foundations/accounts/passkeys.py": "services, by noun: passkeys",
    "amparo/foundations/accounts/recovery.py": "services, by noun: recovery codes",
    "amparo/foundations/accounts/keyholding.py": "services and queries, by noun: shares held",
    "amparo/foundations/cases/recovered.py": "services, by noun: what is recovered",
    "amparo/foundations/cases/sealing_anew.py": "marks what waits; each sealing is on record",
    "amparo/foundations/intake/recovery.py": "services and queries, by noun: recovery",
    "amparo/observatory/consultations/looking.py": "services, by noun: looks",
    "amparo/observatory/consultations/sealing_anew.py": "services, by noun: sealing anew",
    "amparo/observatory/consultations/taking_part.py": "services, by noun: what anybody does",
    "amparo/foundations/accounts/limits.py": "how often something failed, forgotten within hours",
    "amparo/foundations/accounts/restored.py": "services, by noun: restoring",
    "amparo/foundations/accounts/sittings.py": "who is here now: nothing happened to anybody yet",
    "amparo/foundations/consent/adults.py": "services, by noun: each adult",
    "amparo/foundations/consent/protected.py": "services, by noun: beneficiaries",
    "amparo/foundations/consent/kept_away.py": "services, by noun: who is kept away",
    "amparo/foundations/ledger/publishing.py": "services, by noun: heads",
    "amparo/foundations/intake/attachments.py": "services, by noun: files",
    "amparo/foundations/intake/deeds.py": "services, by noun: what happened in law",
    "amparo/foundations/intake/drafts.py": "not filed yet: to be forgotten, not recorded",
    "amparo/foundations/intake/drops.py": "services, by noun: words from outside the file",
    "amparo/foundations/intake/filings.py": "services, by noun: requests",
    "amparo/foundations/intake/papers.py": "services, by noun: words",
    "amparo/foundations/intake/telling.py": "services, by noun: what she tells later",
    "amparo/foundations/intake/drawing.py": "saves a picture into memory, no row at all",
    "amparo/foundations/intake/heif.py": "a reader of a frame; nothing is stored",
    "amparo/foundations/intake/painting.py": "saves a picture into memory, no row at all",
    "amparo/foundations/intake/scrubbing.py": "saves a picture into memory, no row at all",
    "amparo/crypto/documents.py": "writes a document into memory, no row at all",
    "amparo/crypto/passkeys.py": "a credential in memory, no row at all",
    "amparo/foundations/related_people/asking.py": "services, by noun: what others ask for",
    "amparo/foundations/related_people/copies.py": "services, by noun: what others may read",
    "amparo/foundations/intake/slips.py": "without any id: a record would tie them to a case",
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
        "amparo/foundations/cases/leaving.py",
    ]
