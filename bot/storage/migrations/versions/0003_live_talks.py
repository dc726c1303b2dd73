"""The live talks with an adviser."""

import sqlalchemy as sa
from alembic import op

from bot.storage.base import UtcDateTime

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_OPEN = sa.text("state <> 'terminé'")


def upgrade() -> None:
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ladder_from', sa.Integer(), server_default='0', nullable=False))

    op.create_table(
        'live_talks',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.String(length=36), nullable=False),
        sa.Column('owner', sa.String(length=64), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('reason', sa.String(length=40), nullable=False),
        sa.Column('adviser', sa.String(length=80), nullable=True),
        sa.Column('kept_for', sa.String(length=80), nullable=True),
        sa.Column('asked_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('taken_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('ended_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('expires_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('active_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('trainee_seen_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('messages', sa.Integer(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversations.id'], name=op.f('fk_live_talks_conversation_id_conversations')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_live_talks')),
    )
    with op.batch_alter_table('live_talks', schema=None) as batch_op:
        for column in ('adviser', 'conversation_id', 'ended_at', 'owner', 'state'):
            batch_op.create_index(batch_op.f(f'ix_live_talks_{column}'), [column], unique=False)
    op.create_index(
        'ix_live_talks_open', 'live_talks', ['conversation_id'], unique=True,
        sqlite_where=_OPEN, postgresql_where=_OPEN,
    )  # fmt: skip

    op.create_table(
        'live_changes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('talk_id', sa.Integer(), nullable=False),
        sa.Column('event', sa.String(length=12), nullable=False),
        sa.Column('state_before', sa.String(length=20), nullable=False),
        sa.Column('state_after', sa.String(length=20), nullable=False),
        sa.Column('who', sa.String(length=80), nullable=False),
        sa.Column('note', sa.String(length=200), nullable=False),
        sa.Column('at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['talk_id'], ['live_talks.id'], name=op.f('fk_live_changes_talk_id_live_talks')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_live_changes')),
    )
    with op.batch_alter_table('live_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_live_changes_talk_id'), ['talk_id'], unique=False)

    op.create_table(
        'live_messages',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('talk_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('after_turn', sa.Integer(), nullable=False),
        sa.Column('author', sa.String(length=12), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('citations', sa.JSON(), nullable=False),
        sa.Column('client_key', sa.String(length=64), nullable=False),
        sa.Column('sent_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['talk_id'], ['live_talks.id'], name=op.f('fk_live_messages_talk_id_live_talks')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_live_messages')),
        sa.UniqueConstraint('talk_id', 'client_key', name='uq_live_messages_talk_key'),
        sa.UniqueConstraint('talk_id', 'position', name='uq_live_messages_talk_position'),
    )

    op.create_table(
        'adviser_presences',
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('available', sa.Boolean(), nullable=False),
        sa.Column('since', UtcDateTime(timezone=True), nullable=False),
        sa.Column('seen_at', UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_adviser_presences')),
    )


def downgrade() -> None:
    op.drop_table('adviser_presences')
    op.drop_table('live_messages')
    op.drop_table('live_changes')
    op.drop_table('live_talks')
    op.execute("UPDATE conversations SET state = 'bot'")
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_column('ladder_from')
