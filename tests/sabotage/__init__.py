"""Breakages of one control each, kept as patches: the suite has to notice every one of them."""
