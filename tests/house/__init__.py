"""Tests about the house itself: arrows, sizes, locks, what is committed, how it starts."""
