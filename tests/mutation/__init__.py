"""The mutation proof: slips of the pen in flows and content, and what notices each (docs/proofs.md)."""
