"""OpenID Connect towards one provider: the way there, and who came back, checked before anything is believed.

Authorization code with PKCE, state and nonce. Nothing is asked of the provider before somebody signs in by it; what
it says of itself is kept for an hour, and a provider that doesn't answer is left alone for a few seconds.
"""

import secrets
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from bot.people.errors import IdentityRefused, ProviderUnavailable

_TIMEOUT_S: Final = 5
_KEPT_S: Final = 3600
_LEFT_ALONE_S: Final = 10
_LEEWAY_S: Final = 60  # between the provider's clock and ours
_SUBJECT_MAX: Final = 255
# Signatures that only the provider can make: with a shared secret or none at all, anybody could.
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_UNAVAILABLE: Final = (
    "Votre organisation ne répond pas comme prévu : rien n'a changé. Réessayez dans un instant, ou connectez-vous "
    "avec un mot de passe si vous en avez un."
)
_REFUSED: Final = (
    "La réponse de votre organisation n'a pas pu être vérifiée : personne n'est connecté. Recommencez depuis cette "
    "page ; si cela se répète, prévenez votre administrateur."
)


@dataclass(frozen=True)
class Errand:
    """What leaves with a browser and must come back with it; each is drawn anew."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider; ``names`` are what they may be called here, the best first."""

    issuer: str
    subject: str
    names: tuple[str, ...]
    display: str
    roles: tuple[str, ...]


class Provider:
    """Sends a browser to the provider, and learns from its answer who is there."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        role_claim: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._role_claim = role_claim
        self._clock = clock
        self._known: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._good_until = self._silent_until = 0.0

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Those that this machine trusts; reading them takes longer than all the rest, so it is done once."""
        return httpx2.create_ssl_context()

    def address(self, errand: Errand, back: str) -> str:
        """Where to send the browser, which ``back`` brings back to us; raises ProviderUnavailable."""
        known = self._metadata()
        with self._client(known, back) as client:
            url, _ = client.create_authorization_url(
                known["authorization_endpoint"],
                state=errand.state, nonce=errand.nonce, code_verifier=errand.verifier,
            )  # fmt: skip
        return str(url)

    def identity(self, code: str, errand: Errand, back: str) -> Identity:
        """Who brought ``code`` back; raises ProviderUnavailable or IdentityRefused."""
        known = self._metadata()
        try:
            with self._client(known, back) as client:
                token = client.fetch_token(
                    known["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=errand.verifier
                )
                claims = self._verified(known, token, errand.nonce)
                if self._roles(claims) is None and known.get("userinfo_endpoint"):
                    claims = self._with_more(client, known["userinfo_endpoint"], claims)
        except OAuthError as error:  # the code was used, or isn't theirs
            raise IdentityRefused(_REFUSED) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise ProviderUnavailable(_UNAVAILABLE) from error
        return self._identity(known["issuer"], claims)

    def _verified(self, known: dict[str, Any], token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the token, once its signature, issuer, audience, times and nonce are right."""
        options: Any = {
            "iss": {"essential": True, "value": known["issuer"]},
            "aud": {"essential": True, "value": self._client_id},
        }
        params = {"nonce": nonce, "client_id": self._client_id, "access_token": token.get("access_token")}
        try:
            decoded = self._decoded(known, str(token.get("id_token", "")))
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(leeway=_LEEWAY_S)
            if not 0 < len(claims["sub"]) <= _SUBJECT_MAX:
                raise ValueError("a subject has 1 to 255 characters")
        except (JoseError, ValueError, TypeError) as error:
            raise IdentityRefused(_REFUSED) from error
        return dict(claims)

    def _decoded(self, known: dict[str, Any], token: str) -> jwt.Token:
        offered = known.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=[a for a in _ALGORITHMS if a in offered], strict_check_header=False)
        try:
            return jwt.decode(token, self._key_set(known), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):  # the provider may have changed its keys
            self._keys = None
            return jwt.decode(token, self._key_set(known), registry=registry)

    def _key_set(self, known: dict[str, Any]) -> KeySet:
        if self._keys is None:
            fetched: Any = self._fetched(known["jwks_uri"])
            try:
                self._keys = KeySet.import_key_set(fetched)
            except (JoseError, KeyError, TypeError, ValueError) as error:
                raise ProviderUnavailable(_UNAVAILABLE) from error
        return self._keys

    def _with_more(self, client: OAuth2Client, address: str, claims: dict[str, Any]) -> dict[str, Any]:
        """Many providers say roles there alone; what it says is believed of the same person only."""
        answer = client.get(address)
        answer.raise_for_status()
        more = answer.json()
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise IdentityRefused(_REFUSED)
        return more | claims

    def _identity(self, issuer: str, claims: dict[str, Any]) -> Identity:
        said = [claims.get(key) for key in ("preferred_username", "email", "name")]
        names = tuple(name for name in said if isinstance(name, str) and name.strip())
        display = claims.get("name")
        return Identity(
            issuer, claims["sub"], names, display if isinstance(display, str) else "", self._roles(claims) or ()
        )

    def _roles(self, claims: dict[str, Any]) -> tuple[str, ...] | None:
        """What the claim of the roles says; None without such a claim. « realm_access.roles » is looked for inside."""
        found: Any = claims.get(self._role_claim)
        if found is None:
            found = claims
            for key in self._role_claim.split("."):
                found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, str):
            return (found,)
        return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else None

    def _client(self, known: dict[str, Any], back: str) -> OAuth2Client:
        ways = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return OAuth2Client(
            self._client_id,
            self._client_secret,
            token_endpoint_auth_method="client_secret_basic" if "client_secret_basic" in ways else "client_secret_post",
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
            verify=self._certificates,
        )

    def _metadata(self) -> dict[str, Any]:
        if self._clock() < self._good_until:
            return self._known
        if self._clock() < self._silent_until:
            raise ProviderUnavailable(_UNAVAILABLE)
        try:
            known = self._fetched(f"{self._issuer}/.well-known/openid-configuration")
            if str(known.get("issuer", "")).rstrip("/") != self._issuer:
                raise ProviderUnavailable(_UNAVAILABLE)
            for key in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                self._check_address(known.get(key))
            if known.get("userinfo_endpoint"):
                self._check_address(known["userinfo_endpoint"])
        except ProviderUnavailable:
            self._silent_until = self._clock() + _LEFT_ALONE_S
            raise
        self._known, self._keys, self._good_until = known, None, self._clock() + _KEPT_S
        return known

    def _check_address(self, address: object) -> None:
        """A provider in HTTPS sends nobody, and no secret, to an address without it."""
        scheme = self._issuer.partition(":")[0]
        if not isinstance(address, str) or not address.startswith((f"{scheme}://", "https://")):
            raise ProviderUnavailable(_UNAVAILABLE)

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            answer = httpx2.get(address, timeout=_TIMEOUT_S, verify=self._certificates)
            answer.raise_for_status()
            found = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise ProviderUnavailable(_UNAVAILABLE) from error
        if not isinstance(found, dict):
            raise ProviderUnavailable(_UNAVAILABLE)
        return found
