"""One sentence for every decision, in Italian and English: why a status, why an item counts or not, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.model import UNNAMED_AUTHORITY, Window

FALLBACK = "en"

STATUS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "PERSON_DECIDES": "{person} set the status: {reason}",
        "BOTH_SIDES": "{yes} says yes and {no} says no: the authorities disagree.",
        "AUTHORITY_DENIES": "{who} denies it on the record ({outlet}).",
        "CALLED_OFF": "{who} called it off ({outlet}).",
        "HAPPENED": "{who} says that it has happened ({outlet}){late}.",
        "HAPPENED_ROOTS": "{count} independent sources say that it has happened: {outlets}{late}.",
        "LAPSE": "The window ended on {end} and {grace} days of grace are over; nothing shows that it happened.",
        "OUTSIDE_THE_WINDOW": "{who} moved it to {window} ({outlet}), after the first window ({first}).",
        "AUTHORITY_CONFIRMS": "{who} says so on the record ({outlet}).",
        "TWO_ROOTS": "{count} independent sources state it as fact: {outlets}.",
        "OTHERWISE": "Only hedged reports, or one source, or nothing yet.",
    },
    "it": {
        "PERSON_DECIDES": "Lo stato è stato deciso da {person}: {reason}",
        "BOTH_SIDES": "{yes} conferma e {no} nega: le fonti che decidono si contraddicono.",
        "AUTHORITY_DENIES": "{who} smentisce ufficialmente ({outlet}).",
        "CALLED_OFF": "{who} ha annullato tutto ({outlet}).",
        "HAPPENED": "{who} dice che è avvenuto ({outlet}){late}.",
        "HAPPENED_ROOTS": "{count} fonti indipendenti dicono che è avvenuto: {outlets}{late}.",
        "LAPSE": "La finestra si è chiusa il {end}, con {grace} giorni di tolleranza: nulla mostra che sia avvenuto.",
        "OUTSIDE_THE_WINDOW": "{who} ha spostato tutto a {window} ({outlet}), oltre la prima finestra ({first}).",
        "AUTHORITY_CONFIRMS": "{who} lo dice ufficialmente ({outlet}).",
        "TWO_ROOTS": "{count} fonti indipendenti lo danno per certo: {outlets}.",
        "OTHERWISE": "Solo voci, o una sola fonte, o ancora nulla.",
    },
}

EVIDENCE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "counts": "It counts.",
        "counts_together": "It counts: alone it would not be sure enough, but others carry the same word.",
        "rejected": "A person ruled it out.",
        "withdrawn": "{outlet} withdrew it.",
        "stale_copy": "It passes on a text that was withdrawn or changed since.",
        "corrected": "{outlet} has corrected it since.",
        "background": "It is older than the claim: background.",
        "other_matter": "It is about something else.",
        "no_position": "It takes no position; a no comment is not a word.",
        "hedged": "It is told with reserve: a conditional, hearsay, a question or another's word.",
        "anonymous": "It rests on unnamed sources alone.",
        "headline": "Only the headline says so, the text does not.",
        "unsure": "It could not be read with enough certainty.",
        "lone_no": "It alone has a no, hardly sure, after the yes was widely carried: it waits for another.",
        "old_no": "It alone has a no, told as one of before, after the yes: it waits for another.",
        "not_carried": "{outlet} quotes an authority, and no agency, newspaper or trade outlet carries the quote.",
        "no_authority": "Nobody with authority over the matter says so.",
        "named_other": "Whoever is quoted has no authority over the matter.",
        "off_record": "It names an authority, but it is not plain enough that this one says so on the record.",
        "done_too_early": "It calls done what could not have happened yet: misread, or about something else.",
        "future_tense": "It speaks of the future: nothing has happened yet.",
        "in_company": "(By itself it reads as: {alone}; others tell the news of those days otherwise.)",
        "less_sure": "(By itself it is surer; others tell the news of those days otherwise.)",
        "look_alike": "Beware: {host} looks like {authority} and is not.",
    },
    "it": {
        "counts": "Conta.",
        "counts_together": "Conta: da sola non sarebbe abbastanza certa, ma altre riportano la stessa parola.",
        "rejected": "Una persona l'ha esclusa.",
        "withdrawn": "{outlet} l'ha ritirata.",
        "stale_copy": "Ripete un testo ritirato o cambiato nel frattempo.",
        "corrected": "{outlet} l'ha corretta in seguito.",
        "background": "È precedente alla voce: fa da sfondo.",
        "other_matter": "Parla d'altro.",
        "no_position": "Non prende posizione; un no comment non è una parola.",
        "hedged": "È detto con riserva: condizionale, voci, domanda o parola d'altri.",
        "anonymous": "Si regge solo su fonti anonime.",
        "headline": "Lo dice soltanto il titolo, il testo no.",
        "unsure": "Non si è potuta leggere con sufficiente certezza.",
        "lone_no": "È la sola a dare un no, poco certo, dopo un sì ben riportato: ne aspetta un'altra.",
        "old_no": "È la sola a dare un no, raccontato come di prima, dopo il sì: ne aspetta un'altra.",
        "not_carried": "{outlet} cita chi decide, ma nessuna agenzia, giornale o testata di settore riporta la frase.",
        "no_authority": "Non lo dice nessuno che abbia titolo per dirlo.",
        "named_other": "Chi è citato non ha titolo sulla questione.",
        "off_record": "Cita chi decide, ma non è abbastanza chiaro che sia questi a dirlo ufficialmente.",
        "done_too_early": "Dà per fatto ciò che non poteva ancora avvenire: letta male, o parla d'altro.",
        "future_tense": "Parla al futuro: non è ancora avvenuto nulla.",
        "in_company": "(Da sola si leggerebbe così: {alone}; altre raccontano diversamente quei giorni.)",
        "less_sure": "(Da sola sarebbe più sicura; altre raccontano diversamente quei giorni.)",
        "look_alike": "Attenzione: {host} somiglia a {authority} ma non lo è.",
    },
}

MISSING: Mapping[str, Mapping[str, str]] = {
    "en": {
        "AUTHORITY_CONFIRMS": "one authority on the record: {who}",
        "TWO_ROOTS_ONE": "one more independent source",
        "TWO_ROOTS_MORE": "{count} more independent sources",
        "TWO_ROOTS_SURE": "one of the sources saying so in plainer words",
        "TWO_ROOTS_STRONG": "a newspaper or an agency among the independent sources",
        "HAPPENED": "an authority, or {count} independent sources, saying that it has happened{opens}",
        "LAPSE": "nothing until {day}: then it lapses",
        "BOTH_SIDES": "{who} taking its word back",
        "PERSON_DECIDES": "the person who pinned it letting go",
    },
    "it": {
        "AUTHORITY_CONFIRMS": "una conferma ufficiale di chi decide: {who}",
        "TWO_ROOTS_ONE": "un'altra fonte indipendente",
        "TWO_ROOTS_MORE": "altre {count} fonti indipendenti",
        "TWO_ROOTS_SURE": "una delle fonti che lo dica in parole più chiare",
        "TWO_ROOTS_STRONG": "un giornale o un'agenzia fra le fonti indipendenti",
        "HAPPENED": "chi decide, o {count} fonti indipendenti, che dicano che è avvenuto{opens}",
        "LAPSE": "nulla fino al {day}: poi decade",
        "BOTH_SIDES": "un passo indietro di {who}",
        "PERSON_DECIDES": "che la persona che l'ha fissato lo lasci andare",
    },
}

FLAGS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "overdue": "The window ended on {end}.",
        "dormant": "No new source since {since}.",
        "pinned": "{person} decided: {reason}",
        "machine_differs": "The evidence says {status}: {because}",
        "roots_against": "{count} independent sources say the opposite of the authority.",
        "of_two_minds": "{who} is quoted with yes and no on one day.",
        "superseded_by": "It lives on as {other}.",
    },
    "it": {
        "overdue": "La finestra si è chiusa il {end}.",
        "dormant": "Nessuna nuova fonte dal {since}.",
        "pinned": "Deciso da {person}: {reason}",
        "machine_differs": "Le prove dicono {status}: {because}",
        "roots_against": "{count} fonti indipendenti dicono il contrario di chi decide.",
        "of_two_minds": "{who} è citato con un sì e un no nello stesso giorno.",
        "superseded_by": "Continua in {other}.",
    },
}

BITS: Mapping[str, Mapping[str, str]] = {
    "en": {"late": ", {days} days after the first window", "opens": ", not before {day}", "from": "after {day}",
           "until": "until {day}", "open": "no date", "authority": "An authority", "and": " and "},
    "it": {"late": ", {days} giorni dopo la prima finestra", "opens": ", non prima del {day}", "from": "dopo il {day}",
           "until": "entro il {day}", "open": "data da stabilire", "authority": "Chi decide", "and": " e "},
}  # fmt: skip


def spoken(language: str) -> str:
    """The language in which a sentence comes that is asked for in this one."""
    return language if language in STATUS else FALLBACK


def _in(table: Mapping[str, Mapping[str, str]], key: str, language: str, facts: Mapping[str, object]) -> str:
    sentences = table.get(language, table[FALLBACK])
    return sentences[key].format(**facts)


def status(key: str, language: str, **facts: object) -> str:
    """Why a status holds, by rule name; Italian for `it`, else English."""
    return _in(STATUS, key, language, facts)


def evidence(key: str, language: str, **facts: object) -> str:
    """Why an item counts or not."""
    return _in(EVIDENCE, key, language, facts)


def missing(key: str, language: str, **facts: object) -> str:
    """What it would take."""
    return _in(MISSING, key, language, facts)


def flag(key: str, language: str, **facts: object) -> str:
    """Why a flag is up."""
    return _in(FLAGS, key, language, facts)


def bit(key: str, language: str, **facts: object) -> str:
    """A phrase inside a sentence."""
    return _in(BITS, key, language, facts)


def day(when: date) -> str:
    """A date as both languages read it."""
    return when.isoformat()


def window(span: Window, language: str) -> str:
    """A window in words: its two days, one of them, or that it is open."""
    if span.start and span.end:
        return day(span.start) if span.start == span.end else f"{day(span.start)}/{day(span.end)}"
    if span.start:
        return bit("from", language, day=day(span.start))
    return bit("until", language, day=day(span.end)) if span.end else bit("open", language)


def speaker(name: str, language: str) -> str:
    """Somebody who speaks, by name or as "an authority"."""
    return bit("authority", language) if name == UNNAMED_AUTHORITY else name


def names(outlets: list[str], language: str) -> str:
    """ "A, B and C", each once, in order."""
    once = list(dict.fromkeys(outlets))
    return bit("and", language).join([", ".join(once[:-1]), once[-1]]) if len(once) > 1 else "".join(once)
