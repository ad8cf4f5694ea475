"""The project file: one SQLite database that holds everything; all SQL lives here.

Every mergeable row has a globally unique ``id``, a stamp (``clock``, ``writer``) and a
``deleted`` flag. A deleted row stays as a tombstone. The later stamp wins a row, so that
merging files is commutative, associative and idempotent (``docs/decisions``).
"""
