"""The pure core: where a conversation stands, what may happen next, and what to show. No clock, no text, no IO."""
