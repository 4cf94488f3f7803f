"""The whole city on one machine: broker, database and every service, and nothing left behind."""
