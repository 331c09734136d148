"""Waymark: a companion for a private conversation between a health worker and a patient."""

__version__ = "0.1.0"
