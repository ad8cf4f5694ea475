"""Formats: annotated documents to and from files; one format, one module, one report.

``registry.FORMATS`` names them all. A reader yields documents and what it had to skip,
with a report of repairs; a writer streams documents to a file or folder and returns a
report of losses: what came in is what went out plus the losses.
"""
