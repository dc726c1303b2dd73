"""The review desk: who deals with a ticket, its history, its notes; what was « relu » had a reply, and is « répondu ».

A reply kept from before becomes the first message of its ticket's exchange.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

import bot.storage.models

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

_TIME = bot.storage.models.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'ticket_events',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('ticket_id', sa.Integer(), nullable=False),
        sa.Column('move', sa.String(length=20), nullable=False),
        sa.Column('before', sa.String(length=20), nullable=False),
        sa.Column('after', sa.String(length=20), nullable=False),
        sa.Column('who', sa.String(length=80), nullable=True),
        sa.Column('changed', sa.JSON(), nullable=False),
        sa.Column('created_at', _TIME, nullable=False),
        sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_events_ticket_id_tickets')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_events')),
    )
    op.create_table(
        'ticket_notes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('ticket_id', sa.Integer(), nullable=False),
        sa.Column('author', sa.String(length=80), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('created_at', _TIME, nullable=False),
        sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_notes_ticket_id_tickets')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_notes')),
    )
    for table, column in (
        ('ticket_events', 'created_at'), ('ticket_events', 'ticket_id'), ('ticket_notes', 'ticket_id')
    ):  # fmt: skip
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
    with op.batch_alter_table('tickets') as batch_op:
        batch_op.add_column(sa.Column('assignee', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('portal_number', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('answered_at', _TIME, nullable=True))
        batch_op.add_column(sa.Column('searched', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_tickets_assignee'), ['assignee'], unique=False)
    op.execute(
        "INSERT INTO ticket_messages (ticket_id, author, text, created_at) SELECT id, reviewer, reply, reviewed_at "
        "FROM tickets WHERE state = 'relu' AND reply <> '' AND reviewed_at IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM ticket_messages WHERE ticket_messages.ticket_id = tickets.id)"
    )
    op.execute("UPDATE tickets SET answered_at = reviewed_at WHERE state = 'relu' AND reply <> ''")
    op.execute("UPDATE tickets SET state = 'répondu' WHERE state = 'relu'")
    _make_searchable(op.get_bind())


def _make_searchable(connection: sa.Connection) -> None:
    names = ('number', 'category', 'subject', 'description', 'reply')
    tickets = sa.table(
        'tickets', sa.column('id', sa.Integer), sa.column('identifiers', sa.JSON), sa.column('searched', sa.Text),
        *(sa.column(name, sa.Text) for name in names),
    )
    wanted = sa.select(tickets.c.id, tickets.c.identifiers, *(tickets.c[name] for name in names))
    for key, identifiers, *texts in connection.execute(wanted).all():
        texts += [re.sub(r'\W', '', str(one.get('value', ''))) for one in identifiers or []]
        searched = _folded('\n'.join(filter(None, texts)))
        connection.execute(tickets.update().where(tickets.c.id == key).values(searched=searched))


def _folded(text: str) -> str:
    """As the desk folds what it searches, near enough: a change of the ticket folds it again."""
    return ''.join(c for c in unicodedata.normalize('NFD', text.lower()) if not unicodedata.combining(c))


def downgrade() -> None:
    # The schema of before knows three states: what was answered or ended is « relu », the rest is « envoyé ».
    op.execute("UPDATE tickets SET state = 'relu' WHERE state IN ('répondu', 'transmis', 'doublon', 'clos')")
    op.execute("UPDATE tickets SET state = 'envoyé' WHERE state IN ('en relecture', 'rouvert')")
    # In place: SQLite can't drop a table, to make it anew, that messages point to.
    with op.batch_alter_table('tickets', recreate='never') as batch_op:
        batch_op.drop_index(batch_op.f('ix_tickets_assignee'))
        batch_op.drop_column('searched')
        batch_op.drop_column('answered_at')
        batch_op.drop_column('portal_number')
        batch_op.drop_column('assignee')
    op.drop_table('ticket_notes')
    op.drop_table('ticket_events')
