"""Certificate authorities, which no library of the tests could make, and servers whose certificates they signed."""

from __future__ import annotations

import json
import re
import secrets
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple, Self

from tests.support import waiting

ANSWER = f"{1:040x}\trefs/heads/main\n"
"""What every page of a server says: for git, it is a repository."""

_KEYS = """
const { generateKeyPairSync } = require("crypto")
const keys = input.map(() => generateKeyPairSync("ec", { namedCurve: "P-256" }))
const public = keys.map(({ publicKey }) => publicKey.export({ type: "spki", format: "der" }).toString("base64"))
const private = keys.map(({ privateKey }) => privateKey.export({ type: "pkcs8", format: "pem" }))
console.log(JSON.stringify([...public, ...private]))
"""
_SIGN = """
const { sign } = require("crypto")
const [key, ...bodies] = input
console.log(JSON.stringify(bodies.map((body) => sign("sha256", Buffer.from(body, "base64"), key).toString("base64"))))
"""


@dataclass(frozen=True)
class Authority:
    """A certificate authority: its own certificate, and a key with the certificate that it signed for `localhost`."""

    certificate: str
    server: str


def authority(name: str) -> Authority:
    """Make an authority. Node makes the keys and signs with them; the DER around that is written here."""
    *public, private, server = _node(_KEYS, ["authority", "server"])
    root, other = (b64decode(key) for key in public)
    bodies = [_body(name, name, root, root), _body("localhost", name, other, root)]
    signed = _node(_SIGN, [private, *(b64encode(body).decode() for body in bodies)])
    certificate, signed_for_server = (
        ssl.DER_cert_to_PEM_cert(_der(0x30, body, _ECDSA, _der(0x03, b"\0", b64decode(signature))))
        for body, signature in zip(bodies, signed, strict=True)
    )
    return Authority(certificate, server + signed_for_server)


class Trust(NamedTuple):
    """The public authorities that Node knows, another one that serves as public, and a corporate one."""

    node: str
    public: Authority
    corporate: Authority

    @classmethod
    def made(cls) -> Self:
        roots = _node("console.log(JSON.stringify(require('tls').rootCertificates))", None)
        return cls("\n".join(roots), authority("Public Root"), authority("Corporate Root"))


@cache
def certificates(text: str) -> frozenset[bytes]:
    """The certificates in a text. OpenSSL can read each of them, and overlooks none."""
    found = re.findall("^-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----$", text, re.MULTILINE)
    assert len(found) == text.count("BEGIN CERTIFICATE")
    for pem in [*found, text]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=pem)
        assert context.cert_store_stats()["x509"] == (1 if pem is not text else len(set(found)))
    return frozenset(map(ssl.PEM_cert_to_DER_cert, found))


@contextmanager
def serving(authority: Authority, folder: Path) -> Iterator[str]:
    """Serve `ANSWER` over TLS on a free port, as long as the `with` goes on; yields the address."""
    (folder / "server.pem").write_text(authority.server)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield f"https://localhost:{server.server_port}"
        finally:
            server.shutdown()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _node(script: str, given: object) -> list[str]:
    script = f'const input = JSON.parse(require("fs").readFileSync(0, "utf8"))\n{script}'
    result = waiting.run(["node", "-e", script], input=json.dumps(given), capture_output=True, text=True, check=True)
    found: list[str] = json.loads(result.stdout)
    return found


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag]) + (bytes([len(content)]) if len(content) < 0x80 else bytes([0x80 | len(size)]) + size) + content


_ECDSA = _der(0x30, _der(0x06, bytes.fromhex("2a8648ce3d040302")))


def _body(subject: str, issuer: str, public: bytes, signer: bytes) -> bytes:
    """The part of a certificate that is signed: of an authority where it is its own issuer, else of a server."""
    now = datetime.now(UTC)
    times = (_der(0x17, f"{now + timedelta(days=days):%y%m%d%H%M%SZ}".encode()) for days in (-1, 1))
    key_id, signer_id = sha1(public).digest(), sha1(signer).digest()
    if subject == issuer:
        extensions = [
            _extension("551d13", _der(0x30, _der(0x01, b"\xff")), critical=True),  # It is an authority.
            _extension("551d0f", _der(0x03, b"\1\6"), critical=True),  # Its key signs certificates.
        ]
    else:
        extensions = [
            _extension("551d0f", _der(0x03, b"\7\x80"), critical=True),  # Its key signs handshakes.
            _extension("551d25", _der(0x30, _der(0x06, bytes.fromhex("2b06010505070301")))),  # Those of a server.
            _extension("551d11", _der(0x30, _der(0x82, subject.encode()))),
        ]
    extensions += [_extension("551d0e", _der(0x04, key_id)), _extension("551d23", _der(0x30, _der(0x80, signer_id)))]
    version, serial = _der(0xA0, _der(0x02, b"\2")), _der(0x02, b"\1" + secrets.token_bytes(8))
    validity, further = _der(0x30, *times), _der(0xA3, _der(0x30, *extensions))
    return _der(0x30, version, serial, _ECDSA, _name(issuer), validity, _name(subject), public, further)


def _name(common: str) -> bytes:
    return _der(0x30, _der(0x31, _der(0x30, _der(0x06, b"\x55\4\3"), _der(0x0C, common.encode()))))


def _extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    flag = _der(0x01, b"\xff") if critical else b""
    return _der(0x30, _der(0x06, bytes.fromhex(oid)), flag, _der(0x04, value))
