"""XML made to do harm: entities of outside and bombs."""

import time

import pytest

from annotator.app.exchange import import_paths
from annotator.app.tasks import Progress
from annotator.domain.errors import UserError
from annotator.formats.registry import FORMATS
from tests.hostile import (
    ANNA,
    SECRET,
    put,
)

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "boomboomboom">'
    + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" + ("&" + chr(97 + n) + ";") * 9}">'
        for n in range(12)
    )
    + "]>"
)


XML = {
    "gate": "<GateDocument><TextWithNodes>{}</TextWithNodes></GateDocument>",
    "bioc": "<collection><document><passage><offset>0</offset><text>{}</text></passage>"
    "</document></collection>",
    "uima-xmi": '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    ' xmi:version="2.0"><cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView"'
    ' mimeType="text" sofaString="{}"/></xmi:XMI>',
}


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("offered", [True, False])
def test_entities_of_outside_and_bombs_are_not_expanded(project, tmp_path, name, offered):
    secret = put(tmp_path / "secret", SECRET)
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    dtd = f'<!DOCTYPE x SYSTEM "{secret.as_uri()}">'
    remote = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">'
    began = time.monotonic()
    for head, entity in ((BOMB, "m"), (outside, "a"), (dtd, "lt"), (remote, "lt")):
        content = f"<?xml version='1.0'?>{head}{XML[name].format(f'text &{entity}; end')}"
        path = put(
            tmp_path / f"x{FORMATS[name].suffixes[0] if name != 'gate' else '.xml'}", content
        )
        try:
            report = import_paths(
                project, [path], ANNA, Progress(), format_name=name if offered else None
            )
        except UserError as error:
            said = str(error)
        else:
            said = " ".join(each.reason for each in report.skipped)
        assert SECRET not in said
    assert time.monotonic() - began < 5
    with project.reading() as link:
        texts = [row[0] for row in link.execute("SELECT text FROM texts")]
    assert not [text for text in texts if "boom" in text or SECRET in text]
