"""Names of persons as their spelling varies in Peru: Spanish, Quechua, Aymara and Amazonian
names, nicknames, order and particles."""

import re
import unicodedata

PARTICLES = frozenset(("de", "del", "la", "las", "los", "el", "y", "da", "do", "dos", "e"))
"""Words inside a name that writers leave out or join to the next."""
NICKNAMES = {
    "anita": "ana",
    "beto": "alberto",
    "betty": "beatriz",
    "carmencita": "carmen",
    "chabuca": "isabel",
    "chalo": "gonzalo",
    "charo": "rosario",
    "chela": "graciela",
    "chepe": "jose",
    "coco": "jorge",
    "concha": "concepcion",
    "goyo": "gregorio",
    "juancho": "juan",
    "juanita": "juana",
    "kike": "enrique",
    "lalo": "eduardo",
    "lili": "liliana",
    "lola": "dolores",
    "lucha": "luz",
    "lucho": "luis",
    "manolo": "manuel",
    "mari": "maria",
    "maruja": "maria",
    "meche": "mercedes",
    "memo": "guillermo",
    "migue": "miguel",
    "moncho": "ramon",
    "nacho": "ignacio",
    "nando": "fernando",
    "nena": "elena",
    "paco": "francisco",
    "pancho": "francisco",
    "pepe": "jose",
    "perico": "pedro",
    "pocho": "alfonso",
    "quique": "enrique",
    "rosita": "rosa",
    "santi": "santiago",
    "tito": "alberto",
    "tono": "antonio",
    "toya": "victoria",
    "vicky": "victoria",
    "willy": "guillermo",
}
"""Familiar form to full form, without accents."""
COMMON = frozenset(
    (
        "asociacion", "caserio", "central", "centro", "cn", "comite", "comunal", "comunidad",
        "comunidades", "federacion", "frente", "nativa", "nativo", "nativos", "campesina",
        "campesinas", "organizacion", "poblado", "pueblo", "red", "sindicato",
    )
)  # fmt: skip
"""Words that say what a collective is, and not which one."""
SURNAMES = 2
"""Words at the end of a full name that are surnames."""
_SOUNDS = (
    (re.compile(r"^h(?=u)"), ""),
    (re.compile(r"cc|qu|q|ck|k|c(?=[aou]|$|[^ehi])"), "k"),  # Ccopa, Qopa, Kopa
    (re.compile(r"gu(?=[aeio])|hu(?=[aeio])|^u(?=[aeio])"), "w"),  # Huaman, Guaman, Waman
    (re.compile(r"c(?=[ei])|z|s+|x"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"v"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"sh"), "s"),
    (re.compile(r"ch"), "C"),
    (re.compile(r"th|tt"), "t"),  # Ttito, Tito
    (re.compile(r"h"), ""),
    (re.compile(r"g"), "j"),
    (re.compile(r"y"), "i"),
    (re.compile(r"[ou]"), "o"),  # Quechua has three vowels: writers differ in o and u, e and i
    (re.compile(r"[ei]"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def folded(text: str) -> str:
    """Return the text in small letters without accents."""
    parts = unicodedata.normalize("NFD", text.lower())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, given names first ("QUISPE, Lucho" is ("lucho", "quispe")),
    without particles."""
    surnames, comma, given = name.partition(",")
    words = re.findall(r"[a-z]+", folded(f"{given} {surnames}" if comma else name))
    kept = [one for one in words if one not in PARTICLES]
    initial = [one for one in words[:1] if len(one) == 1 and one in PARTICLES]  # E. Quispe
    return tuple(initial + kept)


def words_of_collective(name: str) -> tuple[str, ...]:
    """Return the words that tell a collective from others ("C. N. Santa Clara" is ("santa",
    "clara")); all words where none does."""
    words = words_of(name)
    return tuple(one for one in words if len(one) > 1 and one not in COMMON) or words


def sounds_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sound of each word of a name; nicknames stand for the given names that they come
    from, and are surnames elsewhere (Tito)."""
    given = max(len(words) - SURNAMES, 1)
    full = (NICKNAMES.get(one, one) for one in words[:given])
    return tuple(map(sound_of, (*full, *words[given:])))


def sound_of(word: str) -> str:
    """Return what different spellings of one word of a name have in common."""
    for spelled, said in _SOUNDS:
        word = spelled.sub(said, word)
    return word
