"""The jsonl of several annotators: a folder with one file each."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import AnnotatorId
from annotator.domain.schema import Schema
from annotator.formats.document_json import DocumentWriter
from annotator.formats.file_names import folder_names
from annotator.formats.format import ExportOptions, ExportResult
from annotator.formats.jsonl_lines import header_line, line_of
from annotator.formats.staging import MANIFEST, staged_folder


def write_folder(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    destination: Path,
    options: ExportOptions,
    format_name: str,
) -> ExportResult:
    """Write a file for each annotator who has a set; a document goes to each who did it.

    ``documents`` of the result counts documents, not lines.
    """
    result = ExportResult()
    names: dict[AnnotatorId, str] = {}
    with staged_folder(destination, format_name) as stage:
        with ExitStack() as open_files:
            files: dict[AnnotatorId, BinaryIO] = {}
            writer = DocumentWriter(schema, result)
            total = 0
            for annotated in documents:
                total += 1
                for one in annotated.sets:
                    owner = one.annotator
                    if owner not in files:
                        names[owner] = annotated.annotators[owner].name
                        path = stage / f"{len(files)}.part"
                        files[owner] = open_files.enter_context(path.open("xb"))
                        files[owner].write(header_line(schema))
                    files[owner].write(line_of(writer.row(replace(annotated, sets=(one,)))))
            result.documents = total
        # The names of all are known only now, and two may differ in case alone.
        written = folder_names(names, (MANIFEST,))
        for number, owner in enumerate(files):
            (stage / f"{number}.part").rename(stage / f"{written[owner]}.jsonl")
        result.files = sorted(Path(f"{name}.jsonl") for name in written.values())
        manifest = {
            "format": format_name,
            "files": [*(path.as_posix() for path in result.files), MANIFEST],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        (stage / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        result.files.append(Path(MANIFEST))
    return result
