"""The reading pane: an article's text with its spans, suggestions and relations.

``view.ArticleView`` is the widget; ``marks`` and ``themes`` hold what it is given. The
rest is its inside: the text never comes back from the widget, and offsets outside
``offsets`` and ``geometry`` are code points.
"""
