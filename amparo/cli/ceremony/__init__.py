"""Acts of the keyholders, away from the site: parts of `amparo shares` and `amparo keys`."""
