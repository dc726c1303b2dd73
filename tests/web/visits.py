"""What the web tests share: the password of their accounts, and a way to visit the site as one of them."""

from collections.abc import Callable

from fastapi.testclient import TestClient

PASSWORD = "un mot de passe long"
SignIn = Callable[[str | None], TestClient]
