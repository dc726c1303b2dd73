"""An OpenID Connect provider of our own making, that lies on demand: it really listens, signs and checks PKCE.

The honest one of the tests is ``oidc-provider-mock``, which lies in nothing and checks no PKCE.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "choriste", "un-secret-entre-nous"


class LyingProvider:
    """Answers as it is told; ``token`` changes the claims of the next token, None takes one away."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.key = new_key()
        self.forget()

    def forget(self) -> None:
        self.claims: dict[str, Any] = {"sub": "007", "preferred_username": "jeanne", "roles": ["profs"]}
        self.token: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.signer = self.key
        self.shared = b""
        self.algorithm = "RS256"
        self.broken = ""
        self.breakage: tuple[int, Any] = (500, {"error": "broken"})
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, address: str) -> dict[str, str]:
        """What a browser sent to ``address`` brings back, once its person agreed."""
        query = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return {"code": code, "state": query["state"]}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        self.asked.append(path)
        if path == self.broken:
            return self.breakage
        if path == "/.well-known/openid-configuration":
            known = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
            }
            return 200, known | self.metadata
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/userinfo":
            return 200, self.userinfo
        return self._token(form, authorization)

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = _encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode()
        client = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
            or client != f"{CLIENT}:{SECRET}"
        ):
            return 400, {"error": "invalid_grant"}
        moment = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
        claims = {key: value for key, value in (claims | self.claims | self.token).items() if value is not None}
        return 200, {
            "access_token": "accès",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.signed(claims),
        }

    def signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "RS256":
            return jwt.encode({"alg": "RS256", "kid": self.key.kid or "1"}, claims, self.signer)
        # By hand, for no library would sign so: with nothing, or with what others know too.
        header = {"alg": self.algorithm, "kid": "1"}
        body = b".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
        mac = hmac.digest(self.shared, body, "sha256") if self.algorithm == "HS256" else b""
        return (body + b"." + _encoded(mac)).decode()


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@cache
def new_key(name: str = "1") -> RSAKey:
    """A key known by the first letter of its name: two may pass for one another."""
    return RSAKey.generate_key(2048, parameters={"kid": name[0]})


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    """One that listens on a free port of this machine."""
    holder: dict[str, LyingProvider] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            self._answer({key: values[0] for key, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, said = holder["it"].answer(urlsplit(self.path).path, form, self.headers.get("authorization", ""))
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    holder["it"] = LyingProvider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield holder["it"]
    server.shutdown()
    thread.join()
    server.server_close()
