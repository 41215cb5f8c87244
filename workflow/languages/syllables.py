"""Names in pinyin, cut into syllables, for languages that write them in other letters."""

from workflow.patterns import late

_SYLLABLE = late(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|[iu]?ang|[iu]?eng|iao|ian|uai|[uü]an|üe|ang|eng|ing|ong|ai"
    r"|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|ue|un|ün|yu|a|o|e|i|u|ü)"
)


def split(name: str) -> list[str]:
    """Return the syllables of a surname in pinyin, in lower case: Ouyang is ou and yang."""
    return _SYLLABLE.findall(name.lower())
