"""Role-play for trainers: a patient whose trust follows how you ask. Nothing in here is a real conversation."""
