"""Errors of Python's TOML reader, in Spanish: each by the beginning of its English text."""

import re

_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
_BEGINNINGS = {
    "Invalid statement": "la línea no es una clave ni una tabla",
    "Expected newline": "sobra algo después del valor",
    "Found invalid character": "hay un carácter que no se admite",
    "Illegal character": "hay un carácter que no se admite",
    "Cannot overwrite a value": "una clave está dos veces",
    "Duplicate inline table key": "una clave está dos veces",
    "Cannot ": "una tabla está dos veces",
    "Expected ']": "falta cerrar el corchete de una tabla",
    "Expected '='": "falta «=» después de una clave",
    "Expected ": "falta cerrar un texto",
    "Unterminated string": "falta cerrar un texto",
    "Invalid initial character": "una clave empieza con un carácter que no se admite",
    "Unclosed array": "falta cerrar una lista",
    "Unclosed inline table": "falta cerrar una tabla entre llaves",
    "Unescaped": "hay una barra «\\» que no se admite en un texto",
    "Invalid date": "una fecha no existe",
    "Invalid value": "un valor no se entiende: quizá faltan comillas",
}


def toml_in_spanish(complaint: str) -> str:
    says = (said for english, said in _BEGINNINGS.items() if complaint.startswith(english))
    place = _PLACE.search(complaint)
    where = ""
    if place:
        line, column = place.groups()
        where = f" (línea {line}, columna {column})" if line else " (al final del archivo)"
    return f"{next(says, 'algo no se puede leer')}{where}"
