"""Privacy: the staff's journal, that the database itself lets nobody change, and what the purge must remember."""

import sqlalchemy as sa
from alembic import op

import bot.storage.models
from bot.storage.journal_guards import put_up, take_down

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

_TIME = bot.storage.models.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'audit_log',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', _TIME, nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('actor', sa.String(length=80), nullable=False),
        sa.Column('action', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('object_id', sa.String(length=200), nullable=False),
        sa.Column('detail', sa.JSON(), nullable=False),
        sa.Column('previous', sa.String(length=64), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_log')),
    )
    op.create_index(op.f('ix_audit_log_at'), 'audit_log', ['at'], unique=False)
    op.create_table(
        'audit_checkpoints',
        sa.Column('up_to', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('at', _TIME, nullable=False),
        sa.PrimaryKeyConstraint('up_to', name=op.f('pk_audit_checkpoints')),
    )
    op.create_table(
        'purge_runs',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('started_at', _TIME, nullable=False),
        sa.Column('finished_at', _TIME, nullable=True),
        sa.Column('gone', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_purge_runs')),
    )
    op.create_table(
        'doomed_files',
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('sha256', name=op.f('pk_doomed_files')),
    )
    op.create_table(
        'past_tickets',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sent_at', _TIME, nullable=False),
        sa.Column('answered_at', _TIME, nullable=True),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('category', sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_past_tickets')),
    )
    op.create_index(op.f('ix_past_tickets_sent_at'), 'past_tickets', ['sent_at'], unique=False)
    op.create_table(
        'notices_seen',
        sa.Column('owner', sa.String(length=64), nullable=False),
        sa.Column('at', _TIME, nullable=False),
        sa.PrimaryKeyConstraint('owner', name=op.f('pk_notices_seen')),
    )
    op.create_index(op.f('ix_notices_seen_at'), 'notices_seen', ['at'], unique=False)
    put_up(op.get_bind())


def downgrade() -> None:
    take_down(op.get_bind())
    for table in ('notices_seen', 'past_tickets', 'doomed_files', 'purge_runs', 'audit_log', 'audit_checkpoints'):
        op.drop_table(table)
