"""Dates and times of day in Spanish text. The words are in ``calendar.tsv``."""

from workflow.languages.listed_calendar import ListedCalendar

CALENDAR = ListedCalendar(
    "spanish",
    day=(
        r"(?<![0-9,.])(?P<day>[0-9]{1,2})(?:\.?[º°])?"
        r"(?:(?: ?[-–] ?| al? | y (?:el )?| o (?:el )?)(?P<last>[0-9]{1,2})(?:\.?[º°])?)? (?:del? (?:mes de )?)?{month}"
    ),
    numeric=r"(?<![0-9/.-])(?P<day>[0-9]{1,2})(?P<mark>[/-])(?P<month>[0-9]{1,2})(?P=mark)(?:[0-9]{4}|[0-9]{2})(?![0-9/-])",
    quarter=r"{first}(?: (?:y|a|al|o)(?: el)? {second})? trimestres?",
    clock=(
        r"(?<!\w)(?:las?|desde|hasta|hacia|antes de) (?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?(?![0-9])"
        r"(?: ?(?:h|horas?)\b)?(?: (?:de la )?(?:(?P<early>mañana|madrugada|a\. ?m\.)|(?P<late>tarde|noche|p\. ?m\.)))?"
        r"|(?<![0-9.,:])(?P<bare>[0-9]{1,2}):(?P<past>[0-5][0-9])(?![0-9:%])"
    ),
    worded=(
        r"(?<!\w)las? {hour}(?: (?:(?P<half>y media)|(?P<quarter>y cuarto)|(?P<to>menos cuarto)))?"
        r" (?:de la (?:(?P<early>mañana|madrugada)|(?P<late>tarde|noche))|en punto)(?!\w)"
    ),
)
