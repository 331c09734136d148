"""Where a session rests between two taps: numbers and bytes only, never a word."""
