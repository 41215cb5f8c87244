"""Dates and times of day in Arabic text. The words are in ``calendar.tsv``, as ``fold`` gives them."""

from workflow.languages.arabic.spelling import START
from workflow.languages.listed_calendar import ListedCalendar

CALENDAR = ListedCalendar(
    "arabic",
    day=(
        r"(?<![0-9,.])(?P<day>[0-9]{1,2})(?:(?: ?[-–] ?| الي | و| او | حتي )(?P<last>[0-9]{1,2}))?(?: من)?(?: شهر)? {month}"
    ),
    numeric=r"(?<![0-9/.-])(?P<day>[0-9]{1,2})(?P<mark>[/-])(?P<month>[0-9]{1,2})(?P=mark)[0-9]{4}(?![0-9/-])",
    quarter=r"[وف]?(?:[بكل]?ال|لل)(?:ربع|ربعين|ربعان|فصل) {first}(?: و{second})?",
    clock=(
        r"(?<!\w)[وف]?(?:[بكل]?ال|لل)ساعة (?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?(?![0-9])"
        r"(?: (?:(?P<early>صباحا|فجرا|ص)|(?P<late>مساء|بعد الظهر|عصرا|ظهرا|ليلا|م))(?!\w))?"
        r"|(?<![0-9.,:])(?P<bare>[0-9]{1,2}):(?P<past>[0-5][0-9])(?![0-9:%])"
    ),
    worded=(
        r"(?<!\w)[وف]?(?:[بكل]?ال|لل)ساعة {hour}(?: (?:(?P<half>والنصف)|(?P<quarter>والربع)|(?P<to>الا (?:ربعا|الربع))))?"
        r"(?: (?:(?P<early>صباحا|فجرا|من (?:صباح|فجر))|(?P<late>مساء|بعد الظهر|عصرا|ظهرا|ليلا|من (?:مساء|بعد ظهر|عصر)))(?!\w))?"
    ),
    start=START,
)
