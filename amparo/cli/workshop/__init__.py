"""Parts of `amparo law`: each module is what may follow it."""
