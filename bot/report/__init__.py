"""What leaves the store as figures that single nobody out, and the whole list of what the store holds."""
