"""Two servers never share a port, and no surface of a site is served twice."""

import socket
import subprocess

import pytest

from amparo.cli.walk.demo_site import AMPARO, Place, free_port


def second(site, port, *words):
    """`amparo serve` on this port, where it is expected to refuse."""
    return subprocess.run(
        [AMPARO, "serve", "--port", str(port), *words],
        env=site.place.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - refused
def test_second_site_on_a_port_is_refused(shared, laid, host):
    done = second(laid, shared.place.port, "--host", host)
    assert done.returncode == 2
    assert f"Port {shared.place.port} is already in use by amparo serve" in done.stderr
    assert f"of the site in {shared.place.state}" in done.stderr
    assert "Serving" not in done.stdout


def test_second_server_of_a_site_is_refused(shared):
    done = second(shared, free_port())
    assert done.returncode == 2
    assert f"already served: process {shared.place.server.pid}" in done.stderr
    assert f"on http://127.0.0.1:{shared.place.port}/" in done.stderr


def test_second_server_without_the_jobs_is_served(shared):
    place = Place(shared.place.state, free_port(), shared.place.more)
    place.serve("--no-tick", "--workers", "1")
    assert place.answers()
    place.stop()


def test_doctor_says_who_serves_what(shared):
    said = subprocess.run(
        [AMPARO, "doctor", "--quick"],
        env=shared.place.environment(),
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for surface in ("door", "desk", "portal", "site"):
        assert f"Served now: {surface}, by process {shared.place.server.pid} on" in said


def test_port_of_another_program_is_refused(laid):
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = second(laid, other.getsockname()[1])
    assert done.returncode == 2
    assert "is already in use by another program" in done.stderr


def test_stopped_server_leaves_its_port_and_surfaces(laid):
    laid.serve()
    laid.place.stop()
    laid.serve()
    assert laid.place.answers()
