"""Who is asking: the signed cookies of a browser, read once per request, and which page they may open.

Three cookies, all HttpOnly and SameSite=Lax: the session of somebody signed in, the seat of a trainee who joined a
training session, and a random token that gives anybody else back their own conversation.
"""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import State
from starlette.responses import Response

from bot.people.accounts import ABSOLUTE_LIMIT, Accounts, User
from bot.people.joining import Joined, Joining
from bot.settings import Settings
from bot.web import texts
from bot.web.permissions import ALLOWED, Action

SESSION_COOKIE: Final = "choriste_session"
PARTICIPANT_COOKIE: Final = "choriste_participant"
VISITOR_COOKIE: Final = "choriste_visiteur"
VISITOR_AGE: Final = 365 * 24 * 3600

CHAT_PAGE, TRAINER_PAGE, SUPPORT_PAGE, ADMIN_PAGE = "/", "/formateur", "/support", "/administration"
ACCOUNT_ADDRESS = "/mon-compte"
JOIN_PAGE, SEAT_PAGE = "/rejoindre", "/ma-session"
# A staff page opens to the roles that may do its first action: the table of permissions stays the only one.
STAFF_ROLES: Final = {
    TRAINER_PAGE: ALLOWED[Action.SEE_DOCUMENTS],
    SUPPORT_PAGE: ALLOWED[Action.SEE_TICKETS],
    ADMIN_PAGE: ALLOWED[Action.MANAGE_ACCOUNTS],
}


class NotSignedIn(Exception):
    """Nobody known is asking; ``str()`` is the French sentence, and the caller keeps what was typed."""


class AnyRequest(Protocol):
    """A FastAPI or a Gradio request: both carry the state that ``VisitMiddleware`` set."""

    @property
    def state(self) -> State: ...


class Cookies:
    """Signs and reads the cookies; a cookie that was not signed by this installation doesn't exist."""

    def __init__(self, key: str, secure: bool) -> None:
        self._session = URLSafeSerializer(key, salt="session")
        self._participant = URLSafeSerializer(key, salt="participant")
        self._visitor = URLSafeSerializer(key, salt="visitor")
        self._secure = secure

    def session_of(self, cookies: Mapping[str, str]) -> str | None:
        return _unsigned(self._session, cookies.get(SESSION_COOKIE))

    def participant_of(self, cookies: Mapping[str, str]) -> str | None:
        return _unsigned(self._participant, cookies.get(PARTICIPANT_COOKIE))

    def visitor_of(self, cookies: Mapping[str, str]) -> str | None:
        return _unsigned(self._visitor, cookies.get(VISITOR_COOKIE))

    def give_session(self, response: Response, token: str) -> None:
        age = int(ABSOLUTE_LIMIT.total_seconds())
        self._give(response, SESSION_COOKIE, self._session.dumps(token), age)

    def take_session(self, response: Response) -> None:
        response.delete_cookie(SESSION_COOKIE, path="/", secure=self._secure, httponly=True, samesite="lax")

    def give_participant(self, response: Response, token: str, lasts: timedelta) -> None:
        self._give(response, PARTICIPANT_COOKIE, self._participant.dumps(token), int(lasts.total_seconds()))

    def take_participant(self, response: Response) -> None:
        response.delete_cookie(PARTICIPANT_COOKIE, path="/", secure=self._secure, httponly=True, samesite="lax")

    def give_visitor(self, response: Response) -> None:
        """A fresh random token: 256 bits, so that nobody meets another's conversation by chance."""
        token = secrets.token_urlsafe(32)
        self._give(response, VISITOR_COOKIE, self._visitor.dumps(token), VISITOR_AGE)

    def _give(self, response: Response, name: str, value: str, age: int) -> None:
        response.set_cookie(
            name, value, max_age=age, path="/", secure=self._secure, httponly=True, samesite="lax"
        )  # fmt: skip


class Visit:
    """One request's person, looked up at most once: an account, else a participant, else a visitor."""

    def __init__(
        self,
        cookies: Cookies,
        accounts: Accounts,
        sent: Mapping[str, str],
        access: str,
        joining: Joining | None = None,
    ) -> None:
        self._cookies = cookies
        self._accounts = accounts
        self._sent = sent
        self._access = access
        self._joining = joining

    @cached_property
    def session(self) -> str | None:
        return self._cookies.session_of(self._sent)

    @cached_property
    def user(self) -> User | None:
        return self._accounts.user_of(self.session) if self.session else None

    @cached_property
    def seat(self) -> str | None:
        return self._cookies.participant_of(self._sent)

    @cached_property
    def participant(self) -> Joined | None:
        return self._joining.participant_of(self.seat) if self._joining and self.seat and self.user is None else None

    @cached_property
    def visitor(self) -> str | None:
        return self._cookies.visitor_of(self._sent)

    @property
    def owner(self) -> str:
        """The name on this person's conversations and tickets; raises NotSignedIn without account nor cookie."""
        if self.user is not None:
            return self.user.owner
        if self.participant is not None:
            return self.participant.owner
        if self._access != "open":
            raise NotSignedIn(texts.SIGNED_OUT)
        if self.visitor is None:
            raise NotSignedIn(texts.COOKIES_REFUSED)
        return self.visitor

    @property
    def kind(self) -> str:
        """Who this is for the log, by what was looked up already: « user:3 », « visiteur », « inconnu »."""
        user = self.__dict__.get("user")
        return user.owner if user is not None else "visiteur" if self.visitor else "inconnu"

    def may_enter(self, page: str) -> bool:
        """Whether this person opens ``page``; ACCESS=code closes the trainee's to who has no account nor seat."""
        if page == CHAT_PAGE:
            return self._access == "open" or self.user is not None or self.participant is not None
        return self.user is not None and self.user.role in STAFF_ROLES[page]


def page_of(path: str) -> str | None:
    """The page that ``path`` opens, « /formateur/ » like « /formateur »; None for all that a page fetches."""
    trimmed = path.rstrip("/")
    if not trimmed:
        return CHAT_PAGE
    return trimmed if trimmed in STAFF_ROLES else None


def visit_of(request: AnyRequest) -> Visit:
    visit: Visit = request.state.visit
    return visit


def signing_key(settings: Settings) -> str:
    """CHORISTE_SECRET_KEY, or a key drawn once and kept in the data folder, readable by its owner alone."""
    given = settings.secret_key.get_secret_value()
    if given:
        return given
    path: Path = settings.data_dir / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def _unsigned(serializer: URLSafeSerializer, value: str | None) -> str | None:
    if not value:
        return None
    try:
        loaded = serializer.loads(value)
    except BadSignature:
        return None
    return loaded if isinstance(loaded, str) else None
