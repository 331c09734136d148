"""Tests about the store: one contract for every kind, and what only a real file on a real disk can show."""
