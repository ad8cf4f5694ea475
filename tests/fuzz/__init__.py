"""Files to read that nobody meant well with, and a target for a fuzzer."""
