"""The look of the page: light, dark, and on paper."""

import re
from collections.abc import Sequence

from annotator.agreement.contents import LabelLook

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

_LIGHT = """
  --page: #fbfaf8; --card: #ffffff; --line: #e2e0da; --text: #1d1d1f; --soft: #6a6a70;
  --accent: #2f5bd7; --wash: 47, 91, 215; --track: #e6e3de; color-scheme: light;
"""
_DARK = """
  --page: #1e1f22; --card: #232428; --line: #3a3b40; --text: #e8e8ea; --soft: #a0a1a8;
  --accent: #7aa2ff; --wash: 122, 162, 255; --track: #3a3b42; color-scheme: dark;
"""

_RULES = """
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 "Inter", "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
main, header, nav { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 6px; letter-spacing: -.01em; }
h1, h3, summary, small, header p { overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 44px 0 10px; }
h3 { font-size: 15px; margin: 26px 0 8px; }
p { margin: 8px 0; max-width: 76ch; }
.soft, small, caption, .ci, .n { color: var(--soft); }
small { font-size: 12px; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
h2 a, th a { color: inherit; }
th a { border-bottom: 1px dotted var(--soft); }
nav { padding-top: 14px; display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 14px 16px; }
.card b { display: block; font-size: 32px; line-height: 1.15; font-weight: 650;
  font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.card span { display: block; font-size: 13px; color: var(--soft); }
.card .name { color: var(--text); }
.card.main { border-color: var(--accent); }
.scroll { overflow-x: auto; position: relative; margin: 10px 0; background: var(--card);
  border: 1px solid var(--line); border-radius: 10px; padding: 6px 14px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 13px; padding: 6px 0; }
th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: top;
  border-top: 1px solid var(--line); }
thead th, thead td, tbody:first-child tr:first-child > * { border-top: 0; }
thead th { font-size: 12px; color: var(--soft); font-weight: 500; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 12ch; }
td.v, td.n, td.ci, th.v { text-align: right; white-space: nowrap; }
thead th:not(:first-child) { text-align: right; }
thead th.left, td.left { text-align: left; }
.matrix { width: auto; }
.matrix td, .matrix th { text-align: right; padding: 5px 10px; border: 1px solid var(--page); }
.matrix thead th { color: var(--text); max-width: 16ch; overflow-wrap: anywhere; }
.matrix tbody th { text-align: left; max-width: 30ch; min-width: 16ch; }
.matrix thead td { max-width: 24ch; overflow-wrap: anywhere; }
.matrix td { min-width: 52px; border-radius: 4px; }
.matrix td a { color: inherit; display: block; }
.matrix td.cell { background: rgba(var(--wash), var(--w, 0)); }
.chip { font-size: 12px; font-weight: 600; padding: 1px 6px; border-radius: 4px;
  border: 1px solid var(--line); overflow-wrap: anywhere; color: var(--c, var(--text)); }
details { margin: 6px 0; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); }
summary { padding: 7px 14px; cursor: pointer; }
details > :not(summary) { margin: 0 14px 10px; }
details .scroll { border: 0; padding: 0; }
details.cell { margin: 0; border-radius: 0; border-top-width: 0; }
.scroll + details.cell { border-top-width: 1px; border-radius: 8px 8px 0 0; }
details.cell:last-of-type { border-radius: 0 0 8px 8px; }
ol.places { padding-left: 26px; }
ol.places li { padding: 7px 0; border-top: 1px solid var(--line); }
ol.places li:first-child { border-top: 0; }
blockquote { margin: 10px 0; padding: 4px 16px; border-left: 3px solid var(--line);
  background: var(--card); overflow-wrap: anywhere; }
q { quotes: none; font-family: Georgia, "Noto Serif", "Times New Roman", serif; font-size: 16px;
  display: block; white-space: pre-line; overflow-wrap: anywhere; }
mark { background: none; color: inherit; padding-bottom: 1px; }
mark.a { border-bottom: 2px solid var(--accent); }
mark.b { border-bottom: 2px dashed var(--text); }
mark.ab { background: rgba(var(--wash), .16); border-bottom: 4px double var(--accent); }
svg { display: block; max-width: 100%; height: auto; margin: 10px 0; }
svg text { font: 13px "Inter", "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  fill: var(--text); font-variant-numeric: tabular-nums; }
svg .soft { fill: var(--soft); }
svg .track { fill: var(--track); }
svg .bar { fill: var(--c, var(--accent)); }
svg .tick { stroke: var(--text); stroke-width: 2; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .dot { fill: var(--accent); }
svg .whisker { stroke: var(--accent); stroke-width: 2; }
svg .flagged { fill: var(--card); stroke: var(--text); stroke-width: 2.5; }
.flag { font-weight: 650; }
dl.about { display: grid; grid-template-columns: minmax(140px, 220px) 1fr; gap: 6px 18px; }
dl.about dt { color: var(--soft); }
dl.about dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
dl.words dt { font-weight: 600; margin-top: 12px; }
dl.words dd { margin: 0; max-width: 90ch; }
dl.words dd:target, dl.words dt:target, li:target { background: rgba(var(--wash), .16); }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 0 24px; }
footer { max-width: 1080px; margin: 40px auto 60px; padding: 0 24px; }
@media (max-width: 640px) { dl.about { grid-template-columns: 1fr; } .two { display: block; } }
"""

_PAPER = """
@page { size: A4; margin: 16mm 14mm 18mm; }
@media print {
  body { font-size: 9.5pt; background: #fff; }
  main, header, footer { max-width: none; padding: 0; }
  nav { display: none; }
  h1 { font-size: 18pt; }
  h2 { font-size: 13pt; margin-top: 20pt; break-after: avoid; }
  h3, h2 + p { break-after: avoid; }
  h2 + p { break-inside: avoid; }
  footer { margin: 12pt 0 0; }
  .scroll { overflow: visible; padding: 2px 6px; border-radius: 4px; }
  .short { break-inside: avoid; }
  /* Tables that are folded on the screen are on paper; places only where they are unfolded. */
  details.more { border: 0; }
  details.more > summary { padding: 4px 0; font-weight: 600; list-style: none;
    break-after: avoid; }
  details.more > summary::-webkit-details-marker { display: none; }
  details.more::details-content { content-visibility: visible; display: block; height: auto; }
  details.cell:not([open]), details.again:not([open]) { display: none; }
  .card, .matrix, tr, tbody.group, li, svg, blockquote, dl.words dd, dl.words dt {
    break-inside: avoid; }
  dl.words dt { break-after: avoid; }
  thead { display: table-header-group; break-inside: avoid; break-after: avoid; }
  .cards { grid-template-columns: repeat(3, 1fr); }
  .card b { font-size: 20pt; }
  th, td { padding: 3px 7px 3px 0; }
  .matrix td, .matrix th { padding: 3px 6px; min-width: 34px; }
  table.wide { table-layout: fixed; width: 100%; font-size: 7pt; }
  table.wide td, table.wide th { padding: 2px; min-width: 0; white-space: normal; }
  table.wide tr > :first-child { width: 13%; }
  table.wide thead > tr > * { vertical-align: bottom; }
  table.wide thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left;
    max-height: 42mm; border: 0; }
  table.wide small { font-size: 6pt; }
  q { font-size: 10pt; }
  a { color: inherit; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def style(looks: Sequence[LabelLook]) -> str:
    """Return the style sheet; label colours are only taken where they are #rrggbb."""
    kept = [
        (number, one)
        for number, one in enumerate(looks)
        if _COLOUR.fullmatch(one.colour) and _COLOUR.fullmatch(one.dark_colour)
    ]
    light = "".join(f" .l{number} {{ --c: {one.colour}; }}" for number, one in kept)
    dark = "".join(f" .l{number} {{ --c: {one.dark_colour}; }}" for number, one in kept)
    # Dark on screens alone: paper is always light.
    at_night = f"@media screen and (prefers-color-scheme: dark) {{ :root {{{_DARK}}}{dark} }}"
    return f":root {{{_LIGHT}}}{light}\n{at_night}\n{_RULES}{_PAPER}"
