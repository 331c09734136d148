"""What a class can be told of itself afterwards: of the class, never of one person in it."""
