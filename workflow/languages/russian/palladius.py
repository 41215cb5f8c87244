"""Pinyin in Cyrillic letters: the transcription of Palladius, which Russian uses for all Chinese names."""

import re
from collections.abc import Sequence
from functools import cache

_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х",
    "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "ang": "ан", "en": "энь",
    "eng": "эн", "ong": "ун", "er": "эр", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь",
    "iang": "ян", "in": "инь", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй",
    "uan": "уань", "uang": "уан", "un": "унь", "ü": "юй", "üe": "юэ", "üan": "юань", "ün": "юнь",
}  # fmt: skip
_WHOLE = {
    "hui": "хуэй", "zi": "цзы", "ci": "цы", "si": "сы", "yi": "и", "ya": "я", "yao": "яо", "yan": "янь", "yang": "ян",
    "ye": "е", "you": "ю", "yong": "юн", "yin": "инь", "ying": "ин", "yu": "юй", "yue": "юэ", "yuan": "юань",
    "yun": "юнь", "wu": "у", "wa": "ва", "wo": "во", "wai": "вай", "wei": "вэй", "wan": "вань", "wang": "ван",
    "wen": "вэнь", "weng": "вэн", "lyu": "люй", "nyu": "нюй", "yo": "ё",
}  # fmt: skip


@cache
def syllable(pinyin: str) -> str:
    """Return a syllable, without its tone, in Cyrillic letters; "" if it is none."""
    pinyin = pinyin.lower().replace("v", "ü").replace("u:", "ü")
    if pinyin in _WHOLE:
        return _WHOLE[pinyin]
    initial = re.match("zh|ch|sh|[bpmfdtnlgkhjqxrzcs]|", pinyin)
    assert initial
    final = pinyin[initial.end() :]
    if initial[0] in {"j", "q", "x"} and final.startswith("u"):
        final = f"ü{final[1:]}"
    return _INITIALS[initial[0]] + _FINALS[final] if final in _FINALS else ""


def word(syllables: Sequence[str]) -> str:
    """Return syllables written together, with ъ between н and a vowel: Чанъань."""
    joined = ""
    for each in map(syllable, syllables):
        joined += f"ъ{each}" if joined.endswith("н") and each[:1] in set("аоуэеёиюя") else each
    return joined
