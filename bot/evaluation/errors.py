"""Why a measure was not made; each carries the French sentence to show as its text."""


class MeasureRefused(Exception):
    """The measure can't be made as asked: nothing was changed, and the sentence says what to do."""


class InvalidSet(MeasureRefused):
    """A folder isn't a readable BEIR set; the sentence names the file and what is wrong."""


class PackageMissing(MeasureRefused):
    """A package for measuring alone isn't installed: the product doesn't carry it."""


class MarksMissing(MeasureRefused):
    """A document has no place for a table; the sentence says which two lines to add."""


class ChildFailed(MeasureRefused):
    """A process started for a measure stopped or never answered."""
