"""What stands around the policy's own words, in the two languages of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from firewall.model import Outcome, Treatment
from firewall.policy.diff.facets import Form

LANGUAGES = ("en", "es")

_TEXTS: Mapping[str, tuple[str, str]] = {
    # ---- the page
    "policy of": ("Data sharing policy: {title}", "Política de intercambio de datos: {title}"),
    "skip": ("Skip to the content", "Ir al contenido"),
    "contents": ("Contents", "Índice"),
    "as of": ("As of {day}. Policy digest {digest}.", "A fecha de {day}. Huella de la política: {digest}."),
    "contact": ("Whom to write to", "A quién escribir"),
    "program": (
        "This page is written from the files that decide. It describes a program and is not legal advice.",
        "Esta página sale de los archivos que deciden. Describe un programa y no es asesoramiento jurídico.",
    ),
    "left out": (
        "Left out here: how requesters prove who they are, where services stand, limits, tests, and who signed.",
        "Aquí se omite: cómo se identifican los solicitantes, dónde están los servicios, límites, pruebas y firmantes.",
    ),
    "only": ("Only what concerns {what}.", "Solo lo que concierne a {what}."),
    # ---- a signed policy
    "signed": ("Who stands behind it", "Quién responde de ella"),
    "signed version": (
        "Version {version}, signed by {people} people: the firewall takes nothing that one person signed alone.",
        "Versión {version}, firmada por {people} personas distintas: el cortafuegos no acepta lo que firmó una sola.",
    ),
    "signed back": (
        "It brings back version {version}. Reason: {reason}",
        "Devuelve la versión {version}. Razón: {reason}",
    ),
    "emergency on": (
        "AN EMERGENCY IS IN FORCE: {title}, from {since} until {until}. Reason: {reason}",
        "HAY UNA EMERGENCIA EN VIGOR: {title}, desde {since} hasta {until}. Razón: {reason}",
    ),
    # ---- who gets what
    "who gets what": ("Who gets what", "Quién recibe qué"),
    "by agreement": ("Without a legal process", "Sin orden ni requerimiento"),
    "by process": (
        "With a verified legal process or counsel's approval",
        "Con un documento legal verificado o la aprobación de los abogados de la ciudad",
    ),
    "process note": (
        "This is the most that a verified paper which names everything could open; one that names less opens less.",
        "Esto es lo máximo que abriría un documento verificado que lo nombrara todo; si nombra menos, abre menos.",
    ),
    "who": ("Who", "Quién"),
    "purpose": ("For what", "Para qué"),
    "gets": ("What leaves, and how", "Qué sale y cómo"),
    "with": ("With what", "Con qué"),
    "when": ("When", "Cuándo"),
    "nobody else": ("nobody else", "nadie más"),
    "nobody": ("Nobody gets anything from this service.", "Nadie recibe nada de este servicio."),
    "not who": ("{who} gets nothing from this service.", "{who} no recibe nada de este servicio."),
    "nobody what": ("Nobody gets {what} from this service.", "Nadie recibe {what} de este servicio."),
    "others not what": ("Everyone else: nothing of {what}.", "Todos los demás: nada de {what}."),
    "everyone else": ("Everyone else: nothing.", "Todos los demás: nada."),
    "any partner": ("every registered partner", "todos los socios registrados"),
    "kind": ("anybody of the kind {kind}", "cualquiera del tipo {kind}"),
    "acts for": ("{who} (acts for {others})", "{who} (actúa para {others})"),
    "any purpose": ("any purpose, or none", "cualquier finalidad o ninguna"),
    "purposes but": ("any purpose but {purposes}", "cualquier finalidad salvo {purposes}"),
    "no purpose": ("none stated", "ninguna declarada"),
    "hidden": (
        "Refused and not found look the same here: nobody learns who is in it.",
        "Aquí, rechazado y no encontrado se ven igual: nadie se entera de quién figura.",
    ),
    "some hidden": (
        "At some of its addresses, refused and not found look the same: there, nobody learns who is in it.",
        "En algunas de sus direcciones, rechazado y no encontrado se ven igual: ahí nadie se entera de quién figura.",
    ),
    "verified": ("a verified {kinds}", "verificado: {kinds}"),
    "approval": ("counsel's approval in a case", "la aprobación de los abogados en un expediente"),
    "asked by": ("asked by {words}", "consultado por {words}"),
    "outbound": ("sent by the city itself", "enviado por la propia ciudad"),
    # ---- laws
    "laws": ("Laws", "Leyes"),
    "the law": ("The law", "La ley"),
    "the rule": ("The rule", "La regla"),
    "says": ("Says", "Dice"),
    "cite": ("Citation", "Cita"),
    "quote": ("Quotation", "Texto"),
    "unconfirmed": ("not confirmed by counsel", "sin confirmar por los abogados"),
    "url": ("Read it", "Consultar"),
    "to": ("Applies to", "Se aplica a"),
    "except": ("But not to", "Pero no a"),
    "at": ("At", "En"),
    "for": ("For", "Para"),
    "claims": ("Where somebody claims", "Cuando alguien alega"),
    "rule asked by": ("Where somebody asks by", "Cuando alguien consulta por"),
    "unless declared": ("Not to who has declared", "No a quien ha declarado"),
    "data": ("About", "Sobre"),
    "then": ("Then it", "Entonces"),
    "yields": ("Gives way to", "Cede ante"),
    "force": ("In force", "En vigor"),
    "review": ("To be reviewed by", "Por revisar antes de"),
    "duties": ("Duties", "Deberes"),
    "notice": ("What the requester is told", "Qué se dice al solicitante"),
    "everybody": ("everybody", "todos"),
    "everywhere": ("every service", "todos los servicios"),
    "any": ("any purpose", "cualquier finalidad"),
    "whole": ("the whole exchange", "el intercambio entero"),
    "nothing": ("nothing", "nada"),
    "tests": ("Tests of this rule", "Pruebas de esta regla"),
    "other tests": ("Tests of several files", "Pruebas de varios archivos"),
    "test": ("Test", "Prueba"),
    "given": ("Asked", "Se pide"),
    "expect": ("Expected", "Se espera"),
    # ---- agreements
    "agreements": ("Agreements, duties and emergencies", "Convenios, deberes y emergencias"),
    "agreement": ("Agreement", "Convenio"),
    "terms": ("Terms", "Condiciones"),
    "whom": ("With", "Con"),
    "through": ("Carried by", "A través de"),
    "services": ("About", "Sobre"),
    "basis": ("Basis", "Base"),
    "shares": ("Shares", "Comparte"),
    "needs": ("Needs", "Requiere"),
    "needs approval": ("the approval of {who}", "la aprobación de {who}"),
    "limits": ("Limits", "Límites"),
    "per request": ("{n} records a request", "{n} registros por solicitud"),
    "per day": ("{n} records a day", "{n} registros al día"),
    "alike": ("no record that fewer than {n} look like", "ningún registro al que se parezcan menos de {n}"),
    "asks by": ("May be asked by", "Se puede consultar por"),
    "onward": ("May be passed on to", "Se puede transmitir a"),
    "signed by": ("Signed by", "Firmado por"),
    "unsigned": ("nobody: it opens nothing", "nadie: no abre nada"),
    "cut": ("free text with what is found in it cut out", "texto libre, recortando lo que se detecta"),
    # ---- words
    "words": ("The words", "Las palabras"),
    "categories": ("Data", "Datos"),
    "kinds": ("Requesters", "Solicitantes"),
    "purposes": ("Purposes", "Finalidades"),
    "processes": ("Legal process", "Documentos legales"),
    "word": ("Word", "Palabra"),
    "means": ("Means", "Significa"),
    # ---- treatments
    "as it is": ("as it is", "tal cual"),
    "coarsen": ("coarsened to {parameter}", "reducido a {parameter}"),
    "pseudonymize": ("as a pseudonym", "con seudónimo"),
    "mask": ("masked ({parameter})", "enmascarado ({parameter})"),
    "remove": ("is removed", "se elimina"),
    "refer": ("is referred to a person", "se remite a una persona"),
    "hold": ("waits for a person, as a whole", "espera a una persona, entero"),
    "refuse": ("is refused, as a whole", "se rechaza, entero"),
    "from": ("from {day}", "desde {day}"),
    "until": ("until {day}", "hasta {day}"),
    # ---- a decision
    "decision": ("Decision {id}", "Decisión {id}"),
    "what happened": ("What was decided", "Qué se decidió"),
    "at time": ("At", "Cuándo"),
    "asked": ("Asked for", "Se pidió"),
    "outcome": ("Outcome", "Resultado"),
    "withheld": ("Withheld", "Retenido"),
    "under": ("Under the policy", "Según la política"),
    "rules then": ("Rules that had a part in it", "Reglas que intervinieron"),
    "gone rule": ("not in the policy of today", "no está en la política de hoy"),
    "openers": ("Opened by", "Abierto por"),
    "now": ("What would be decided now", "Qué se decidiría ahora"),
    "same policy": ("The same policy is in force: the same.", "La misma política está en vigor: lo mismo."),
    "unsaid": ("That cannot be said. {why}", "No se puede decir. {why}"),
    "now says": (
        "If it asked for all that the route declares, the exchange {outcome}. Rules: {rules}.",
        "Si pidió todo lo que la ruta declara, el intercambio {outcome}. Reglas: {rules}.",
    ),
    "no rules": (
        "No rule: nothing opened it, or nothing closed it.",
        "Ninguna: nada lo abrió o nada lo cerró.",
    ),
    "release": ("goes on", "sigue adelante"),
    # ---- the probe
    "probe": ("In force", "En vigor"),
    "probe yes": ("In force on {where} at {time}: yes.", "En vigor en {where} a las {time}: sí."),
    "probe no": ("In force on {where} at {time}: no.", "En vigor en {where} a las {time}: no."),
    "probe untold": (
        "{where} answered at {time}. Only its operators are told which policy is in force.",
        "{where} respondió a las {time}. Solo sus operadores saben qué política está en vigor.",
    ),
    "stranger refused": (
        "Somebody unknown asked {service} and was refused ({status}).",
        "Alguien desconocido consultó {service} y fue rechazado ({status}).",
    ),
    "stranger not": (
        "Somebody unknown asked {service} and was answered {status}, not {expected}: look at it now.",
        "Alguien desconocido consultó {service} y recibió {status}, no {expected}: revíselo ya.",
    ),
    "stranger none": ("{service} did not answer.", "{service} no respondió."),
    "probe none": (
        "{where} could not be reached at {time}: nobody can say here what is in force.",
        "No se pudo contactar con {where} a las {time}: aquí nadie puede decir qué está en vigor.",
    ),
}


Say = Callable[..., str]


def in_language(language: str) -> Say:
    """Return what says a text of the page by its name."""
    column = LANGUAGES.index(language)

    def say(name: str, **parts: object) -> str:
        return _TEXTS[name][column].format(**parts)

    return say


def treatment(say: Say, how: Treatment) -> str:
    """How data leaves, or what happens to it."""
    name = "as it is" if how.outcome is Outcome.RELEASE else how.outcome.name.lower()
    return say(name, parameter=how.parameter)


def form(say: Say, how: object) -> str:
    if not isinstance(how, Form):
        return say("nothing")
    return say("cut") if how.cuts else treatment(say, how.treatment)


def span(say: Say, since: date | None, until: date | None) -> str:
    """From when to when; nothing where it is always."""
    said = [say("from", day=since)] if since is not None else []
    return " ".join([*said, *([say("until", day=until)] if until is not None and until < date.max else [])])


def listed(words: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, words)))
