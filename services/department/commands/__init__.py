"""A department's commands, by subject: load, decide, record."""
