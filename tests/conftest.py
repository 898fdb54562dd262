"""What holds for every test: see also [tool.pytest] in pyproject.toml.

Sockets reach loopback only, the order is random, a warning is an error.
"""

from hypothesis import HealthCheck, settings

# A busy machine is no reason to fail; the examples are drawn anew on each run.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")

pytest_plugins = ["tests.people", "tests.duties"]
