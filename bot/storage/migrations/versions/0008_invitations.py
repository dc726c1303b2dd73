"""Links to choose a password, accounts of an organisation, and what an account tells of its sessions."""

import secrets

import sqlalchemy as sa
from alembic import op
from pwdlib import PasswordHash

import bot.storage.models

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


_TIME = bot.storage.models.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'invitations',
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('created_by', sa.String(length=80), nullable=False),
        sa.Column('created_at', _TIME, nullable=False),
        sa.Column('expires_at', _TIME, nullable=False),
        sa.Column('used_at', _TIME, nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_invitations_user_id_users')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    )
    with op.batch_alter_table('invitations') as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_user_id'), ['user_id'], unique=False)
    op.create_table(
        'organisation_identities',
        sa.Column('issuer', sa.String(length=300), nullable=False),
        sa.Column('subject', sa.String(length=255), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_organisation_identities_user_id_users')),
        sa.PrimaryKeyConstraint('issuer', 'subject', name=op.f('pk_organisation_identities')),
        sa.UniqueConstraint('user_id', name=op.f('uq_organisation_identities_user_id')),
    )
    with op.batch_alter_table('users') as batch_op:
        batch_op.add_column(sa.Column('display', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('signed_in_at', _TIME, nullable=True))
    with op.batch_alter_table('sign_in_sessions') as batch_op:
        batch_op.add_column(sa.Column('browser', sa.String(length=80), server_default='', nullable=False))


def downgrade() -> None:
    # The schema of before expects a hash of each account: where there was no password, one that nobody knows.
    users = sa.table('users', sa.column('password_hash', sa.String))
    unknown = PasswordHash.recommended().hash(secrets.token_urlsafe())
    op.execute(users.update().where(users.c.password_hash == '').values(password_hash=unknown))
    # In place: SQLite can't drop a table, to make it anew, that sessions point to.
    with op.batch_alter_table('sign_in_sessions', recreate='never') as batch_op:
        batch_op.drop_column('browser')
    with op.batch_alter_table('users', recreate='never') as batch_op:
        batch_op.drop_column('signed_in_at')
        batch_op.drop_column('display')
    op.drop_table('organisation_identities')
    with op.batch_alter_table('invitations') as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_user_id'))
    op.drop_table('invitations')
