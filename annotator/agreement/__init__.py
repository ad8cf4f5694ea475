"""Agreement between annotators: measures on plain values, and the report of all of them."""
