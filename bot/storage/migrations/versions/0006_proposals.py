"""Proposals of new fiches."""

import sqlalchemy as sa
from alembic import op

import bot.storage.models

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'proposals',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=30), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('wordings', sa.JSON(), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('watch', sa.Text(), nullable=False),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('sources', sa.JSON(), nullable=False),
        sa.Column('origin', sa.String(length=120), nullable=False),
        sa.Column('confirmed_on', sa.Date(), nullable=False),
        sa.Column('removed', sa.JSON(), nullable=False),
        sa.Column('author', sa.String(length=80), nullable=False),
        sa.Column('created_at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('document_key', sa.String(length=200), nullable=True),
        sa.Column('fiche_sha', sa.String(length=64), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
    )
    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposals_author'), ['author'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposals_document_key'), ['document_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposals_state'), ['state'], unique=False)
    op.create_table(
        'proposal_events',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=30), nullable=False),
        sa.Column('who', sa.String(length=80), nullable=False),
        sa.Column('at', bot.storage.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['proposal_id'], ['proposals.id'], name=op.f('fk_proposal_events_proposal_id_proposals')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_events')),
    )
    with op.batch_alter_table('proposal_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_events_proposal_id'), ['proposal_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('proposal_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_events_proposal_id'))
    op.drop_table('proposal_events')
    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposals_state'))
        batch_op.drop_index(batch_op.f('ix_proposals_document_key'))
        batch_op.drop_index(batch_op.f('ix_proposals_author'))
    op.drop_table('proposals')
