"""Which addresses there are, and which of them this process serves (`served`)."""
