"""What can be known of a text alone: canonical form, words, sentences, zones, offsets."""
