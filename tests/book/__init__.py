"""The reviewer's book: everything is in it, every link leads somewhere, and what changed is told."""
