"""The engine: what it promises for any session and any event."""
