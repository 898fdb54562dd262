"""Parts of `amparo law`: each module is one of its subcommands."""
