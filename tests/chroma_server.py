"""A real Chroma server of the tests' own, on a port of this machine, that can be stopped, started and robbed."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path


class ChromaServer:
    """``url`` stays the same through stops and starts; what it holds is in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.process is not None:
            return
        program = str(Path(sys.executable).with_name("chroma"))
        self.process = subprocess.Popen(
            [program, "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while True:
            assert self.process.poll() is None, "the Chroma server ended at once"
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def forget_all(self) -> None:
        """Start again with nothing of what it held."""
        self.stop()
        shutil.rmtree(self.folder)
        self.start()
