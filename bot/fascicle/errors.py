"""What can go wrong with the fascicle, named for what the caller should do about it."""


class FascicleNotMade(Exception):
    """No fascicle was made; ``str()`` is the French sentence to show. A former file, if any, is untouched."""
