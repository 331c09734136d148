"""Tests of the present layer: what is read, what is refused, what is shown, what is understood."""
