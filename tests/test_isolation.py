"""The tests prove something only if nothing outside helps them: no network, no setting of the person's own."""

import os
import socket
import subprocess
import sys

import pytest
from pytest_socket import SocketConnectBlockedError

from bot.settings import Settings, load_settings


def connect(host: str) -> None:
    with socket.socket() as client:
        client.settimeout(1)
        client.connect((host, 9))


@pytest.fixture(scope="module")
def refusal_met_by_a_fixture() -> SocketConnectBlockedError:
    with pytest.warns(UserWarning, match="tried to use"), pytest.raises(SocketConnectBlockedError) as refusal:
        connect("192.0.2.1")
    return refusal.value


def test_no_test_reaches_beyond_this_machine() -> None:
    with pytest.warns(UserWarning, match="tried to use"), pytest.raises(SocketConnectBlockedError):
        connect("192.0.2.1")


def test_no_shared_fixture_reaches_beyond_this_machine(refusal_met_by_a_fixture: SocketConnectBlockedError) -> None:
    assert "192.0.2.1" in str(refusal_met_by_a_fixture)


def test_no_child_process_asks_anything_outside() -> None:
    script = "import urllib.request\nurllib.request.urlopen('http://192.0.2.1/', timeout=60)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "Connection refused" in done.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_of_the_test_s_own_can_be_reached(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect((host, server.getsockname()[1]))


def test_no_setting_of_the_person_leaks_in() -> None:
    assert [name for name in os.environ if name.startswith("CHORISTE_")] == []
    assert load_settings().model_dump() == {name: field.default for name, field in Settings.model_fields.items()}


def test_the_hub_and_the_telemetry_are_off() -> None:
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
