"""What can go wrong with accounts, named for what the caller should do; ``str()`` is the French sentence to show."""


class AccountRefused(Exception):
    """The account can't be made or changed as asked: the caller shows the sentence and lets the person correct it."""


class AccountNotFound(Exception):
    """No account has this name: the caller shows the sentence."""


class InvitationUnusable(Exception):
    """The link opens nothing (any more): the caller shows the sentence, and only an administrator can give another."""


class ProviderUnavailable(Exception):
    """The organisation's provider is down, slow or odd: nothing happened, and one tries again or uses the form."""


class IdentityRefused(Exception):
    """Who comes from the organisation may not enter, for the reason that the sentence tells."""
