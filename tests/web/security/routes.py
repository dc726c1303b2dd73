"""Every route of ours and who may use it: a new route is declared here, or ``test_matrix.py`` fails."""

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINER
from tests.web.security.house import EVERYBODY, NOBODY, PARTICIPANT, STAFF

ANYBODY, SIGNED_IN, NONE = frozenset(EVERYBODY), frozenset(ROLES), frozenset[str]()
KNOWN = ANYBODY - {NOBODY}
TEACHING, DESK = frozenset({TRAINER, ADMINISTRATOR}), frozenset({SUPPORT, ADMINISTRATOR})
OVER_ALL = frozenset({ADMINISTRATOR})
# Each route: an address to ask, and who gets more than a refusal there. The things named are the victim's, so that
# whoever succeeds does so by their role. A route of ours that isn't here fails ``test_every_route_is_declared``.
ROUTES: dict[str, tuple[str, frozenset[str]]] = {
    "GET /healthz": ("/healthz", ANYBODY),
    "GET /accessibilite": ("/accessibilite", ANYBODY),
    "GET /connexion": ("/connexion", ANYBODY),
    "POST /connexion": ("/connexion", NONE),  # no name nor password is sent
    "GET /connexion/organisation": ("/connexion/organisation", ANYBODY),
    "GET /connexion/organisation/retour": ("/connexion/organisation/retour", NONE),  # nobody left by this browser
    "GET /deconnexion": ("/deconnexion", SIGNED_IN),
    "POST /deconnexion": ("/deconnexion", ANYBODY),
    "GET /invitation/{token}": ("/invitation/inconnue", NONE),  # who holds a good link is let in by it
    "POST /invitation/{token}": ("/invitation/inconnue", NONE),
    "GET /mon-compte": ("/mon-compte", SIGNED_IN),
    "POST /mon-compte/mot-de-passe": ("/mon-compte/mot-de-passe", NONE),  # no password is sent
    "POST /mon-compte/navigateurs": ("/mon-compte/navigateurs", SIGNED_IN),
    "GET /confidentialite": ("/confidentialite", ANYBODY),
    "GET /mes-donnees": ("/mes-donnees", KNOWN),
    "POST /mes-donnees/archive": ("/mes-donnees/archive", KNOWN),
    "GET /mes-donnees/effacer": ("/mes-donnees/effacer", KNOWN),
    "POST /mes-donnees/effacer": ("/mes-donnees/effacer", KNOWN),
    "GET /rejoindre": ("/rejoindre", ANYBODY),
    "POST /rejoindre": ("/rejoindre", NONE),  # no code is sent
    "GET /ma-session": ("/ma-session", frozenset({PARTICIPANT})),
    "POST /ma-session": ("/ma-session", ANYBODY),
    "POST /ma-session/quitter": ("/ma-session/quitter", ANYBODY),
    "GET /formateur/sessions/{session_id}/affiche": ("/formateur/sessions/{training}/affiche", OVER_ALL),
    "GET /formateur/sessions/{session_id}/presences.csv": ("/formateur/sessions/{training}/presences.csv", OVER_ALL),
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
# What these change or end is of who asks, whatever they name: ``test_others_things.py`` asks them apart.
OF_WHO_ASKS = frozenset(
    {
        "POST /deconnexion", "POST /mon-compte/navigateurs", "POST /mes-donnees/effacer", "POST /ma-session",
        "POST /ma-session/quitter",
    }
)  # fmt: skip
