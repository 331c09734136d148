"""The store at a real PostgreSQL server: races, kills, restarts, and what the server keeps."""
