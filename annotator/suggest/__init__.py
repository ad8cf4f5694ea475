"""Suggestions from a spaCy pipeline, computed in processes of their own.

``pipelines`` finds what is installed, ``mapping`` turns its labels into the schema's,
``pool`` hands texts to worker processes and collects what they propose. Nothing here
knows of projects, commands or windows, and importing it does not import spaCy.
"""
