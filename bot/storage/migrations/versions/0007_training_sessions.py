"""Training sessions."""

import sqlalchemy as sa
from alembic import op

import bot.storage.models

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'training_sessions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=120), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('place', sa.String(length=120), nullable=False),
        sa.Column('capacity', sa.Integer(), nullable=False),
        sa.Column('programme', sa.Text(), nullable=False),
        sa.Column('code', sa.String(length=8), nullable=False),
        sa.Column('trainer_id', sa.Integer(), nullable=False),
        sa.Column('created_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('closed_at', bot.storage.models.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['trainer_id'], ['users.id'], name=op.f('fk_training_sessions_trainer_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_training_sessions')),
        sa.UniqueConstraint('code', name=op.f('uq_training_sessions_code')),
    )
    with op.batch_alter_table('training_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_sessions_starts_on'), ['starts_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_sessions_trainer_id'), ['trainer_id'], unique=False)
    op.create_table(
        'participants',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('training_session_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('token_digest', sa.String(length=64), nullable=True),
        sa.Column('joined_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('seen_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('shares_name', sa.Boolean(), nullable=False),
        sa.Column('removed_at', bot.storage.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column('return_digest', sa.String(length=64), nullable=True),
        sa.Column('return_until', bot.storage.models.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['training_session_id'],
            ['training_sessions.id'],
            name=op.f('fk_participants_training_session_id_training_sessions'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_participants')),
        sa.UniqueConstraint('return_digest', name=op.f('uq_participants_return_digest')),
        sa.UniqueConstraint('token_digest', name=op.f('uq_participants_token_digest')),
    )
    with op.batch_alter_table('participants', schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f('ix_participants_training_session_id'), ['training_session_id'], unique=False
        )
        batch_op.create_index(
            'ix_participants_seated',
            ['training_session_id', 'email'],
            unique=True,
            sqlite_where=sa.text('removed_at IS NULL'),
            postgresql_where=sa.text('removed_at IS NULL'),
        )
    op.create_table(
        'attendances',
        sa.Column('participant_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('half', sa.String(length=12), nullable=False),
        sa.Column('marked_by', sa.String(length=80), nullable=False),
        sa.Column('marked_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['participant_id'], ['participants.id'], name=op.f('fk_attendances_participant_id_participants')
        ),
        sa.PrimaryKeyConstraint('participant_id', 'day', 'half', name=op.f('pk_attendances')),
    )


def downgrade() -> None:
    op.drop_table('attendances')
    with op.batch_alter_table('participants', schema=None) as batch_op:
        batch_op.drop_index('ix_participants_seated')
        batch_op.drop_index(batch_op.f('ix_participants_training_session_id'))
    op.drop_table('participants')
    with op.batch_alter_table('training_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_sessions_trainer_id'))
        batch_op.drop_index(batch_op.f('ix_training_sessions_starts_on'))
    op.drop_table('training_sessions')
