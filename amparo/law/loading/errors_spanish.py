"""Reasons for refusing a file of the law, in Spanish: each reason of the loader by its English
words.

`{}` stands for the same part as there; `{1}` where Spanish takes them in another order.
"""

from amparo.law.loading.transition_errors_spanish import OF_PASSING

REASONS = {
    **OF_PASSING,
    "(whole file)": "(todo el archivo)",
    # --- reader.py, protocols.py: what stands there at all ---
    "did you mean “{}”?": "¿quiso decir «{}»?",
    "allowed: {}": "se admite: {}",
    "true or false": "verdadero o falso",
    "text": "un texto",
    "a number": "un número",
    "a decimal number": "un número decimal",
    "a moment": "una fecha con hora",
    "a date": "una fecha",
    "a list": "una lista",
    "a table": "una tabla",
    "the file is missing or cannot be read": "el archivo falta o no se puede leer",
    "the file is longer than {} bytes": "el archivo tiene más de {} bytes",
    "the file is not UTF-8 text": "el archivo no es texto en UTF-8",
    "the file is nested too deep": "el archivo tiene demasiados niveles, uno dentro de otro",
    "the file is not TOML: {}": "el archivo no es TOML: {}",
    "unknown key; {}": "clave desconocida; {}",
    "unknown file; {}": "archivo desconocido; {}",
    "is missing": "falta",
    "must be a table, not {}": "debe ser una tabla, no {}",
    "must be a list, not {}": "debe ser una lista, no {}",
    "must be text, not {}": "debe ser un texto, no {}",
    "must be a whole number, not {}": "debe ser un número entero, no {}",
    "must be true or false, not {}": "debe ser true o false, no {}",
    "must be a date such as 2021-04-23, not {}": "debe ser una fecha como 2021-04-23, no {}",
    "“{}” is not allowed; {}": "«{}» no se admite; {}",
    "must not be empty": "no puede estar vacío",
    "is longer than {} characters": "tiene más de {} caracteres",
    "holds a control character": "contiene un carácter de control",
    "must be at most {}": "no puede pasar de {}",
    "there is no such folder": "no existe esa carpeta",
    "is missing: this is no protocol": "falta: esto no es un protocolo",
    "there is no folder “{}” beside this one": "no hay una carpeta «{}» junto a esta",
    "“{}” is no language, such as “es”": "«{}» no es un idioma, como «es»",
    # --- names and texts ---
    "“{}” is not known; {}": "«{}» no se conoce; {}",
    "“{}” must be small letters, digits, _ or -": "«{}» solo puede tener minúsculas, cifras, _ o -",
    "“{}” is there twice": "«{}» está dos veces",
    "{} is there twice": "{} está dos veces",
    "needs at least one entry": "necesita al menos una entrada",
    "“{}” must be the name of the folder, “{}”": "«{}» debe ser el nombre de la carpeta, «{}»",
    "“{}” is an event too": "«{}» es también un evento",
    "“{}” is no time zone": "«{}» no es una zona horaria",
    "must be “{}”, the name of the file": "debe ser «{}», el nombre del archivo",
    "is missing: everything needs words in every language": (
        "falta: todo necesita sus palabras en cada idioma"
    ),
    "are {}, and {} in another language": "son {}, y {} en otro idioma",
    "speaks of nothing; {}": "no habla de nada que exista; {}",
    "is told in another language only": "solo se cuenta en otro idioma",
    "tells of nothing that there is": "no cuenta nada que exista",
    "“{}” version {} is missing in this language": "falta «{}», versión {}, en este idioma",
    "has the same id and version twice": "tiene dos veces el mismo id y la misma versión",
    # --- the procedure ---
    "is before `in_force_from`": "es anterior a `in_force_from`",
    "is before `since`": "es anterior a `since`",
    "a case is always in the first stage or on the last track": (
        "un caso está siempre en la primera etapa o en la última vía"
    ),
    "a {} is true or false and has no values": "«{}» es verdadero o falso y no lleva valores",
    "a choice needs values": "una elección necesita valores",
    "a choice needs one of its values as default": (
        "una elección necesita uno de sus valores por defecto"
    ),
    "every track but the last, and only those, needs any_of": (
        "todo trámite menos el último, y ninguno más, necesita any_of"
    ),
    "every stage but the first, and only those, needs when": (
        "toda etapa menos la primera, y ninguna más, necesita when"
    ),
    "nobody rules on their own delay": "nadie resuelve sobre su propia demora",
    "“{}” is already the act that does “{}”": "«{}» es ya el acto que hace «{}»",
    "only a gate is opened, and this is a {}": "solo se abre una puerta (gate), y esto es «{}»",
    "an act records this gate, so nothing else opens it": (
        "un acto deja constancia de esta puerta: nada más la abre"
    ),
    "is missing: no act records this gate, so say what opens it": (
        "falta: ningún acto deja constancia de esta puerta; diga qué la abre"
    ),
    "“{}” has always happened by then, so nobody ever gets here": (
        "«{}» ya ha ocurrido siempre para entonces: nadie llega aquí"
    ),
    "nobody ever stands in “{}”: a later stage always holds too": (
        "nadie está nunca en «{}»: siempre vale también una etapa posterior"
    ),
    "is never there: “{}” comes only from what waits for this act": (
        "nunca se da: «{}» viene solo de lo que espera a este acto"
    ),
    # --- terms ---
    "must be from 1 to {}, not {}": "debe estar entre 1 y {}, no {}",
    "belongs to a gate that nothing else opens": "va con una puerta (gate) que nada más abre",
    "the page of “{}” does not ask how many there were": "la página de «{}» no pide cuántos hubo",
    "“{}” never happens: no act records it": "«{}» no ocurre nunca: ningún acto lo deja constar",
    "“{}” comes before “{}”, with which the term begins": (
        "«{}» es anterior a «{}», con lo que empieza el plazo"
    ),
    "goes round in a ring: of {} each begins with what ends another": (
        "da vueltas en círculo: de {} cada uno empieza con lo que termina otro"
    ),
    "“{}”": "«{}»",
    "has two terms for the same thing that is asked": "tiene dos plazos para lo mismo que se pide",
    "is for terms of the procedure itself": "es para plazos del procedimiento mismo",
    "is missing: there is no such term on every track": (
        "falta: no en todo trámite hay un plazo así"
    ),
    "leaves no track on which there is such a term": "no deja ningún trámite con un plazo así",
    "nothing holds on the {} track on the protocol's first day": (
        "nada rige en el trámite «{}» el primer día del protocolo"
    ),
    "needs [distance], which says on what ground": "necesita [distance], que dice con qué base",
    "needs at least one ground": "necesita al menos un motivo",
    "is the same as `asked`": "es lo mismo que `asked`",
    "only an authority gives more time": "solo una autoridad da más plazo",
    "nobody gives themselves more time": "nadie se da más plazo a sí mismo",
    "must come after “{}”": "debe venir después de «{}»",
    "“{}” comes before the term begins": "«{}» es anterior al comienzo del plazo",
    "“{}” ends the term": "«{}» termina el plazo",
    "is what the term begins with": "es aquello con lo que empieza el plazo",
    "belongs to what `opens` an act, and only to it": "va solo con lo que abre (`opens`) un acto",
    "an authority has duties here, no right that lapses": (
        "una autoridad tiene aquí deberes, no un derecho que caduque"
    ),
    "is added to no term: none has `adds_distance = true`": (
        "no se suma a ningún plazo: ninguno tiene `adds_distance = true`"
    ),
    "is missing: nothing says from which place": "falta: nada dice desde qué lugar",
    "needs `amount`, and is at least one month": "necesita `amount`, y es al menos un mes",
    "needs `amount`, `unit` and `counted_from` together, or none": (
        "necesita `amount`, `unit` y `counted_from` juntos, o ninguno"
    ),
    "needs an act that complains, at any time": ("necesita un acto de queja, en cualquier momento"),
    "names no resolution that could be contested for it": (
        "no nombra ninguna resolución que se pueda impugnar por ello"
    ),
    "needs [[months]] in calendar.toml: on which day it ends": (
        "necesita [[months]] en calendar.toml: en qué día vence"
    ),
    "has no term of distance: that is of days or hours": (
        "no lleva término de la distancia: ese es de días u horas"
    ),
    "needs two moments: when more time was asked for, and when it was given": (
        "necesita dos momentos: cuándo se pidió más plazo y cuándo se dio"
    ),
    "tells “{}”: days and numbers are said from the data, and stand nowhere else": (
        "dice «{}»: los días y los números se dicen a partir de los datos, y en ningún otro lugar"
    ),
    "may be done": "se puede hacer",
    "may not be done": "no se puede hacer",
    "{}": "{}",
    # --- calendars ---
    "leaves no day to work on": "no deja ningún día laborable",
    "the calendar does not hold the protocol's first day": (
        "el calendario no contiene el primer día del protocolo"
    ),
    "must come after `first`": "debe venir después de `first`",
    "is more than {} years after `first`": "está a más de {} años de `first`",
    "leaves no day after it": "no deja ningún día después",
    "leaves no day before it": "no deja ningún día antes",
    "needs one of `on`, `from_easter` and `on_weekday`, and only one": (
        "necesita uno de `on`, `from_easter` y `on_weekday`, y solo uno"
    ),
    "must be at least 1": "debe ser al menos 1",
    "must be from -{} to {} days": "debe estar entre -{} y {} días",
    "would move it into another year": "lo llevaría a otro año",
    "“{}” is no month and day": "«{}» no es un mes y un día",
    "must be from 1 to 12": "debe estar entre 1 y 12",
    "must be from 0 to {}": "debe estar entre 0 y {}",
    "must be from 1 to 4, or -1 for the last": "debe estar entre 1 y 4, o ser -1 para el último",
    "holds a day outside the calendar": "contiene un día fuera del calendario",
    "ends before it begins": "termina antes de empezar",
    "must be at least one minute": "debe ser al menos un minuto",
    "nothing says when a {} filing is received": "nada dice cuándo se recibe lo que llega por «{}»",
    "nothing says as which channel {} counts": "nada dice como qué canal cuenta «{}»",
    'goes with `office_hours = "known"`, and only with it': (
        'va con `office_hours = "known"`, y solo con eso'
    ),
    "“{}” is no hour, such as 16:30": "«{}» no es una hora, como 16:30",
    # --- how a danger is weighed ---
    "has no {}": "no tiene ninguno de «{}»",
    "needs one row for each probability": "necesita una fila por cada probabilidad",
    "needs one column for each impact": "necesita una columna por cada impacto",
    "leaves a level that no answer can reach: “{}”": (
        "deja un nivel que ninguna respuesta alcanza: «{}»"
    ),
    "lets one axis alone decide: “{}” is always “{}”": (
        "deja que un eje decida solo: con «{}» es siempre «{}»"
    ),
    "a graver answer may never give a lower level: with “{}” it goes from “{}” down to “{}”": (
        "una respuesta más grave nunca puede dar un nivel menor: con «{}» baja de «{}» a «{}»"
    ),
    "“{}” is who somebody is, and that is never weighed: ask what they are exposed to": (
        "«{}» es quién es una persona, y eso nunca se pesa: pregunte a qué está expuesta"
    ),
    "needs either `rung` or `band`, and not both": "necesita `rung` o `band`, y no los dos",
    "needs two or more, each named once": "necesita dos o más, cada uno una vez",
    "“{}” is no answer: what nobody knows is left out, and weighed as unknown": (
        "«{}» no es una respuesta: lo que nadie sabe se deja fuera y cuenta como desconocido"
    ),
    "needs a number for each answer": "necesita un número por cada respuesta",
    "only bands read points": "solo las franjas (`band`) leen puntos",
    "takes points away": "quita puntos",
    "“{}” is graver than “{}” and gives fewer points: {}, not {}": (
        "«{}» es más grave que «{}» y da menos puntos: {}, no {}"
    ),
    "needs one band for each level, from the least grave to the gravest": (
        "necesita una franja por cada nivel, del menos grave al más grave"
    ),
    "must begin at 0 and rise up to 100": "debe empezar en 0 y subir hasta 100",
    "no answer gives a point": "ninguna respuesta da un punto",
    "has more than {} ways to be answered": "se puede responder de más de {} maneras",
    "“{}” is out of reach: it holds from {} % to below {} %, and the answers give"
    " from {} % to 100 %, none of them there": (
        "«{}» no se alcanza: vale desde {} % hasta antes de {} %, y las respuestas dan"
        " de {} % a 100 %, ninguna ahí"
    ),
    "“{}” is out of reach: {} is “{}” already": "«{}» no se alcanza: {} es ya «{}»",
    "“{}” is out of reach: no answers lead there": "«{}» no se alcanza: nada lleva ahí",
    "“{}” decides alone: with {} the level is “{}”, whatever else is answered": (
        "«{}» decide solo: con {} el nivel es «{}», se responda lo que se responda además"
    ),
    "“{}” decides alone: with {} and nothing else the level is “{}”": (
        "«{}» decide solo: con {} y nada más el nivel es «{}»"
    ),
    "“{}” is no part of it: without it the level is “{}” too": (
        "«{}» no es parte: sin ella el nivel es también «{}»"
    ),
    # --- drafts that are put to everybody ---
    "a draft has an id of its own, not that of a law here": (
        "un proyecto tiene un id propio, no el de una norma de aquí"
    ),
    "the files are larger than {} bytes": "los archivos pasan de {} bytes",
    # --- protocols/leaks.toml, recipients.toml, retention.toml ---
    "each task stands once": "cada tarea va una vez",
    "an id stands twice": "un id está dos veces",
    "hours lie between 1 and {}": "las horas van de 1 a {}",
    "no such kind: {}": "no existe esa clase: {}",
    "“{}” says too little": "«{}» dice demasiado poco",
    "the class “{}” is missing": "falta la clase «{}»",
    "what was checked names its norm and article": "lo comprobado nombra su norma y artículo",
    "what is never erased has no days": "lo que nunca se borra no tiene días",
    "not less than 0": "no menos de 0",
    "first heard, then the time to take back": "primero se escucha, luego el plazo para retirarlo",
    "cooling_days not less than {}, notice_days than {}, least_days than {}": (
        "cooling_days no menos de {}, notice_days de {}, least_days de {}"
    ),
    "days: not less than least_days": "days: no menos que least_days",
    "days: between 1 and {}": "days: entre 1 y {}",
}
