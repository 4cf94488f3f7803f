"""The REST API: thin over the services, which decide."""
