"""Privacy: the staff's journal, that the database itself lets nobody change, and what the purge must remember."""

import sqlalchemy as sa
from alembic import op

import bot.storage.models

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

_TIME = bot.storage.models.UtcDateTime(timezone=True)
_FLOOR_DAYS = 180
_REFUSED = 'the journal is only added to'
_TOO_YOUNG = f'the journal keeps every entry for {_FLOOR_DAYS} days'

# An entry goes only below a checkpoint; a checkpoint stands only on an entry that is old enough, with its own hash.
_SQLITE = (
    f"CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    'CREATE TRIGGER audit_log_deleted BEFORE DELETE ON audit_log '
    'WHEN OLD.id > coalesce((SELECT max(up_to) FROM audit_checkpoints), 0) '
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    # INSERT OR REPLACE would delete without a word to the trigger above.
    'CREATE TRIGGER audit_log_added BEFORE INSERT ON audit_log '
    'WHEN NEW.id <= max(coalesce((SELECT max(id) FROM audit_log), 0), '
    'coalesce((SELECT max(up_to) FROM audit_checkpoints), 0)) '
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    'CREATE TRIGGER audit_checkpoints_kept BEFORE UPDATE ON audit_checkpoints '
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    'CREATE TRIGGER audit_checkpoints_deleted BEFORE DELETE ON audit_checkpoints '
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    'CREATE TRIGGER audit_checkpoints_added BEFORE INSERT ON audit_checkpoints '
    'WHEN NOT EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.up_to AND hash = NEW.hash '
    f"AND at < datetime('now', '-{_FLOOR_DAYS} days')) BEGIN SELECT RAISE(ABORT, '{_TOO_YOUNG}'); END",
)
_POSTGRESQL = (
    'CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    'CREATE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'IF OLD.id > coalesce((SELECT max(up_to) FROM audit_checkpoints), 0) THEN '
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
    'CREATE FUNCTION audit_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'IF NEW.id <= coalesce((SELECT max(up_to) FROM audit_checkpoints), 0) THEN '
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
    'CREATE FUNCTION audit_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'IF NOT EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.up_to AND hash = NEW.hash '
    f"AND at < now() - interval '{_FLOOR_DAYS} days') THEN "
    f"RAISE EXCEPTION '{_TOO_YOUNG}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
    'CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
    'CREATE TRIGGER audit_log_deleted BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_delete()',
    'CREATE TRIGGER audit_log_emptied BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION audit_refuse()',
    'CREATE TRIGGER audit_log_added BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_add()',
    'CREATE TRIGGER audit_checkpoints_kept BEFORE UPDATE OR DELETE ON audit_checkpoints '
    'FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
    'CREATE TRIGGER audit_checkpoints_emptied BEFORE TRUNCATE ON audit_checkpoints EXECUTE FUNCTION audit_refuse()',
    'CREATE TRIGGER audit_checkpoints_added BEFORE INSERT ON audit_checkpoints '
    'FOR EACH ROW EXECUTE FUNCTION audit_checkpoint()',
)
_FUNCTIONS = ('audit_refuse', 'audit_delete', 'audit_add', 'audit_checkpoint')


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
    for statement in _SQLITE if op.get_bind().dialect.name == 'sqlite' else _POSTGRESQL:
        op.execute(sa.text(statement))


def downgrade() -> None:
    # Triggers go with their table.
    for table in ('notices_seen', 'past_tickets', 'doomed_files', 'purge_runs', 'audit_log', 'audit_checkpoints'):
        op.drop_table(table)
    if op.get_bind().dialect.name != 'sqlite':
        for name in _FUNCTIONS:
            op.execute(sa.text(f'DROP FUNCTION {name}()'))
