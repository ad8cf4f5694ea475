"""Panels around the text: plain widgets that show values and say what was asked for."""
