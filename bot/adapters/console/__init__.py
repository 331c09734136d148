"""The console: numbers, labels or slash words come in, one card at a time goes out, and nothing typed is kept."""
