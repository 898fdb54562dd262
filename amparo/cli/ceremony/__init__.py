"""What keyholders do together, away from the site: parts of `amparo shares` and `amparo keys`."""
