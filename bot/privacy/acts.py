"""Everything the journal tells of, in one list: what isn't here can't be recorded, and each has its French words."""

from enum import StrEnum


class Act(StrEnum):
    """What a member of the staff did; the text before the dot is the kind of thing it was done to."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DISABLED = "account.disabled"
    FILE_SENT = "document.sent"
    FILE_STEERED = "document.steered"
    DOCUMENT_SERVED = "document.served"
    DOCUMENT_WITHDRAWN = "document.withdrawn"
    DOCUMENT_DISCARDED = "document.discarded"
    FICHE_WRITTEN = "document.written"
    ORIGINAL_READ = "document.original"
    CORPUS_EXPORTED = "corpus.exported"
    CORPUS_IMPORTED = "corpus.imported"
    GAP_LINKED = "gap.linked"
    GAP_SET_ASIDE = "gap.set_aside"
    GAP_UNDONE = "gap.undone"
    GOLDEN_ADDED = "golden.added"
    GOLDEN_RETIRED = "golden.retired"
    GOLDEN_IMPORTED = "golden.imported"
    TICKET_MOVED = "ticket.moved"
    TICKET_NOTED = "ticket.noted"
    TICKETS_EXPORTED = "ticket.exported"
    ATTACHMENT_READ = "ticket.attachment"
    TALK_TAKEN = "talk.taken"
    TALK_GIVEN = "talk.given"
    TALK_ENDED = "talk.ended"
    PROPOSED = "proposal.made"
    PROPOSAL_WITHDRAWN = "proposal.withdrawn"
    PROPOSAL_ACCEPTED = "proposal.accepted"
    PROPOSAL_REFUSED = "proposal.refused"
    PROPOSAL_REOPENED = "proposal.reopened"
    SESSION_OPENED = "session.opened"
    SESSION_CHANGED = "session.changed"
    SESSION_CLOSED = "session.closed"
    SESSION_REOPENED = "session.reopened"
    CODE_RENEWED = "session.code"
    SEAT_RELEASED = "session.released"
    SEAT_RESTORED = "session.restored"
    RETURN_CODE_GIVEN = "session.return"
    PRESENCE_MARKED = "session.presence"
    PRESENCES_EXPORTED = "session.presences"
    PURGED = "data.purged"
    ERASED = "data.erased"

    @property
    def kind(self) -> str:
        return self.value.partition(".")[0]
