"""Every route of ours and who may use it: a new route is declared here, or ``test_matrix.py`` fails."""

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINER
from tests.web.security.house import EVERYBODY, NOBODY, STAFF

ANYBODY, SIGNED_IN, NONE = frozenset(EVERYBODY), frozenset(ROLES), frozenset[str]()
KNOWN = ANYBODY - {NOBODY}
TEACHING, DESK = frozenset({TRAINER, ADMINISTRATOR}), frozenset({SUPPORT, ADMINISTRATOR})
# Each route: an address to ask, and who gets more than a refusal there. The things named are the victim's, so that
# whoever succeeds does so by their role. A route of ours that isn't here fails ``test_every_route_is_declared``.
ROUTES: dict[str, tuple[str, frozenset[str]]] = {
    "GET /healthz": ("/healthz", ANYBODY),
    "GET /connexion": ("/connexion", ANYBODY),
    "POST /connexion": ("/connexion", NONE),  # no name nor password is sent
    "GET /deconnexion": ("/deconnexion", ANYBODY),  # a question, or the way to the sign-in
    "POST /deconnexion": ("/deconnexion", ANYBODY),  # asked last: it ends the session
    "GET /nouvelles": ("/nouvelles", KNOWN),
    "GET /originaux/{version_id}": ("/originaux/{original}", STAFF),
    "GET /questions-temoins.jsonl": ("/questions-temoins.jsonl", TEACHING),
    "GET /pages/{version_id}/{label:path}": ("/pages/{original}/1", TEACHING),
    "GET /pages-citees/{turn_id}/{n}": ("/pages-citees/{turn}/{source}", NONE),
    "GET /corpus": ("/corpus", TEACHING),
    "GET /corpus.zip": ("/corpus.zip", TEACHING),
    "POST /corpus": ("/corpus", NONE),  # no archive is sent
    "GET /fascicule.pdf": ("/fascicule.pdf", TEACHING),
    "GET /tickets.csv": ("/tickets.csv", DESK),
    "GET /tickets.json": ("/tickets.json", DESK),
    "POST /pieces/ticket/{ticket_id}": ("/pieces/ticket/{draft}?nom=x.png", NONE),
    "GET /pieces/{attachment_id}": ("/pieces/{attachment}", DESK),
}
