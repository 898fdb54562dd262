"""The slot of a file: a key pair by which somebody who may not open the file leaves words in it.

Its secret half is sealed under the file's key and renewed with it: whoever could open the file once
opens nothing that is left there later. Its public half is taken from the record, where nobody can
exchange it.
"""

import json

from amparo.crypto import envelopes
from amparo.crypto.keys import KeyPair, new_pair, pair_of
from amparo.foundations.intake.events import FileReKeyed, RequestFiled
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs

MADE_BY = {RequestFiled.__name__, FileReKeyed.__name__}


def make_slot(folder: Folder) -> KeyPair:
    """A new one for this file; whoever calls this stores its row and puts the public half on
    record."""
    pair = new_pair()
    folder.filing.sealed_slot = envelopes.seal(folder.key, pair.secret, context=_context(folder))
    return pair


def slot_in(folder: Folder) -> KeyPair:
    """What was left in this file opens with it. Raises Unsealable."""
    sealed = bytes(folder.filing.sealed_slot)
    return pair_of(envelopes.unseal(folder.key, sealed, context=_context(folder)))


def slot_of(filing: Filing, *, seen_by: Signs) -> bytes:
    """The public half, for whoever has no key of the file: the first one, or the last renewed. A
    second entry that the request was filed changes nothing."""
    made = [one for one in entries_about(filing.code, seen_by=seen_by) if one.event in MADE_BY]
    renewed = [one for one in made if one.event == FileReKeyed.__name__]
    return bytes.fromhex(json.loads((renewed[-1:] or made)[0].facts)["slot"])


def _context(folder: Folder) -> str:
    return f"slot/{folder.code}"
