"""The states of a file that a trainer sent, from its arrival to the answers."""

from enum import StrEnum


class JobState(StrEnum):
    """How far a file is; the first four are on their way."""

    RECEIVED = "received"
    READ = "read"
    SPLIT = "split"
    INDEXED = "indexed"
    DRAFT = "draft"
    ACTIVE = "active"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    CANCELLED = "cancelled"


ON_THEIR_WAY = (JobState.RECEIVED, JobState.READ, JobState.SPLIT, JobState.INDEXED)
