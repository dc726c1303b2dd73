"""The database itself lets nobody change the staff's journal: these triggers refuse it, in either database.

They stand from migration 0010 on. A restore takes them down inside its one transaction, for it puts back entries that
no application could write, and puts them up again before it ends.
"""

from typing import Final

from sqlalchemy import Connection, text

from bot.storage.privacy import AUDIT_FLOOR_DAYS

_REFUSED: Final = "the journal is only added to"
_TOO_YOUNG: Final = f"the journal keeps every entry for {AUDIT_FLOOR_DAYS} days"

# An entry goes only below a checkpoint; a checkpoint stands only on an entry that is old enough, with its own hash.
_SQLITE: Final = (
    f"CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    "CREATE TRIGGER audit_log_deleted BEFORE DELETE ON audit_log "
    "WHEN OLD.id > coalesce((SELECT max(up_to) FROM audit_checkpoints), 0) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    # INSERT OR REPLACE would delete without a word to the trigger above.
    "CREATE TRIGGER audit_log_added BEFORE INSERT ON audit_log "
    "WHEN NEW.id <= max(coalesce((SELECT max(id) FROM audit_log), 0), "
    "coalesce((SELECT max(up_to) FROM audit_checkpoints), 0)) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    "CREATE TRIGGER audit_checkpoints_kept BEFORE UPDATE ON audit_checkpoints "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    "CREATE TRIGGER audit_checkpoints_deleted BEFORE DELETE ON audit_checkpoints "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    "CREATE TRIGGER audit_checkpoints_added BEFORE INSERT ON audit_checkpoints "
    "WHEN NOT EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.up_to AND hash = NEW.hash "
    f"AND at < datetime('now', '-{AUDIT_FLOOR_DAYS} days')) BEGIN SELECT RAISE(ABORT, '{_TOO_YOUNG}'); END",
)
_POSTGRESQL: Final = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF OLD.id > coalesce((SELECT max(up_to) FROM audit_checkpoints), 0) THEN "
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
    "CREATE FUNCTION audit_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NEW.id <= coalesce((SELECT max(up_to) FROM audit_checkpoints), 0) THEN "
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
    "CREATE FUNCTION audit_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NOT EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.up_to AND hash = NEW.hash "
    f"AND at < now() - interval '{AUDIT_FLOOR_DAYS} days') THEN "
    f"RAISE EXCEPTION '{_TOO_YOUNG}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_log_deleted BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_delete()",
    "CREATE TRIGGER audit_log_emptied BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_log_added BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_add()",
    "CREATE TRIGGER audit_checkpoints_kept BEFORE UPDATE OR DELETE ON audit_checkpoints "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_checkpoints_emptied BEFORE TRUNCATE ON audit_checkpoints EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_checkpoints_added BEFORE INSERT ON audit_checkpoints "
    "FOR EACH ROW EXECUTE FUNCTION audit_checkpoint()",
)
_TRIGGERS: Final = tuple(statement.split()[2] for statement in _SQLITE)
_FUNCTIONS: Final = ("audit_refuse", "audit_delete", "audit_add", "audit_checkpoint")


def put_up(connection: Connection) -> None:
    """Guard the journal, whose tables are there; runs in the caller's transaction."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def take_down(connection: Connection) -> None:
    """Take away what guards the journal, if anything does; runs in the caller's transaction."""
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        for name in _FUNCTIONS:  # their triggers go with them
            connection.execute(text(f"DROP FUNCTION IF EXISTS {name}() CASCADE"))
