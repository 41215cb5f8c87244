"""What an Arabic text denies, forbids, demands and allows. The words, as ``fold`` has them, are in ``negation.tsv``."""

from workflow.languages.arabic.spelling import START
from workflow.languages.listed_negation import ListedNegation

_MAY = r"(?:[يت]جوز|[يت]مكن|يحق|[يت]سمح|[يت]ستطيع|[يت]تاح)"
_MUST = r"(?:[يت]جب|[يت]تعين|يتوجب|ينبغي|[يت]لزم|[يت]لتزم)"

NEGATION = ListedNegation(
    "arabic",
    particle=r"(?:لا|لم|لن|ليس|ليست|ليسوا)(?!\w)",
    plain_not_=(
        r"(?<!\w)[وف]?(?:لم|لن|لا|ليس|ليست) (?!فقط|فحسب|سيما|[يت]زال|شك|ريب|[يت]قل|[يت]زيد|[يت]تجاوز|بد|[يت]قتصر)\w"
    ),
    plainly_may=rf"(?<!\w)(?<!لا )(?<!لن )(?<!لم )(?<!الا )[وف]?{_MAY}(?!\w)(?! (?:الا|عدم|ان [يت]قل)(?!\w))",
    plainly_must=rf"(?<!\w)(?<!لا )(?<!لم )[وف]?{_MUST}(?!\w)(?! (?:الا|عدم)(?!\w))|(?<!\w)[وف]?لا ?بد(?!\w)",
    must_not=(
        r"(?<!\w)[وف]?لا (?:[يت]جوز|[يت]مكن|يحق|[يت]سمح|ينبغي)(?!\w)|(?<!\w)[وف]?(?:[يت]حظر|[يت]منع|محظور|ممنوع)"
        rf"|(?<!\w)[وف]?{_MUST} (?:الا|عدم)(?!\w)"
    ),
    start=START,
)
