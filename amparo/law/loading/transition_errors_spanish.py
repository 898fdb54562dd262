"""Why a transitory rule is refused, in Spanish: what a norm says of cases that were open under an
older one. See `loading/errors_spanish.py`."""

OF_PASSING = {
    "is this norm itself: name the older one": "es esta misma norma: nombre la anterior",
    "contradicts “stay”: nothing passes": "contradice «stay»: nada pasa",
    "two rules record it": "dos reglas lo dejan constar",
    "is missing: a case passes by this rule": "falta: por esta regla pasa un caso",
    "is before this norm is in force": "es anterior a la vigencia de esta norma",
    "“{}” cannot stand for two of them": "«{}» no puede valer por dos",
    "“{}” neither decides nor supervises": "«{}» ni decide ni supervisa",
    "must be an event of its own, that no act and no term uses": (
        "debe ser un evento propio, que no use ningún acto ni plazo"
    ),
    "no event of the older norm can be the passing itself": (
        "ningún evento de la norma anterior puede ser el paso mismo"
    ),
    "another rule speaks of {} of “{}”": "otra regla habla de {} de «{}»",
    "the stages that no rule names": "las etapas que ninguna regla nombra",
    "“{}” is not older: it is in force from a later day": (
        "«{}» no es anterior: rige desde un día posterior"
    ),
    "“{}” holds until {}, when this norm already does: on no day may both be the law": (
        "«{}» rige hasta el {}, cuando esta norma ya rige: ningún día pueden regir las dos"
    ),
    "“{}” does not keep what is pending (keeps_pending): nothing could stay": (
        "«{}» no conserva lo pendiente (keeps_pending): nada podría quedarse"
    ),
    "“{}” has a counterpart too": "«{}» tiene también un equivalente",
    "“{}” of “{}” has no counterpart and is not named as having none": (
        "«{}» de «{}» no tiene equivalente ni consta que no lo tenga"
    ),
    "“{}” is too long a name": "«{}» es un nombre demasiado largo",
    "“{}” opens a case: its counterpart must be “{}”": (
        "«{}» abre un caso: su equivalente debe ser «{}»"
    ),
    "“{}” orders a search, and this norm has none to go on": (
        "«{}» ordena una búsqueda, y esta norma no tiene ninguna con que seguir"
    ),
    "this norm has no {} “{}”, as “{}” has": "esta norma no tiene {} «{}», como sí «{}»",
    "impediment": "impedimento",
    "collective": "colectivo",
    "“{}” is of another kind": "«{}» es de otra clase",
    "“{}” knows fewer values": "«{}» conoce menos valores",
    "“{}” owes “{}”: who answers for its delay must be named": (
        "«{}» debe «{}»: hay que nombrar a quien responde por su demora"
    ),
    "must keep its id, not become “{}”: assessments are pinned to it": (
        "debe conservar su id y no pasar a «{}»: hay evaluaciones ligadas a él"
    ),
    "“{}” is named as having no counterpart, and is here too": (
        "consta que «{}» no tiene equivalente, y está aquí también"
    ),
    "weighs otherwise here: give it another id, and name “{}” as having no counterpart": (
        "aquí pesa de otro modo: dele otro id y haga constar que «{}» no tiene equivalente"
    ),
}
