"""House style of English drafts: dates, percentages, times of day and quotation marks.

The zh→en model learned from the documents of the United Nations and writes "12 March", "3.5 per cent" and "1600 hours",
and now and then something else. A draft is in one style throughout, the newsroom's.
"""

import re
from collections.abc import Callable

from workflow.model import Style
from workflow.patterns import late

_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)"
_D = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9])"
_LINK = r"(?:,[ ]and[ ]|,[ ]|[ ](?:to|and|or|through|until)[ ](?:the[ ])?|[ ]?[-–—][ ]?)"
_DAYS = rf"(?P<days>{_D}(?:{_LINK}{_D}){{0,6}})"
_YEAR = r"(?:,?[ ](?P<year>(?:1[89]|20)[0-9]{2})(?![0-9]))?"
_DAY_FIRST = late(rf"(?<![\w.,:/$£€¥%-])(?:[Tt]he[ ])?{_DAYS}[ ](?:of[ ])?{_MONTH}\b{_YEAR}")
_MONTH_FIRST = late(rf"\b{_MONTH}[ ](?:the[ ])?{_DAYS}(?![\w%]|[.,:][0-9]|[ ]per[ ]?cent){_YEAR}")
_ORDINAL = late(r"(?<=[0-9])(?:st|nd|rd|th)\b")

_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_PERCENT = late(r"(?<=[0-9])[ ]?(?:per[ ]?cent\b|%)(?!-?age)")
_PERCENTS = late(
    rf"(?<![\w.,])(?P<first>{_NUMBER})(?P<link>[ ](?:to|and|or)[ ])(?P<last>{_NUMBER})[ ]?(?:per[ ]?cent\b|%)"
)
_SPELLED = late(r"(?<=[a-z] )per[ ]?cent\b")

_ARTICLE_OF_LAW = late("第[0-9〇零一二三四五六七八九十百千]{1,7}[条條]")
_HAS_TIME = late(
    r"[0-9０-９〇零一二三四五六七八九十两]\s?(?:[时時點]|点(?!多|儿|[一二三四五六七八九]))|[0-9]\s?[:：]\s?[0-9]{2}"
)
_HALF_DAY = r"(?:[ ]?(?P<half>[AaPp])\.?[ ]?[Mm]\b(?P<dot>\.?))"
_CLOCK = late(
    r"(?<![\w.,:$£€¥/-])(?:"
    r"(?P<h1>[01][0-9]|2[0-4])[:.]?(?P<m1>[0-5][0-9])(?=[ ](?:to|and|until)[ ](?:[01][0-9]|2[0-4])[:.]?[0-5][0-9][ ]?(?:hours|hrs?)\b)"
    r"|(?P<h2>[01][0-9]|2[0-4])[:.]?(?P<m2>[0-5][0-9])[ ]?(?:hours|hrs?)\b"
    rf"|(?P<h3>1[0-9]|2[0-4]|0?[0-9])(?:[:.](?P<m3>[0-5][0-9]))?{_HALF_DAY}"
    r"|(?P<h4>0[0-9]|1[3-9]|2[0-4]):(?P<m4>[0-5][0-9])(?![0-9:%])"
    r")"
)


def styled(text: str, source: str, style: Style) -> str:
    """Return an English text in a house style.

    Args:
        text: The text.
        source: The Chinese that it translates; times of day are looked for only if it has any.
        style: The style.
    """
    text = _dated(_in_full(text), style)
    if _ARTICLE_OF_LAW.search(source):
        text = re.sub(r"\barticle (?=[0-9])", "Article ", text)
    text = _percentages(text, style.percent)
    if _HAS_TIME.search(source):
        text = _timed(text, style.clock)
    return _quoted(text, style.quotes)


_SHORT = late(
    r"\b(?:(?P<is>[Ii]t|[Tt]here|[Tt]hat|[Ww]hat|[Ww]ho|[Hh]ere)['’]s|(?P<he>[Hh]e|[Ss]he)['’]s(?= (?:an?|the|been|very|not|in|on|at)\b)"
    r"|(?P<are>[Tt]hey|[Ww]e|[Yy]ou)['’]re|(?P<am>I)['’]m|(?P<have>I|[Tt]hey|[Ww]e|[Yy]ou)['’]ve"
    r"|(?P<will>I|[Ii]t|[Tt]hey|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|[Tt]here|[Tt]hat)['’]ll"
    r"|(?P<not>[Cc]a|[Ww]o|[Dd]o|[Dd]oes|[Dd]id|[Ii]s|[Aa]re|[Ww]as|[Ww]ere|[Hh]as|[Hh]ave|[Hh]ad|[Ww]ould|[Cc]ould|[Ss]hould)n['’]t)\b"
    r"|\b(?P<going>[Gg]o)nna\b"
)
_VERBS = {"are": "are", "am": "am", "have": "have", "will": "will"}
_IRREGULAR = {"ca": "cannot", "wo": "will not"}


def _in_full(text: str) -> str:
    """Return the text without short forms, which no release has outside of quotations: "There is", "cannot"."""

    def full(match: re.Match[str]) -> str:
        before = text[: match.start()]
        if before.count("“") > before.count("”") or before.count('"') % 2:
            return match[0]
        if match["going"]:
            return f"{match['going']}ing to"
        if verb := match["not"]:
            whole = _IRREGULAR.get(verb.lower(), f"{verb} not")
            return whole[0].upper() + whole[1:] if verb[0].isupper() else whole
        if who := match["is"] or match["he"]:
            return f"{who} {'has' if re.match(' (?:been|had|got)', text[match.end() :]) else 'is'}"
        kind = next(kind for kind in _VERBS if match[kind])
        return f"{match[kind]} {_VERBS[kind]}"

    return _SHORT.sub(full, text)


_MONTHS = "January February March April May June July August September October November December".split()


def ends_of_date(text: str, month: int, day: int) -> list[int]:
    """Return where a date ends each time that an English text has it; of a range, where its first day ends.

    Args:
        text: The text.
        month: The number of the month; 0 for any, or none.
        day: The day.
    """
    name = _MONTHS[month - 1] if month else f"(?:{'|'.join(_MONTHS)})"
    first, more = rf"0?{day}(?:st|nd|rd|th)?(?![0-9])", rf"(?:{_LINK}{_D}){{1,6}}"
    ways = [
        rf"\b{name}[ ](?:the[ ])?{first}(?:(?={more}(?![%\w]))|{_YEAR})",
        rf"(?<![\w.,:/-]){first}(?:(?={more}[ ](?:of[ ])?{name}\b)|[ ](?:of[ ])?{name}\b{_YEAR.replace('year', 'last')})",
    ]
    if not month:
        ways.append(rf"\bthe[ ]0?{day}(?:st|nd|rd|th)\b(?![ ](?:of[ ])?{name})")
    return [match.end() for match in re.finditer("|".join(ways), text)]


def _dated(text: str, style: Style) -> str:
    """Return the text with its dates as "March 12, 2018" or "12 March 2018", without ordinals."""
    if style.dates == "month-day":
        text = _DAY_FIRST.sub(_as("{month} {days}", ", {year}"), text)
        return _MONTH_FIRST.sub(_as("{month} {days}", ", {year}"), text)
    text = _MONTH_FIRST.sub(_as("{days} {month}", " {year}"), text)
    return _DAY_FIRST.sub(_as("{days} {month}", " {year}"), text)


def _as(day: str, year: str) -> Callable[[re.Match[str]], str]:
    def written(match: re.Match[str]) -> str:
        days = re.sub(r"\b0(?=[1-9])|\bthe ", "", _ORDINAL.sub("", match["days"]))
        return day.format(month=match["month"], days=days) + (year.format(year=match["year"]) if match["year"] else "")

    return written


def with_percent(text: str, style: Style) -> str:
    """Return an English text with its percentages in a house style."""
    return _percentages(text, style.percent)


def _percentages(text: str, percent: str) -> str:
    sign = "%" if percent == "%" else f" {percent}"
    if percent == "%":
        text = _PERCENTS.sub(lambda m: f"{m['first']}%{m['link']}{m['last']}%" if _share(m["first"]) else m[0], text)
    text = _PERCENT.sub(sign, text)
    return _SPELLED.sub("per cent" if percent == "per cent" else "percent", text)


def _share(number: str) -> bool:
    """Return whether a number before "and 5 per cent" can be a percentage, and is no year."""
    return not re.fullmatch("(?:1[89]|20)[0-9]{2}", number)


def _timed(text: str, clock: str) -> str:
    def written(match: re.Match[str]) -> str:
        hours, minutes = next(
            (int(match[f"h{way}"]), int(match[f"m{way}"] or 0)) for way in "1234" if match[f"h{way}"] is not None
        )
        half = (match["half"] or "").lower()
        if half == "p" and hours < 12:
            hours += 12
        elif half == "a" and hours == 12:
            hours = 0
        words = _in_halves(hours, minutes) if clock == "12-hour" else f"{hours:02}:{minutes:02}"
        # "at 6 p.m.": its last full stop also ends the sentence.
        ends = match["dot"] and re.match(r"\s+[A-Z]|\s*$", text[match.end() :]) and not words.endswith(".")
        if words.endswith(".") and text[match.end() :].startswith("."):
            words = words[:-1]
        return words + ("." if ends else "")

    return _CLOCK.sub(written, text)


def _in_halves(hours: int, minutes: int) -> str:
    if minutes == 0 and hours in (0, 12, 24):
        return "noon" if hours == 12 else "midnight"
    past = f":{minutes:02}" if minutes else ""
    return f"{hours % 12 or 12}{past} {'a.m.' if hours % 24 < 12 else 'p.m.'}"


_OPENING = late(r"(^|[\s(\[—–“‘])\"(?=\S)")
_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')


def _quoted(text: str, quotes: str) -> str:
    if quotes == "straight":
        return text.translate(_STRAIGHT)
    return _OPENING.sub(r"\1“", text).replace('"', "”")
