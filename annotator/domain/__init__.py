"""Values and rules of annotation; standard library only, no I/O, no clock but where named."""
