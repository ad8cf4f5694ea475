"""Raw articles in: files of several formats become documents with zones and provenance."""
