"""Web pages: log-in, the printed report, and the console's files."""
