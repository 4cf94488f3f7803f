"""Portal 门户: people and their rights, sessions, the REST API and the web pages."""
