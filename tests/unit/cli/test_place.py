"""The port of a demo, which many may look for at once."""

import socket

import pytest

from amparo.cli.walk.demo_site import free_port


def test_a_port_is_given_to_nobody_else_and_a_server_still_gets_it() -> None:
    port = free_port()
    with socket.socket() as another, pytest.raises(OSError, match="in use"):
        another.bind(("127.0.0.1", port))
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        server.bind(("127.0.0.1", port))
        server.listen()
