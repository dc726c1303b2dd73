"""What can go wrong with accounts, named for what the caller should do; ``str()`` is the French sentence to show."""


class AccountRefused(Exception):
    """The account can't be made or changed as asked: the caller shows the sentence and lets the person correct it."""


class AccountNotFound(Exception):
    """No account has this name: the caller shows the sentence."""
