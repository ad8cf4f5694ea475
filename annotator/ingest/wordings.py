"""The wordings by which lines of a saved page tell what they are.

For English pages, with the commonest words of a few neighbours. Patterns that search
within a line come with the words one of which must occur, in lower case, since looking for
a word is much quicker.
"""

import regex

NAVIGATION = regex.compile(
    r"""(?:type\ to\ search|search(?:\ for)?\b(?=.{0,20}$)|skip\ to\b|menu$|home$|follow\ us
    |share\ (?:this|on|via)\b|share$|subscribe\b|sign\ (?:up|in)\b|log\ ?in\b
    |register\b(?=.{0,60}$)|newsletter|advertise?ment\b|sponsored\b(?=.{0,40}$)
    |story\ continues|tags?:|tags$|topics?:|filed\ under|by\ clicking|we\ use\ cookies
    |(?:cookie|privacy)\ (?:policy|notice|settings)|privacy$|contact\ us|about\ us
    |terms\ (?:of\ (?:use|service)|and\ conditions)|©|\(c\)\ |all\ rights
    |copyright\b(?=\W*(?:\d|$|©|\(c\)))|print$|email$|save$|listen$
    |listen\ to\ (?:our|the|this)\b(?=.*\b(?:podcast|episode|article|story)\b)|our\ standards:
    |\d+\s*min(?:ute)?s?\ read\b|reading\ time|back\ to\ top|loading\W*$
    |accept\ (?:all|cookies)|download\ (?:the|our)\ app)""",
    regex.IGNORECASE | regex.VERBOSE,
)
INTERRUPTION = regex.compile(
    r"advertise?ment\b|story continues|sponsored\b|newsletter|sign up\b|subscribe\b",
    regex.IGNORECASE,
)
CONSENT_WORDS = ("cookie", "consent", "log in", "login", "sign in")
PAGE_TALK = regex.compile(r"\b(?:your?|we|our|this (?:site|website|page))\b", regex.IGNORECASE)

RELATED = regex.compile(
    r"""(?:also\ (?:read|see)\b|read\ (?:more|also|next|on)\b|see\ also\b
    |(?:also\ on|more\ (?:from|on|about|in))\b(?=[^:]{1,30}:|.*[^.!?”"]$)
    |related\b(?=\W|\ (?:articles?|stories|news|content|links|topics|coverage|posts?)\b|$)
    |recommended\b(?=.{0,30}$)|don['’]t\ miss|watch(?:\ now)?:
    |you\ (?:may|might)\ also|most\ (?:read|popular|viewed)\b(?=.{0,30}$)
    |trending\b(?=.{0,30}$)|up\ next\b|(?:click|tap)\ here|lesen\ sie\ auch
    |mehr\ zum\ thema|lire\ aussi|leer\ más|\[(?:read|see|also)\b)""",
    regex.IGNORECASE | regex.VERBOSE,
)
STOP_HEADING = regex.compile(
    r"""(?:related\ (?:articles?|stories|news|content|posts?|coverage|topics)
    |you\ (?:may|might)\ also|most\ (?:read|popular|viewed)|about\ the\ author
    |recommended(?:\ (?:for\ you|stories|articles))?\W*$|trending
    |more\ (?:stories|news|from)\b|\d+\ comments?$|comments?(?:\ \(\d+\))?:?$
    |leave\ a\ (?:comment|reply)|join\ the\ (?:conversation|discussion)
    |editor['’]?s['’]?\ picks?)""",
    regex.IGNORECASE | regex.VERBOSE,
)
COMMENTS = regex.compile(
    r"""(?:\d+\ comments?$|comments?(?:\ \(\d+\))?:?$|leave\ a\ (?:comment|reply)
    |join\ the\ (?:conversation|discussion))""",
    regex.IGNORECASE | regex.VERBOSE,
)
CORRECTION = regex.compile(
    r"""(?:corrections?\b(?:\ and\ clarifications?)?[:\-–—.]|clarifications?\s*[:\-–—]
    |corrected\b[:\-–—]|an\ earlier\ version\ of\ this|editor['’]?s\ note\s*[:\-–—]
    |(?:this|the)\ (?:article|story|report)\ (?:was|has\ been)\ (?:amended|corrected|updated))""",
    regex.IGNORECASE | regex.VERBOSE,
)

_AGENCY = r"""(?:Reuters|(?:The\ )?Associated\ Press|AP|AFP|Agence\ France-Presse|dpa|Bloomberg
    |Xinhua|Kyodo(?:\ News)?|PTI|ANI|IANS|EFE|ANSA|UPI|Interfax|TASS|Yonhap|PA(?:\ Media)?)"""
_WORK = r"(?:reporting|writing|editing|research)"
CREDIT = regex.compile(
    rf"""[•·*\-–—\s(\[]*(?:(?i:(?:additional|extra|with)\ {_WORK}\b
    |{_WORK}(?:\ (?:and|&)\ {_WORK})?(?:\ in\ \p{{L}}+)?\ by\b
    |with\ (?:inputs?|files)\ (?:by|from)\b|(?:source|via|credit|photo\ editing|compiled\ by)\s*:)
    |{_AGENCY}(?:\s*[/,&]\s*{_AGENCY})*\s*[)\]]?$
    |{_AGENCY},?\ (?i:with|and)\ (?i:additional|extra|inputs?|reporting|editing|agenc))""",
    regex.VERBOSE,
)
CONTRIBUTED = regex.compile(
    r"\bcontributed (?:to (?:this|the (?:report|story|article))\b|reporting\b)"
)

BIOGRAPHY_WORDS = (
    *("writer", "reporter", "editor", "correspondent", "journalist", "columnist"),
    *("freelancer", "blogger", "newspaper", "follow", "about the author"),
    *("covers", "writes ", "reports ", "reached"),
)
BIOGRAPHY = regex.compile(
    r"""(?:.{2,60}?\b)?(?:is|was|has\ been)\ (?:an?|the|our)\ (?:[\p{L}'’&-]+\ ){0,5}?
    (?:writer|reporter|editor|correspondent|journalist|columnist|freelancer|blogger
    |newspaper\ ?man)\b(?=[^“”"]*$)
    |follow\ (?:him|her|them|me|the\ author|\p{Lu}[\w'’-]+)\ on\b|about\ the\ author
    |.{2,60}?\b(?:covers|writes\ (?:about|on|for)|reports\ (?:on|for|from))\b
    .{2,120}\b(?:for|at)\ (?:the\ )?\p{Lu}[\w\ ]{2,40}\.$
    |.{2,60}\bcan\ be\ reached\ (?:at|on|via)\b""",
    regex.IGNORECASE | regex.VERBOSE,
)

BYLINE = regex.compile(
    r"(?:By|BY|Von|Par|Por|Di|Words by|Written by|Reported by|Author:)\s+(?P<names>\p{Lu}[^!?]*)$"
)
DATED = regex.compile(
    r"(?:first\s+)?(?:published|updated|last\s+(?:modified|updated)|posted|modified)\b\W*",
    regex.IGNORECASE,
)

CAPTION_WORDS = (
    *("photo", "picture", "image", "graphic", "illustration", "reuters", "getty", "credit"),
    *("©", "| ", "(ap", "(afp", "(epa", "(dpa", "(file", "[file"),
)
CAPTION = regex.compile(
    r"""(?:^|[\s(\[|])(?:[Pp]hoto(?:graph)?s?|PHOTOS?|Pictures?|Images?|IMAGE|Illustration|Graphic)
    \s*(?i:credit|courtesy|by)?\s*[:/]\s*[^:]{2,60}$
    |\((?:AP|AFP|Reuters|REUTERS|Getty(?:\ Images)?|EPA|dpa)(?:\ Photo)?\s*[/:][^)]{1,60}\)\.?$
    |\bREUTERS/\p{Lu}[\w.\ -]{1,40}(?:/(?i:file\ photo))?\]?$|\b(?i:getty\ images)\)?\.?$
    |\s\|\s(?i:(?:photo\ )?credit|ap|afp|reuters|getty)\b[^|]{0,40}$
    |[\[(](?i:file\ photo|file|photo)[\])]\.?$|\b(?i:file\ photo)\.?$|\s©\s?[^.]{2,50}$""",
    regex.VERBOSE,
)
CAPTION_LABEL = regex.compile(
    r"(?:photo|image|picture)(?:\s+credit|\s+by|\s+courtesy)?\s*:", regex.IGNORECASE
)

AT_LINE_START = (
    *(NAVIGATION, INTERRUPTION, RELATED, STOP_HEADING, COMMENTS, CORRECTION, CREDIT),
    *(BYLINE, CAPTION_LABEL),
)
"""The patterns that are matched at the beginning of a line and nowhere else."""
