"""A token is shown once, to whom it is for; the database knows it by its hash alone."""

import hashlib


def digest(secret: str) -> str:
    """The SHA-256 of a token or a one-time code: who reads the database can't come in with it."""
    return hashlib.sha256(secret.encode()).hexdigest()
