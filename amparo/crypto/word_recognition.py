"""Words that people write down, read out and type: their recognition, and which ones are
offered."""

import re
import unicodedata
from collections.abc import Iterable

KNOWN_BY = 4
"""Letters that identify a word in the lists of BIP 39 and SLIP 39."""

LONGEST_TEXT = 4000
"""In characters; longer text is neither a phrase nor a share, with any numbers and spaces."""

# Never issued to a person under threat: violence, illness, fear and prison, insults,
# and words that show whose paper this is. They stay in the list and are recognised.
NOT_OFFERED_SPANISH = """
    aborto acoso acusar agonía amparo asalto asilo ataque atroz bomba botín bozal cadáver
    cáncer cárcel celda cojo combate coger crimen cripta culpa chupar débil defensa delito demora
    desnudo detener diablo droga ebrio enano enemigo enfermo engaño espía esposa exilio fiera
    fosa fraude fuga fusil golpe gordo guerra gusano herir hostil huida huir hundir hurto ilegal
    infiel ladrón letal locura loco luto mafia maldad manco matar mecha miedo militar misil morir
    mortal muerte mugre negro obeso odiar odio ofensa orgía pánico pecado pelea peligro policía
    preso prisión puñal quemar rabia rapto rehén rencor rescate riesgo sangre satán secreto secta
    sexo soldado sordo sufrir temor terror testigo tonto torpedo tóxico trauma tropa tuerto tumba
    tumor urna vampiro veneno vengar víctima vulgar
"""
NOT_OFFERED_ENGLISH = """
    abandon abuse accident accuse afraid alarm alcohol anger angry army arrest assault attack
    awful bitter blame blind blood bomb broken bullet burden chase crash crazy crime cruel danger
    defense destroy disease divorce dumb dwarf enemy escape evidence evil execute exile expose fat
    fatal fault fever force fragile ghost gossip guilt gun hidden hunt hurt ill illegal injury
    inmate insane knife lonely mad monster nasty obscure orphan panic pistol police poverty prison
    protect punch rebel rifle risk sad scare shock shoot sick spy suffer target tragic trap trouble
    ugly unfair unhappy useless vicious virus warfare warrior weapon whip witness worry wreck wrong
"""
# Read out, each of these sounds like another word of the list. The Spanish list has no such pair.
SOUND_ALIKE_ENGLISH = "pair pear peace piece right write wear where"

# "3.", "3)", "3º" and what the last becomes in another Unicode form, "3o"; "3rd".
_NUMBER = re.compile(r"\d+(?:[ºª°]|(?:[oa]|st|nd|rd|th)(?![^\W\d_]))?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def plain(word: str) -> str:
    """Return the word in lower case without accents: ñ counts as n and ü as u, as in the Spanish
    list itself."""
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def known_by(word: str) -> str:
    return plain(word)[:KNOWN_BY]


def typed_words(text: str) -> list[str]:
    """Return the words of a text without what surrounds them: numbers, commas, hyphens, line
    breaks."""
    if len(text) > LONGEST_TEXT:
        return []
    visible = (letter for letter in text if unicodedata.category(letter) != "Cf")
    return _WORD.findall(plain(_NUMBER.sub(" ", "".join(visible))))


def index(words: Iterable[str]) -> dict[str, str]:
    return {known_by(word): word for word in words}


def on_one_line(name: str) -> str:
    """Return the name as it is displayed on a page, in a terminal and in what the keyholders read
    aloud: without characters that move the text beside them."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())
