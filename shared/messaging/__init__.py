"""Messages between services: RPC with deadlines, numbered logs that are relayed and followed, intake."""
