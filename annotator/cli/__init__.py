"""The command line: every verb without Qt, without a screen and without a network."""
