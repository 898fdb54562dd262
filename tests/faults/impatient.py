"""Settings of a site that waits PATIENCE seconds, not thirty, for a body that stands still."""

import os
from importlib import import_module

from amparo.foundations.accounts.server import incoming_request_bodies as arriving

main = import_module("amparo.settings.main")
globals().update({name: getattr(main, name) for name in dir(main) if name.isupper()})
assert arriving.Incoming.__init__.__defaults__ == (arriving.PATIENCE,)
arriving.Incoming.__init__.__defaults__ = (float(os.environ["PATIENCE"]),)
