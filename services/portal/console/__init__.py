"""Web pages: log-in and the report."""
