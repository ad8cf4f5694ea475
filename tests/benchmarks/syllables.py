"""What invented words are made of."""

SYLLABLES = [
    "ba",
    "den",
    "kor",
    "li",
    "mar",
    "no",
    "pel",
    "ros",
    "sa",
    "ten",
    "ul",
    "vi",
    "wen",
    "yar",
    "zo",
    "gra",
    "shi",
    "tun",
    "hel",
]
