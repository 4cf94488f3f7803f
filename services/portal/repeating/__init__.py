"""Requests that are sent again with their key: answered as before, and done once."""
