"""Texts to write: words, sentences, codes and sums, in English and Spanish without accents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH = _split(
    """
    the of and to in a is that it was for on are as with his they at be this from I have or by one
    had not but what all were when we there can an your which their said if do will each about how
    up out them then she many some so these would other into has more her two like him see time
    could no make than first been its who now people my made over did down only way find use may
    water long little very after words called just where most know get through back much before go
    good new write our used me man too any day same right look think also around another came come
    work three word must because does part even place well such here take why things help put years
    different away again off went old number great tell men say small every found still between
    name should home big give air line set own under read last never us left end along while might
    next sound below saw something thought both few those always looked show large often together
    asked house world going want school important until form food keep children feet land side
    without boy once animals life enough took sometimes four head above kind began almost live page
    got earth need far hand high year mother light parts country father let night following picture
    being study second eyes soon times story boys since white days ever paper hard near sentence
    better best across during today others however sure means knew try told young miles sun ways
    thing whole hear example heard several change answer room sea against top turned learn point
    city play toward five using himself usually money seen didn't car morning given trees body
    upon family later turn move face door cut done group true leave color red friends pretty eat
    front feel half order bed king street window happy table clear dog horse birds problem complete
    ship area rock measure certain black short numeral class wind question happen fire south piece
    told north rest plan figure star box noun field correct able pound beauty drive stood contain
    teach week final gave green quick develop ocean warm free minute strong special mind behind
    tail produce fact inch multiply nothing course stay wheel full force blue object decide surface
    deep moon island foot system busy test record boat common gold possible plane age dry wonder
    laugh thousand ago ran check game shape yes hot miss brought heat snow tire bring distant fill
    east paint language among unit power town fine fly fall lead cry dark machine note wait plan
    box jazz quiz exact zero vex joke quick jump lazy oxygen fuzzy vivid query equal quote junk
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July
    August September October November December John Mary Peter Anna London Paris Madrid New York
    Mr Mrs Dr street avenue meeting report office manager computer number total price order invoice
    please thanks dear regards call email phone address
    """
)

SPANISH = _split(
    """
    de la que el en y a los se del las un por con no una su para es al lo como o pero sus le ha me
    si sin sobre este ya entre cuando todo esta ser son dos fue era muy hasta desde mi porque
    han yo hay vez puede todos nos ni parte tiene uno donde bien tiempo mismo ese ahora cada vida
    otro te otros aunque esa eso hace otra gobierno tan durante siempre tanto ella tres
    gran sea mundo casa forma caso nada ella mujer hombre mayor lugar ellos hecho mientras despues
    luego agua tierra noche puerta mano ojos calle nombre padre madre hijo hermana amigo amiga
    gente pueblo ciudad camino trabajo escuela libro mesa silla ventana perro gato caballo pan vino
    leche queso fruta manzana naranja limon verde rojo azul blanco negro grande nuevo viejo joven
    bueno malo mejor peor alto bajo largo corto lleno claro fuerte dulce frio caliente hoy ayer
    nunca tarde temprano lunes martes jueves viernes domingo enero febrero marzo abril mayo junio
    julio agosto septiembre octubre noviembre diciembre primero segundo tercero cuatro cinco seis
    siete ocho nueve diez cien mil hola gracias adios favor senor quiero tengo vamos vengo digo
    hacer decir poder querer llegar pasar deber poner parecer quedar creer hablar llevar dejar
    seguir encontrar llamar venir pensar salir volver tomar conocer vivir sentir tratar mirar contar
    empezar esperar buscar existir entrar trabajar escribir perder producir ocurrir entender pedir
    recibir recordar terminar permitir aparecer conseguir comenzar servir sacar necesitar mantener
    resultar leer caer cambiar presentar crear abrir considerar ganar formar traer partir morir
    aceptar realizar suponer comprender lograr explicar juego zapato quizas exacto jefe yugo kilo
    cuenta precio factura fecha numero codigo direccion telefono pedido oficina reunion informe
    Juan Maria Pedro Ana Luis Carmen Jose Lima Madrid Sevilla Bogota Chile Cuba
    """
)

KINDS = ("sentence", "words", "code", "sum", "fact", "mixture")
"""A fact is a price, a date, a time, an address; a mixture has any characters among its words."""

USUAL = ("sentence", "sentence", "words", "words", "code", "code", "sum", "fact") + ("mixture",) * 2
"""What a reader learns from."""

SYMBOLS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_CLOSERS = (("(", ")"), ('"', '"'), ("[", "]"), ("'", "'"), ("{", "}"), ("<", ">"), ("*", "*"))


def make_phrases(
    count: int,
    generator: np.random.Generator,
    words: Sequence[str] = (),
    longest: int = 32,
    kinds: Sequence[str] = USUAL,
) -> tuple[str, ...]:
    """Texts of one line, of characters 32 to 126, without a space at either end.

    Args:
        count: How many.
        generator: Draws everything.
        words: More words to draw from, beside the English and Spanish ones.
        longest: Most characters of a text, at least 8.
        kinds: Of KINDS, as often as they are to be drawn against each other.
    """
    makers = {
        "sentence": _sentence,
        "words": _words,
        "code": _code,
        "sum": _sum,
        "fact": _fact,
        "mixture": _mixture,
    }
    phrases: list[str] = []
    while len(phrases) < count:
        maker = makers[kinds[int(generator.integers(len(kinds)))]]
        text = maker(_Source(generator, words), int(generator.integers(1, longest + 1)))
        text = text[:longest].strip()
        if text:
            phrases.append(text)
    return tuple(phrases)


class _Source:
    """Draws words, digits and letters."""

    def __init__(self, generator: np.random.Generator, words: Sequence[str]) -> None:
        self.generator = generator
        kind = generator.random()
        more = words if words and kind < 0.4 else ENGLISH
        self.words: Sequence[str] = SPANISH if kind > 0.7 else more

    def below(self, count: int) -> int:
        return int(self.generator.integers(count))

    def chance(self, share: float) -> bool:
        return bool(self.generator.random() < share)

    def one(self, choices: Sequence[str]) -> str:
        return choices[self.below(len(choices))]

    def some(self, alphabet: str, least: int, most: int) -> str:
        return "".join(self.one(alphabet) for _ in range(least + self.below(most - least + 1)))

    def word(self) -> str:
        return self.one(self.words)

    def number(self) -> str:
        whole = self.some(_DIGITS, 1, 4)
        return f"{whole}{self.one('.,')}{self.some(_DIGITS, 1, 2)}" if self.chance(0.25) else whole


def _sentence(source: _Source, length: int) -> str:
    pieces = [source.word()]
    while sum(map(len, pieces)) + len(pieces) < length:
        mark = source.one(",,,;:") if source.chance(0.12) else ""
        pieces[-1] += mark
        pieces.append(source.word())
    if source.chance(0.2):
        opening, closing = _CLOSERS[source.below(len(_CLOSERS))]
        place = source.below(len(pieces))
        pieces[place] = opening + pieces[place] + closing
    text = " ".join(pieces)
    return text[:1].upper() + text[1:] + source.one("....!?")


def _words(source: _Source, length: int) -> str:
    pieces: list[str] = []
    capital = source.chance(0.3)
    style = source.below(4)
    while not pieces or sum(map(len, pieces)) + len(pieces) < length:
        word = source.word()
        if style == 0 and capital:
            word = word.upper()
        elif style == 1:
            word = word[:1].upper() + word[1:]
        pieces.append(word)
    return " ".join(pieces)


def _code(source: _Source, length: int) -> str:
    alphabet = source.one((_CAPITALS + _DIGITS, _DIGITS, _CAPITALS + _DIGITS, _SMALL + _DIGITS))
    pieces: list[str] = []
    while not pieces or sum(map(len, pieces)) + len(pieces) < min(length, 16):
        pieces.append(source.some(alphabet, 1, 6))
    return source.one("-/ _.:#").join(pieces)


def _sum(source: _Source, length: int) -> str:
    space = " " if source.chance(0.5) else ""
    text = source.number()
    while len(text) < min(length, 18):
        text += space + source.one("+-*/x=<>") + space + source.number()
    return text + (f"{space}={space}{source.number()}" if source.chance(0.6) else "")


def _fact(source: _Source, _length: int) -> str:
    number = source.number()
    two = source.some(_DIGITS, 2, 2)
    kinds = (
        f"${number}",
        f"{number}%",
        f"{source.below(24)}:{two}",
        f"{source.below(28) + 1}/{source.below(12) + 1}/{source.some(_DIGITS, 2, 4)}",
        f"{source.word()}@{source.word()}.{source.one(('com', 'org', 'es', 'net'))}".lower(),
        f"({source.some(_DIGITS, 3, 3)}) {source.some(_DIGITS, 3, 3)}-{source.some(_DIGITS, 4, 4)}",
        f"{source.word()} & {source.word()}",
        f"#{number}",
        f"{source.word()}_{source.word()}",
        f"{source.word()}: {number}",
        f"{source.word()}; {source.word()}",
        f"{source.word()} = {number}",
        f"{source.word()}'s {source.word()}",
        f"{source.one(_SMALL)} = {number}{source.one(_SMALL)} {source.one('+-')} {number}",
        f"{source.word()}?",
        f"{source.word()}!",
        f'"{source.word()} {source.word()}"',
    )
    return kinds[source.below(len(kinds))]


def _mixture(source: _Source, length: int) -> str:
    """Words with any characters among them, so that none of the 94 is rare."""
    text = ""
    while len(text) < min(length, 20):
        kind = source.below(5)
        if kind == 0:
            text += source.word()
        elif kind == 1:
            text += source.some(SYMBOLS, 1, 3)
        elif kind == 2:
            text += source.some(_SMALL + _CAPITALS + _DIGITS, 1, 4)
        elif kind == 3:
            text += source.some(SYMBOLS + _CAPITALS, 1, 2)
        elif text:
            text += " "
    return " ".join(text.split())
