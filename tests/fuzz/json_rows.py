"""Valid JSON of three corpus formats over a text that begins with "😀 Anna", to be broken."""


def pubannotation(text: str) -> list[dict[str, object]]:
    """Return a document with all that PubAnnotation has, and one with an empty track."""
    return [
        {
            "text": text,
            "sourcedb": "x",
            "sourceid": "1",
            "project": "p",
            "denotations": [
                {"id": "T1", "span": {"begin": 2, "end": 6}, "obj": "P"},
                {"id": "T2", "span": [{"begin": 2, "end": 6}, {"begin": 7, "end": 10}], "obj": "Q"},
            ],
            "relations": [{"id": "R1", "subj": "T1", "pred": "x", "obj": "T2"}],
            "attributes": [{"id": "A1", "subj": "T1", "pred": "x", "obj": True}],
            "modifications": [{"id": "M1", "pred": "N", "obj": "T1"}],
        },
        {"text": text, "tracks": [{"project": "p", "denotations": []}]},
    ]


def gate(text: str, *, utf16: bool) -> dict[str, object]:
    """Return a GATE document with one annotation; offsets count UTF-16 units or code points."""
    start = 3 if utf16 else 2
    found = {"type": "P", "start": start, "end": start + 4, "id": 1, "features": {"a": "b"}}
    return {
        "text": text,
        "offset_type": "j" if utf16 else "p",
        "features": {"a": 1},
        "annotation_sets": {"detached-from": "", "": {"name": "", "annotations": [found]}},
    }


def bioc(text: str) -> dict[str, object]:
    """Return a BioC collection of one document with one passage."""
    nodes = [{"refid": "1", "role": role} for role in "ab"]
    passage = {
        "offset": 0,
        "infons": {"type": "title"},
        "text": text,
        "sentences": [{"offset": 0, "text": "", "annotations": []}],
        "annotations": [
            {
                "id": "1",
                "infons": {"type": "P"},
                "text": "Anna",
                "locations": [{"offset": 2, "length": 4}],
            }
        ],
        "relations": [{"id": "r", "infons": {}, "nodes": nodes}],
    }
    documents = [{"id": "1", "infons": {"a": "b"}, "passages": [passage]}]
    return {"source": "s", "date": "d", "key": "k", "documents": documents}
