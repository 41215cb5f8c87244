"""Rises and falls, comparisons, and how exact figures are, in Arabic text. The words are in ``trends.tsv``."""

from workflow.languages.arabic.spelling import START
from workflow.languages.listed_trends import ListedTrends

_NUMBERS = "عشر|ثلاث|اربع|خمس|ست|سبع|ثمان|تسع|مئ|مائ|الف|نصف|ربع|ثلث|نيف"

TRENDS = ListedTrends(
    "arabic",
    clause_end=(
        rf"[;:()—–!؟؛]|[،,](?![0-9])|\.(?=\s|$)|(?<!\w)(?:بينما|في حين|لكن|ولكن|الا ان|كما)(?!\w)| و(?!تيرة|(?:{_NUMBERS})|[0-9])"
    ),
    start=START,
    before=90,  # the verb stands first: تجاوز حجم التجارة … 600 مليار
)
