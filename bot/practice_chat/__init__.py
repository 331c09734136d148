"""Practice in a Telegram chat: a bot of its own, with its own token, process and file, that holds no real session."""
