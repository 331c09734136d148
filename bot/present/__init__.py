"""Words, contacts and the site, put together into screens. It decides nothing: the engine's view says what to show."""
