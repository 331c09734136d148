"""One package for each channel: it draws a screen, reads an event, and touches the world. It decides nothing."""
