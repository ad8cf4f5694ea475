"""Comparison of annotation sets on one document: alignment, matchings, kinds of difference."""
