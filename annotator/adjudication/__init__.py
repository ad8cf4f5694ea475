"""Settling differences: clusters of competing labels, and rules that decide some of them."""
