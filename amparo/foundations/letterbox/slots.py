"""The slot of a file: a key pair by which somebody who may not open the file leaves words in it.

Its secret half is sealed under the file's key and renewed with it: whoever could open the file once
opens nothing that is left there later. Its public half is taken from the record, where nobody can
exchange it.

By its context it also says whether this key of the file came before its holders bore marks
(holders.py): nobody without the key can say so of a file whose key came later.
"""

import json
from contextlib import suppress

from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.events import FileReKeyed, RequestFiled
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.models import Filing
from amparo.sealing import envelopes
from amparo.sealing.errors import Unsealable
from amparo.sealing.keys import KeyPair, new_pair, pair_of

MADE_BY = {RequestFiled.__name__, FileReKeyed.__name__}


def make_slot(folder: Folder) -> KeyPair:
    """A new one for this file; whoever calls this stores its row and puts the public half on
    record."""
    pair = new_pair()
    folder.filing.sealed_slot = envelopes.seal(folder.key, pair.secret, context=_context(folder))
    return pair


def slot_in(folder: Folder) -> KeyPair:
    """What was left in this file opens with it."""
    with suppress(Unsealable):
        return pair_of(_unsealed(folder, _context(folder)))
    return pair_of(_unsealed(folder, _context_before(folder)))


def is_from_before(folder: Folder) -> bool:
    """Whether this key of the file came before its holders bore marks."""
    with suppress(Unsealable):
        return bool(_unsealed(folder, _context_before(folder)))
    return False


def _unsealed(folder: Folder, context: str) -> bytes:
    return envelopes.unseal(folder.key, bytes(folder.filing.sealed_slot), context=context)


def slot_of(filing: Filing, *, seen_by: Signs) -> bytes:
    """The public half, for whoever has no key of the file: the first one, or the last renewed. A
    second entry that the request was filed changes nothing."""
    made = [one for one in entries_about(filing.code, seen_by=seen_by) if one.event in MADE_BY]
    renewed = [one for one in made if one.event == FileReKeyed.__name__]
    return bytes.fromhex(json.loads((renewed[-1:] or made)[0].facts)["slot"])


def _context(folder: Folder) -> str:
    return f"slot/2/{folder.code}"


def _context_before(folder: Folder) -> str:
    return f"slot/{folder.code}"
