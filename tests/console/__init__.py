"""The console from outside, as a person at a terminal or a program at a pipe meets it."""
