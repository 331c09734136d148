"""What people type is kept nowhere, said to nobody, and written nowhere: shown of the program while it runs."""
