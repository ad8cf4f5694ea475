"""Elements to blocks in reading order."""

from annotator.domain.documents import ZoneKind
from annotator.ingest.flow import flow_blocks, flow_text
from annotator.ingest.fragments import body_blocks, html_blocks, one_line, plain_blocks
from annotator.ingest.xml import parsed_xml

BODY = ZoneKind.BODY


def blocks(markup):
    return [(kind.value, text) for kind, text in html_blocks(markup)]


def test_text_outside_paragraphs_is_kept():
    assert blocks("Before.<p>In <b>bold</b>.</p>Between.<div>Inner<p>Deep.</p>tail</div>") == [
        ("body", "Before."),
        ("body", "In bold."),
        ("body", "Between."),
        ("body", "Inner"),
        ("body", "Deep."),
        ("body", "tail"),
    ]


def test_kinds_by_element_and_class():
    markup = """<h2>Head</h2><blockquote><p>Said.</p></blockquote><p class="ingress">Short.</p>
    <figure><img><figcaption>A boat.</figcaption></figure><script>no()</script>
    <ul><li>One</li><li>Two</li></ul><table><tr><th>a</th><td>b  c</td></tr></table>"""
    assert blocks(markup) == [
        ("crosshead", "Head"),
        ("quote", "Said."),
        ("standfirst", "Short."),
        ("caption", "A boat."),
        ("body", "One"),
        ("body", "Two"),
        ("body", "a\tb c"),
    ]


def test_line_breaks():
    assert blocks("<p>One<br>two<br><br>three</p>") == [("body", "One\ntwo"), ("body", "three")]
    assert blocks("One\ntwo\n\nthree <b>four</b>") == [("body", "One two"), ("body", "three four")]


def test_no_break_spaces_stay_and_comments_hide_nothing():
    root = parsed_xml("<a>ten\u00a0crowns <!-- x -->more<b/> left</a>")
    assert flow_blocks(root) == [(BODY, "ten\u00a0crowns more left")]
    assert flow_text(parsed_xml("<a> x\n<b>y</b> </a>")) == "x y"


def test_deep_markup_is_walked_without_recursion():
    root = parsed_xml("<p>" + "<b>" * 200 + "x" + "</b>" * 200 + "</p>")
    assert flow_blocks(root) == [(BODY, "x")]


def test_plain_and_marked_up_bodies():
    assert body_blocks("a < b and c > d\nNext.") == [(BODY, "a < b and c > d"), (BODY, "Next.")]
    assert body_blocks("<p>a</p>") == [(BODY, "a")]
    assert plain_blocks("") == []
    assert html_blocks("") == []
    assert one_line(" A <em>b</em>\n c ") == "A b c"
