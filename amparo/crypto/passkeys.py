"""Passkeys (WebAuthn): a device signs a challenge of the site, for this site alone.

The device verifies its user (by PIN or finger): a found device, or one left in an open computer,
answers no other person. Of the device only the data that checks its signature is stored: no make,
no model, no certificate.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import ES256, RS256, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.errors import NotAPasskey

LONGEST_ANSWER = 16 * 1024  # letters; three times what the largest keys in use need
_LONGEST_ID = 1023  # bytes, by the standard
_ALGORITHMS = (ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM)
_SHOWN = UserVerificationRequirement.REQUIRED
_WHO = ("id", "rawId")
_BYTES = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
# Errors on reading untrusted JSON and CBOR.
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public data of a device at one address. `count`: its signature counter."""

    host: str
    data: bytes
    count: int

    @property
    def mark(self) -> str:
        """Identifies it among those of one member."""
        return marks.masked("passkey", self.data).hex()[:16]


def host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def ask_to_make(origin: str, label: str, others: Sequence[Passkey]) -> tuple[str, str]:
    """Return (request for the browser, challenge). The device gets no name: `label` is the member's
    own, and the user id is random."""
    user = PublicKeyCredentialUserEntity(id=marks.token(), name=label, display_name=label)
    options, state = _server(origin).register_begin(
        user,
        _known(others),
        # If possible, the device does not store that it opens an account here.
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=_SHOWN,
    )
    return _asked(options), state["challenge"]


def made(origin: str, drawn: str, answer: str) -> Passkey:
    """Return the passkey that the device made. Raises NotAPasskey."""
    response = _read(RegistrationResponse, answer)
    try:
        told = _server(origin).register_complete(_state(drawn), response)
        credential = told.credential_data
        if credential is None or credential.public_key[3] not in _ALGORITHMS:
            raise NotAPasskey
        if not 0 < len(credential.credential_id) <= _LONGEST_ID:
            raise NotAPasskey
        kept = AttestedCredentialData.create(
            Aaguid.NONE, credential.credential_id, credential.public_key
        )
    except _UNREADABLE as problem:
        raise NotAPasskey from problem
    return Passkey(host_of(origin), bytes(kept), told.counter)


def ask_to_show(origin: str, of: Sequence[Passkey]) -> tuple[str, str]:
    """Return (request for the browser, challenge)."""
    options, state = _server(origin).authenticate_begin(_known(of), user_verification=_SHOWN)
    return _asked(options), state["challenge"]


def shown(origin: str, drawn: str, answer: str, of: Sequence[Passkey]) -> tuple[Passkey, Passkey]:
    """Return the passkey that answered, as stored and with its new counter. Raises NotAPasskey,
    also if the counter did not grow: then there is a copy of it."""
    response = _read(AuthenticationResponse, answer)
    here = [one for one in of if one.host == host_of(origin)]
    try:
        server, known = _server(origin), _known(here)
        found = server.authenticate_complete(_state(drawn), known, response)
        count = response.response.authenticator_data.counter
    except _UNREADABLE as problem:
        raise NotAPasskey from problem
    before = here[known.index(found)]
    if (count or before.count) and count <= before.count:
        raise NotAPasskey
    return before, replace(before, count=count)


def _server(origin: str) -> Fido2Server:
    """Return the server of one address: exactly this scheme, host and port, and no subdomain."""
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=host_of(origin), name="Amparo"),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda given: given == origin,
    )
    kind = PublicKeyCredentialType.PUBLIC_KEY
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=kind, alg=one) for one in _ALGORITHMS
    ]
    return server


def _state(drawn: str) -> dict[str, str]:
    return {"challenge": drawn, "user_verification": _SHOWN}


def _known(passkeys: Sequence[Passkey]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(one.data) for one in passkeys]


def _asked(options: Any) -> str:
    return json.dumps(dict(options.public_key))


def _must_be_letters(given: dict[str, Any]) -> None:
    """Check that binary fields are text. A number there, also inside an encoded part, would be read
    as the length of an empty buffer: gigabytes. Raises NotAPasskey."""
    told = given["response"]
    read = [given.get(name) for name in _WHO] + [told.get(name) for name in _BYTES]
    if any(one is not None and not isinstance(one, str) for one in read):
        raise NotAPasskey
    if made := told.get("attestationObject"):
        inside: Any = cbor.decode(websafe_decode(made))
        if not isinstance(inside.get("authData"), bytes):
            raise NotAPasskey


def _read[T: (RegistrationResponse, AuthenticationResponse)](kind: type[T], answer: str) -> T:
    """Parse an answer. Raises NotAPasskey, also if the page was embedded in another site."""
    if len(answer) > LONGEST_ANSWER:
        raise NotAPasskey
    try:
        given: dict[str, Any] = json.loads(answer)
        _must_be_letters(given)
        response = kind.from_dict(given)
        inside = response.response.client_data.cross_origin
    except _UNREADABLE as problem:
        raise NotAPasskey from problem
    if inside:
        raise NotAPasskey
    return response
