"""What a whole ticket holds: its fields, its files, the exchange after a reply, and the mail that tells of it."""

import sqlalchemy as sa
from alembic import op

import bot.storage.models

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_ON_TICKETS = (
    sa.Column('fields', sa.JSON(), server_default='{}', nullable=False),
    sa.Column('unneeded', sa.JSON(), server_default='{}', nullable=False),
    sa.Column('asked_field', sa.String(length=40), nullable=True),
    sa.Column('not_had', sa.JSON(), server_default='[]', nullable=False),
    sa.Column('duplicate_of', sa.Integer(), nullable=True),
    sa.Column('duplicate_choice', sa.String(length=12), nullable=True),
    sa.Column('email', sa.String(length=254), server_default='', nullable=False),
    sa.Column('read_at', bot.storage.models.UtcDateTime(timezone=True), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        'attachments',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('ticket_id', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('file_name', sa.String(length=200), nullable=False),
        sa.Column('media_type', sa.String(length=80), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('created_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_attachments_ticket_id_tickets')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
        sa.UniqueConstraint('ticket_id', 'sha256', name=op.f('uq_attachments_ticket_sha256')),
    )
    op.create_table(
        'ticket_messages',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('ticket_id', sa.Integer(), nullable=False),
        sa.Column('author', sa.String(length=80), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('created_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_messages_ticket_id_tickets')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_messages')),
    )
    op.create_table(
        'mails',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=80), nullable=False),
        sa.Column('ticket_id', sa.Integer(), nullable=False),
        sa.Column('recipient', sa.String(length=254), nullable=False),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('created_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('due_at', bot.storage.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column('sent_at', bot.storage.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_mails_ticket_id_tickets')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
        sa.UniqueConstraint('key', name=op.f('uq_mails_key')),
    )
    for table, column in (
        ('attachments', 'sha256'), ('attachments', 'ticket_id'), ('ticket_messages', 'ticket_id'),
        ('mails', 'due_at'), ('mails', 'ticket_id'),
    ):  # fmt: skip
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_index(batch_op.f(f'ix_{table}_{column}'), [column], unique=False)
    with op.batch_alter_table('tickets') as batch_op:
        for column in _ON_TICKETS:
            batch_op.add_column(column._copy())
        batch_op.create_foreign_key(
            batch_op.f('fk_tickets_duplicate_of_tickets'), 'tickets', ['duplicate_of'], ['id']
        )


def downgrade() -> None:
    with op.batch_alter_table('tickets') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_tickets_duplicate_of_tickets'), type_='foreignkey')
        for column in reversed(_ON_TICKETS):
            batch_op.drop_column(column.name)
    for table in ('mails', 'ticket_messages', 'attachments'):
        op.drop_table(table)
