"""通知: alarms, to-dos, the inbox, channels, deliveries."""
