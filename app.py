"""Serves Choriste: settings → services → pages → one uvicorn worker, and nothing else."""

import ctypes
import gc
import logging
import socket
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bot.keeping.errors import HouseTaken
from bot.keeping.holding import holding_house
from bot.settings import InvalidSettings, Settings, load_settings
from bot.storage.database import DatabaseUnavailable
from bot.web.log_format import set_up_logging

if TYPE_CHECKING:
    from bot.services import Services

STOPPED, NOT_STARTED, BAD_SETTINGS = 0, 1, 2
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # M_MMAP_THRESHOLD and M_ARENA_MAX in <malloc.h>
_LARGE_BLOCK = 1024 * 1024  # bytes

_log = logging.getLogger("choriste")


def main() -> int:
    """Serve until stopped; 2 when a setting is refused, 1 when the database, the folder or the port can't be had."""
    _give_memory_back()
    try:
        settings = load_settings()
        set_up_logging(settings)
        listener = _listen(settings)
        # Imported once the settings hold and the port is ours: what can stop the start is told seconds sooner.
        import uvicorn

        from bot.services import open_services
        from bot.web.server import create_app

        taken = ExitStack()
        taken.enter_context(holding_house(settings.data_dir))
        services = open_services(settings)
    except InvalidSettings as error:
        sys.stderr.write(f"{error}\n")
        return BAD_SETTINGS
    except (DatabaseUnavailable, HouseTaken, PortTaken) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_STARTED
    _tell_first_password(services)
    threading.Thread(target=_warm_up, args=(services,), daemon=True).start()
    services.upload_worker.start()
    services.mender.start()
    services.courier.start()
    services.daily_purge.start()
    # Whose word is taken on where a request comes from is a setting, and not « whoever is on this machine ».
    config = uvicorn.Config(
        create_app(services), log_config=None, log_level="warning", access_log=False, server_header=False,
        proxy_headers=False,
    )  # fmt: skip
    gc.freeze()  # the pages; what answers follows in _warm_up
    _log.info("Choriste répond sur http://%s:%s (Ctrl+C pour arrêter)", settings.host, settings.port)
    with listener, taken:
        uvicorn.Server(config).run(sockets=[listener])
        services.close()
    return STOPPED


def _warm_up(services: "Services") -> None:
    """Load the model and the index beside the start, so that the first trainee doesn't wait for them.

    What a start makes stays: frozen, it isn't looked over by each whole collection, which stops every page meanwhile.
    """
    from bot.dialogue.types import Question

    services.assistant.reply(Question("Ma facture est suspendue"))
    gc.freeze()


def _give_memory_back() -> None:
    """Without it glibc keeps what it once took: hundreds of MB in an hour of many people.

    It gives each thread an arena that keeps what its largest answer took, and takes ever larger blocks from there once
    one was freed; here large blocks go back to the system at once. Elsewhere nothing of this is there to set.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is not None:
        set_option(_ARENA_MAX, 2)
        set_option(_MMAP_THRESHOLD, _LARGE_BLOCK)


class PortTaken(Exception):
    """Another program listens there, or the address isn't this machine's; ``str()`` is the French sentence."""


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"L'adresse {settings.host}:{settings.port} n'est pas libre ({error.strerror}). Choriste y répond "
            "peut-être déjà ; sinon, choisissez un autre port avec CHORISTE_PORT."
        ) from error
    return listener


def _tell_first_password(services: "Services") -> None:
    password = services.accounts.ensure_administrator()
    if password is not None:
        sys.stderr.write(
            "\nPremier démarrage : compte « admin », mot de passe à usage de départ : "
            f"{password}\nIl n'est montré qu'une fois. Changez-le : python -m bot user password admin\n\n"
        )
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
