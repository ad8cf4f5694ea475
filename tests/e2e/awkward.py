"""Texts in which every way of counting characters gives another number."""

AWKWARD = {
    "astral": ("😀 Ada met 👩‍👩‍👧 at Café Zoë in Köln.", ["Ada", "👩‍👩‍👧", "Köln"]),
    "combining": ("Jose\u0301 and José met Nguye\u0302\u0303n Va\u0306n.", ["José", "José"]),
    "spaces": ("The\u00a0Hague\u2009and New\u202fYork\u200b City agreed.", ["The\u00a0Hague"]),
    "hebrew": ("נשיא ישראל יצחק הרצוג ביקר ב-London אתמול.", ["יצחק הרצוג", "London"]),
    "arabic": ("زار الرئيس محمد علي مدينة القاهرة (Cairo) أمس.", ["محمد علي", "Cairo"]),
    "chinese": ("台积电董事长刘德音在东京会见了佐藤。", ["刘德音", "东京"]),
    "japanese": ("経済産業省の西村大臣は🇯🇵東京で会見した。", ["西村", "東京"]),
    "flags": ("🏴󠁧󠁢󠁳󠁣󠁴󠁿 Scotland beat 🇫🇷 France 2–1.", ["Scotland", "France"]),
    "soft hyphen": (
        "Donau\u00addampf\u00adschiff GmbH won.",
        ["Donau\u00addampf\u00adschiff GmbH"],
    ),
}
"""By name: a text, and strings in it that are labelled."""
