"""The conversations, judged by an oracle that shares no code with them."""
