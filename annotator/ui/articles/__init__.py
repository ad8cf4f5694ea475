"""The list of articles: a paged model, its painting, the filter above it."""
