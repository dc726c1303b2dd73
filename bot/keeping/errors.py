"""What keeps a backup from being written or put back; ``str()`` is the French sentence, and nothing has changed."""


class BackupRefused(Exception):
    """The backup can't be written."""


class RestoreRefused(Exception):
    """The archive can't be put back here; what was here is as it was."""


class HouseTaken(Exception):
    """Another process serves this very folder; the caller stops."""
