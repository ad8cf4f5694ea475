"""What goes where around the text: lanes, runs, tags, arcs and routes; pure, without Qt.

Offsets are code points of the document unless a name says UTF-16; lengths on the screen
are pixels as floats, x to the right and y downwards.
"""
