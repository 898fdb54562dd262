"""One fictional case, walked over HTTP by separate people: what `amparo demo` shows."""
