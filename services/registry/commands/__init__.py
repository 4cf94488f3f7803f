"""The registry's commands, by subject: load, decide, record."""
