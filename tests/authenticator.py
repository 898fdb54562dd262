"""A device with passkeys, written from the standard (Web Authentication, level 2) and not from the
library that checks it: a P-256 key for each, a counter, and what a browser puts around them."""

import base64
import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cbor(value: Any) -> bytes:
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    pairs = [cbor(key) + cbor(inner) for key, inner in value.items()]
    return _head(5, len(pairs)) + b"".join(pairs)


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    if number < 256:
        return bytes([kind << 5 | 24, number])
    return bytes([kind << 5 | 25]) + struct.pack(">H", number)


class Device:
    """`origin`: the page that the browser shows. Whatever a test sets is what the device says."""

    def __init__(self, origin: str = "http://testserver") -> None:
        self.origin = origin
        self.host = ""  # what it signs for; nothing: what it is asked to
        self.flags = PRESENT | VERIFIED
        self.count = 0
        self.counts = 1  # how many it goes on by, each time
        self.inside = False
        self.kind = ""
        self.id = secrets.token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, asked: str) -> str:
        options = json.loads(asked)
        assert options["attestation"] == "none"
        assert options["authenticatorSelection"]["userVerification"] == "required"
        numbers = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32) for one in (numbers.x, numbers.y))
        cose = cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        maker = b"a known maker..."  # AAGUID
        credential = maker + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._data(options["rp"]["id"], ATTESTED) + credential
        attestation = cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def show(self, asked: str) -> str:
        options = json.loads(asked)
        assert text_of(self.id) in {one["id"] for one in options["allowCredentials"]}
        return self.sign(options["rpId"], options["challenge"])

    def sign(self, host: str, challenge: str) -> str:
        self.count += self.counts
        data = self._data(host, 0)
        client = self._client("webauthn.get", challenge)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, host: str, flags: int) -> bytes:
        where = hashlib.sha256((self.host or host).encode()).digest()
        return where + struct.pack(">BI", self.flags | flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": self.kind or kind, "challenge": challenge, "origin": self.origin}
        return json.dumps({**told, "crossOrigin": self.inside}).encode()

    def _answer(self, **parts: bytes) -> str:
        response = {name: text_of(part) for name, part in parts.items()}
        own = text_of(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
