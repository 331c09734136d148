"""Whole conversations, written so that a clinician can read them, and held again by the program on each run."""
