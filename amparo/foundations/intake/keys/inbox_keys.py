"""The inbox key of a case: a key pair to which senders without access seal messages.

Its secret half is sealed under the case key and renewed with it, so that a former reader cannot
open later messages. Its public half is read from the record, where it cannot be replaced.
"""

import json

from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.keys import KeyPair, new_pair, pair_of
from amparo.foundations.intake.events import FileReKeyed, RequestFiled
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs

MADE_BY = {RequestFiled.__name__, FileReKeyed.__name__}


def make_slot(folder: Folder) -> KeyPair:
    """Make a new inbox key and seal its secret half into the filing. The caller stores the row and
    records the public half."""
    pair = new_pair()
    folder.filing.sealed_slot = envelopes.seal(folder.key, pair.secret, context=_context(folder))
    return pair


def slot_in(folder: Folder) -> KeyPair:
    """Return the inbox key pair of an open case. Raises Unsealable."""
    sealed = bytes(folder.filing.sealed_slot)
    return pair_of(envelopes.unseal(folder.key, sealed, context=_context(folder)))


def slot_of(filing: Filing, *, seen_by: Signs) -> bytes:
    """Return the public inbox key, without the case key: that of the filing, or of the last
    renewal. A second entry of the filing has no effect."""
    made = [one for one in entries_about(filing.code, seen_by=seen_by) if one.event in MADE_BY]
    renewed = [one for one in made if one.event == FileReKeyed.__name__]
    return bytes.fromhex(json.loads((renewed[-1:] or made)[0].facts)["slot"])


def _context(folder: Folder) -> str:
    return f"slot/{folder.code}"
