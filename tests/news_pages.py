"""Invented news pages of varied build, with the lines that are their body known.

Every text is made up for the purpose. A page is a list of lines, each with what it is;
``plain_page`` and ``html_page`` give it the form of a page saved from a browser.
"""

from dataclasses import dataclass
from html import escape
from textwrap import fill

BODY = frozenset({"body", "crosshead", "quote"})


@dataclass(frozen=True)
class Page:
    """One page: its name, what is saved, and the lines that belong to the body."""

    name: str
    saved: str
    body: tuple[str, ...]


Lines = list[tuple[str, str]]

STORIES: list[tuple[str, str, list[tuple[str, str]]]] = [
    (
        "Harbour town votes to tear down its oldest crane",
        "The iron giant has not moved since 1994, but many had hoped to see it saved",
        [
            (
                "body",
                "The council of Gannet Bay decided on Tuesday evening to tear down the steam "
                "crane at the old quay, which has not lifted a crate for three decades.",
            ),
            ("body", "Eleven members voted for the motion and nine against it. One stayed away."),
            ("body", "“It is rust held together by memory,” said Oda Kranz, the harbour master."),
            ("crosshead", "A costly monument"),
            (
                "body",
                "An engineer’s report of last autumn put the price of a full repair at 6.4 "
                "million crowns, about a fifth of what the town spends in a year. Painting alone "
                "would have cost half a million.",
            ),
            (
                "body",
                "Friends of the crane had gathered 3,100 signatures. They sang on the stairs.",
            ),
            (
                "body",
                "Work is to begin after the herring season, in late November, and should take "
                "four weeks. The quay will stay open for ferries.",
            ),
        ],
    ),
    (
        "Rail strike enters second week as talks stall in Merrow",
        "Commuters sleep in offices, and the minister will not say when he means to step in",
        [
            (
                "body",
                "MERROW, March 4 (CW) - Train drivers on the island walked out for an eighth "
                "day on Monday, and talks broke up after less than an hour.",
            ),
            (
                "body",
                "The union wants a shorter week. The company says it has nobody to fill the gaps.",
            ),
            (
                "body",
                "Tilda Brandt, who speaks for the drivers, said the offer was “a joke told "
                "twice”. The company’s head, Anselm Rook, left through the back door.",
            ),
            (
                "body",
                "Some 40,000 people use the line on a working day. Buses ran full from five "
                "in the morning, and a bakery in Kell lent its vans to a hospital.",
            ),
            ("crosshead", "What happens next"),
            (
                "body",
                "The transport ministry may call in an arbiter from Thursday. It has done so "
                "only once, in 2009.",
            ),
            (
                "body",
                "A poll for the Merrow Gazette found that 54 per cent of islanders side with "
                "the drivers.",
            ),
        ],
    ),
    (
        "Scientists map a forest of sponges under the northern ice",
        "",
        [
            (
                "body",
                "A robot the size of a suitcase has found a garden of glass sponges on an "
                "extinct volcano beneath the sea ice, a team reported on Wednesday in a journal.",
            ),
            (
                "body",
                "The animals are up to 300 years old. They seem to live on the remains of "
                "worms that died out thousands of years ago.",
            ),
            (
                "quote",
                "“We thought the camera was broken,” Dr Ilse Tamm, a biologist at the "
                "Institute for Cold Seas, told the paper.",
            ),
            (
                "body",
                "The sponges cover about 15 square kilometres, and in places there is hardly "
                "room between them to set down an instrument.",
            ),
            (
                "body",
                "How the colony came to be is unknown. Samples of bacteria from inside the "
                "sponges may tell, but the next ship sails only in two years.",
            ),
            ("body", "Fishing is banned in the area until 2030."),
        ],
    ),
    (
        "Baker who fed a village during the flood is made honorary citizen",
        "For nine days Pavel Omran’s oven was the only one that was dry",
        [
            ("body", "When the river came over the wall, Pavel Omran carried his flour upstairs."),
            ("body", "Then he lit the oven."),
            (
                "body",
                "For nine days in June the baker of Low Harrow made 900 loaves a day by hand, "
                "and his daughters rowed them from door to door in a borrowed boat.",
            ),
            ("body", "He took no money. “Who has change in a flood?” he asked."),
            ("crosshead", "‘I was bored’"),
            (
                "body",
                "On Sunday the mayor, Greta Lindqvist, gave him a medal and a new pair of "
                "boots. Omran thanked her in two sentences and went back to work.",
            ),
            ("body", "The village has 412 inhabitants, most of whom were in the square."),
            (
                "body",
                "The old bakery will be raised by a metre before the winter, with money from "
                "the relief fund and a loan from the regional bank.",
            ),
        ],
    ),
    (
        "Central bank of Norland holds rates and warns of a long winter",
        "Governor says prices of bread and gas will fall more slowly than hoped",
        [
            (
                "body",
                "The central bank left its main rate at 4.25 per cent on Thursday, as most "
                "analysts had expected, and said it would take longer to bring down inflation.",
            ),
            (
                "body",
                "Consumer prices rose by 5.1 per cent in October from a year before. In "
                "September it was 5.4 per cent.",
            ),
            ("body", "“We are not there yet,” Governor Marit Solheim told reporters in Havn."),
            (
                "body",
                "The crown gained half a per cent against the euro. Shares in Havn hardly "
                "moved; those of builders fell.",
            ),
            ("crosshead", "Bread, gas, rent"),
            (
                "body",
                "Three things keep prices up, the bank wrote in its quarterly report: bread, "
                "gas and rents. It expects all three to ease by summer.",
            ),
            ("body", "Two of nine members of the board had voted for a cut, the minutes show."),
            ("body", "The next decision is due on 14 December."),
        ],
    ),
]

FOREIGN: list[tuple[str, str, list[tuple[str, str]]]] = [
    (
        "Gemeinderat von Altenried streicht die Nachtbusse",
        "Von Januar an endet der Verkehr um 22 Uhr, die Wirte sind empört",
        [
            (
                "body",
                "Der Gemeinderat von Altenried hat am Montagabend mit knapper Mehrheit "
                "beschlossen, die drei Nachtbuslinien zum Jahresende einzustellen.",
            ),
            (
                "body",
                "Die Linien kosten die Stadt jährlich 380 000 Euro, befördern aber im Schnitt "
                "nur elf Fahrgäste je Nacht.",
            ),
            (
                "body",
                "„Das ist das Ende jeder Abendveranstaltung“, sagte die Wirtin Lena Moosbach.",
            ),
            (
                "body",
                "Bürgermeister Jörg Hain kündigte an, mit den Nachbargemeinden über ein "
                "Sammeltaxi zu sprechen. Ein Ergebnis soll im Februar vorliegen.",
            ),
        ],
    ),
    (
        "À Port-Sainte-Luce, la criée retrouve ses couleurs",
        "Fermé depuis trois ans, le bâtiment a rouvert samedi devant une foule nombreuse",
        [
            (
                "body",
                "Il était cinq heures du matin, samedi, quand les premières caisses de bar et "
                "de lieu ont glissé sur le carrelage neuf de la criée de Port-Sainte-Luce.",
            ),
            (
                "body",
                "Le chantier a coûté 4,2 millions d’euros, dont la moitié payée par la région.",
            ),
            (
                "body",
                "« On n’y croyait plus », confie Yann Le Dantec, patron du chalutier Mouette.",
            ),
            (
                "body",
                "La municipalité espère attirer une vingtaine de bateaux d’ici à l’été, et "
                "rouvrir la halle aux visiteurs le dimanche matin.",
            ),
        ],
    ),
    (
        "Villarreja estrena el tren que esperaba desde hace un siglo",
        "",
        [
            (
                "body",
                "El primer tren de pasajeros llegó el viernes a la estación de Villarreja con "
                "doce minutos de retraso y la banda municipal tocando en el andén.",
            ),
            (
                "body",
                "La obra, prometida por primera vez en 1921, ha costado 96 millones de euros.",
            ),
            ("body", "«Mi abuelo murió esperándolo», dijo Amparo Quiles, de 81 años, con un ramo."),
            (
                "body",
                "Habrá seis trenes diarios hasta la capital de la provincia, y el billete "
                "costará menos que el autobús durante el primer año.",
            ),
        ],
    ),
]

ABOVE: list[Lines] = [
    [],
    [("nav", "Skip to content"), ("nav", "Menu"), ("nav", "Type to search")],
    [("nav", "Home"), ("nav", "World"), ("nav", "Sport"), ("nav", "Weather"), ("nav", "Subscribe")],
    [
        (
            "nav",
            "We use cookies to improve your visit. By clicking Accept you agree to our policy "
            "on cookies and to the use of your data by our partners.",
        ),
        ("nav", "Accept all"),
    ],
    [
        ("nav", "The Tern Coast Ledger"),
        ("nav", "Thursday edition"),
        ("nav", "Log in"),
        ("nav", "News"),
        ("nav", "Opinion"),
        ("nav", "Culture"),
        ("nav", "Search"),
    ],
    [
        ("nav", "LIVE"),
        ("nav", "Trending"),
        ("nav", "Storm closes the north harbour again"),
        ("nav", "Six recipes for a cold evening"),
        ("nav", "Why your cat stares at the wall"),
    ],
]

HEADS: list[Lines] = [
    [("byline", "By Lena Ostrow")],
    [("byline", "By Tomas Whitlock and Ruth Adeyemi"), ("byline", "4 March 2024")],
    [("byline", "Published: 12 March 2024 at 10:35"), ("nav", "Share this"), ("nav", "4 min read")],
    [
        ("caption", "People at the quay on Tuesday. Photo: Ada Brink/Ledger"),
        ("byline", "By Piet Lindqvist | 12 March 2024"),
    ],
    [],
    [
        ("byline", "Zoë Almeida"),
        ("byline", "Updated 5 March 2024"),
        ("nav", "Print"),
        ("nav", "Email"),
    ],
]

BETWEEN: list[Lines] = [
    [],
    [("related", "Read more: Fish market in Kell reopens after fire")],
    [("nav", "Advertisement")],
    [("related", "Also on Ledger: Grid operator warns of tight winter")],
    [("caption", "A view of the bay in autumn. (Photo: Ledger archive)")],
    [("nav", "Story continues below")],
    [("nav", "Sign up for our newsletter")],
]

BELOW: list[Lines] = [
    [],
    [
        ("related", "Read more:"),
        ("related", "Storm closes the north harbour"),
        ("related", "Ferry fares to rise in spring"),
        ("nav", "© 2024 Tern Coast Ledger"),
    ],
    [
        ("bio", "About the author"),
        (
            "bio",
            "Lena Ostrow is a reporter at Tern Coast Ledger. She has "
            "covered harbours and fisheries since 2011 and lives aboard a retired pilot boat.",
        ),
    ],
    [
        ("credit", "Reporting by Lena Ostrow; editing by Ines Varga"),
        ("nav", "Our Standards: The Ledger Principles."),
        ("related", "Most read"),
        ("related", "Mayor loses his hat in storm"),
        ("related", "Two swans hold up traffic for an hour"),
    ],
    [
        ("nav", "Tags: council, harbour"),
        ("comments", "3 comments"),
        ("comments", "Anna B. says:"),
        (
            "comments",
            "I have lived here for forty years and nobody asked me what I thought of it all.",
        ),
        ("comments", "Old Tom says:"),
        (
            "comments",
            "They should have done this long ago, if you ask me, but then nobody ever does ask me.",
        ),
    ],
    [
        ("related", "You may also like"),
        ("related", "A lighthouse keeper’s guide to silence"),
        ("related", "The council met for nine hours on Friday and decided nothing at all."),
        ("related", "Five walks for the first warm weekend"),
        ("nav", "Subscribe"),
        ("nav", "All rights reserved"),
    ],
    [
        ("nav", "Share on"),
        ("nav", "Follow us"),
        ("nav", "Sign up for our newsletter"),
        ("nav", "Contact us"),
        ("nav", "Privacy policy"),
        ("nav", "Terms of use"),
    ],
]

# Litter that looks like an article: whole sentences, and captions without any credit.
HARD_ABOVE: list[Lines] = [
    [
        ("nav", "Today"),
        ("nav", "A man who walked around the island in a week tells how he lost his left shoe."),
        ("nav", "Our critic has seen the new opera, and did not stay for the second half of it."),
    ],
    [
        ("nav", "You have read two of your three free articles this month. To go on reading, "
         "become a member of the Ledger for the price of a coffee a week."),
        ("nav", "See offers"),
    ],
]  # fmt: skip
HARD_BETWEEN: list[Lines] = [
    [("caption", "The old quay, seen from the water in the year it was built")],
    [("nav", "Listen to our podcast on the week’s news from the coast, every Friday at noon.")],
    [
        ("related", "Don’t miss"),
        ("related", "The ferryman who reads to his passengers when the fog comes in"),
    ],
    [("caption", "The ministers before their talks in the customs house on Friday morning.")],
]
HARD_BELOW: list[Lines] = [
    [
        ("related", "More stories"),
        ("related", "Fog"),
        ("related", "The fog that came on Sunday has closed the airport for a third day, and "
         "nobody can say when the first flight will leave."),
        ("related", "Budget"),
        ("related", "The council has found a hole of two million crowns in its budget, and a "
         "mouse in the safe where the money should have been."),
    ],
    [
        ("nav", "The Ledger is printed on paper from the forests of the north. It has appeared "
         "without a break since 1871, wars and one strike of the printers excepted."),
        ("nav", "Imprint"),
        ("nav", "Help"),
    ],
    [
        ("bio", "Ruth Adeyemi writes about towns and money for the Ledger."),
        ("nav", "If you have a story for us, write to the desk. We answer every letter."),
    ],
]  # fmt: skip
HARD_FROM = 24


def lines_of_page(number: int) -> Lines:
    """Return the lines of the page of a number, from menu to footer.

    From the 24th on the litter looks like an article.
    """
    stories = [*STORIES, *FOREIGN]
    head, standfirst, story = stories[(number * 3 + number // 8) % len(stories)]
    above, below = ABOVE[number % len(ABOVE)], BELOW[(number * 2 + 1) % len(BELOW)]
    lines: Lines = [*above, ("headline", head)]
    if standfirst and number % 4 != 3:
        lines.append(("standfirst", standfirst))
    lines += HEADS[(number // 2) % len(HEADS)]
    litter = BETWEEN[(number // 3 + number) % len(BETWEEN)]
    if number >= HARD_FROM:
        above = HARD_ABOVE[number % len(HARD_ABOVE)]
        litter = HARD_BETWEEN[number % len(HARD_BETWEEN)]
        below = HARD_BELOW[number % len(HARD_BELOW)]
    place = 2 + number % 3
    return [*lines, *story[:place], *litter, *story[place:], *below]


def _body(lines: Lines) -> tuple[str, ...]:
    return tuple(text for kind, text in lines if kind in BODY)


def plain_page(number: int) -> Page:
    """Return a page saved as plain text: one block a line, with or without blank lines.

    Every tenth is broken into lines of 72 characters.
    """
    lines = lines_of_page(number)
    between = "\n" if number % 3 == 1 and number % 10 != 6 else "\n\n"
    texts = (fill(text, 72) if number % 10 == 6 else text for _, text in lines)
    saved = between.join(texts) + "\n"
    return Page(f"plain {number}", saved, _body(lines))


_UNTOLD = 10
"""Shapes from here on have litter in plain paragraphs, with no class that tells what it is."""

_TAGS = {"body": "p", "crosshead": "h2", "quote": "blockquote", "headline": "h1"}


def _element(kind: str, text: str, shape: int) -> str:
    text = escape(text, quote=False)
    if shape >= _UNTOLD and kind in ("nav", "related", "bio", "byline", "standfirst"):
        return f"<p>{text}</p>"
    shape %= len(_WRAPPERS)
    if kind == "caption":
        return f'<figure><img src="a.jpg" alt=""><figcaption>{text}</figcaption></figure>'
    if kind == "nav":
        return f'<div class="tools"><a href="/x">{text}</a></div>'
    if kind == "related":
        return f'<aside class="related"><ul><li><a href="/y">{text}</a></li></ul></aside>'
    if kind == "comments":
        return f'<div class="comments"><p class="comment">{text}</p></div>'
    if kind == "bio":
        return f'<div class="author-bio"><p>{text}</p></div>'
    if kind in ("byline", "credit", "standfirst"):
        return f'<p class="{kind}">{text}</p>'
    if shape == 2 and kind == "crosshead":
        return f"<p><strong>{text}</strong></p>"
    if shape == 3 and kind == "body":
        return f"<div class='text'><p><span>{text}</span></p></div>"
    if shape == 4 and kind == "crosshead":
        return f"<h3>{text}</h3>"
    return f"<{_TAGS[kind]}>{text}</{_TAGS[kind]}>"


_WRAPPERS = (
    "<main><article>{}</article></main>",
    '<div id="page"><div class="content article-body">{}</div></div>',
    '<div class="site"><main role="main"><div class="post"><div class="entry">{}</div></div>'
    "</main></div>",
    '<article itemscope itemtype="https://schema.org/NewsArticle"><section>{}</section></article>',
    "<table><tr><td><div class='story'>{}</div></td></tr></table>",
)


def html_page(number: int) -> Page:
    """Return a page as a browser saves it: head, menu, article in one of five builds, footer."""
    lines = lines_of_page(number)
    first = next(index for index, (kind, _) in enumerate(lines) if kind == "headline")
    last = max(index for index, (kind, _) in enumerate(lines) if kind in BODY)
    shape = number % len(_WRAPPERS) + (_UNTOLD if number >= HARD_FROM else 0)
    standfirst = next((text for kind, text in lines if kind == "standfirst"), "")
    inner = "\n".join(_element(kind, text, shape) for kind, text in lines[first : last + 1])
    menu = "".join(f'<li><a href="/m">{escape(text)}</a></li>' for _, text in lines[:first])
    after = "\n".join(_element(kind, text, shape) for kind, text in lines[last + 1 :])
    footer = "<footer><p>Tern Coast Ledger, Customs House 3, Port Alder</p></footer>"
    description = f'<meta name="description" content="{escape(standfirst)}">' if standfirst else ""
    saved = (
        f"<!DOCTYPE html><html><head><title>{escape(lines[first][1])} | Ledger</title>"
        f"{description}<script>var a = 1;</script></head><body><header><nav><ul>{menu}</ul></nav>"
        f"</header>{_WRAPPERS[shape % len(_WRAPPERS)].format(inner)}<section>{after}</section>"
        f"{footer}</body></html>"
    )
    return Page(f"html {number}", saved, _body(lines))
