"""XML of any kind: handed to the reader that knows its root element."""

from lxml import etree

from annotator.ingest import feeds, newsml_1, newsml_g2, nitf
from annotator.ingest.flow import local_name
from annotator.ingest.parts import Part
from annotator.ingest.xml import parsed_xml, root_name

_PROLOG_WITHIN = 20_000


def read_xml(text: str) -> list[Part]:
    """Return the articles of NITF, NewsML-G2, NewsML 1, RSS and Atom; the reason for others."""
    name = root_name(text[:_PROLOG_WITHIN])
    if name in feeds.ROOTS:
        return feeds.read_feed(text)
    if not name:
        return [Part("xml", reason="The file is no XML.")]
    root = parsed_xml(text)
    if root is None:
        return [Part("xml", reason="The file is no well-formed XML.")]
    return _parts(root)


def _parts(root: etree._Element) -> list[Part]:
    name = local_name(root)
    if name == "nitf":
        return [nitf.read_nitf(root)]
    if name in newsml_g2.ROOTS:
        return newsml_g2.read_newsml_g2(root)
    if name == "newsml":
        return newsml_1.read_newsml_1(root)
    shown = etree.QName(root).localname[:40]
    return [Part("xml", reason=f"No reader for XML whose root element is {shown}.")]
