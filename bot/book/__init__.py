"""The reviewer's book: everything that a clinician, a lawyer or a survivor is asked to judge, in one file to read.

``model`` is the book as plain data, gathered from the program that runs; ``pages`` writes it as HTML. Nothing in it is
written by hand: what a card shows comes from the screens, a picture from the machine, a proof from ``check``.
"""
