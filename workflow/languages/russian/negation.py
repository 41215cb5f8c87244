"""What a Russian text denies, forbids, demands and allows. The words are in ``negation.tsv``.

Russian negates with "не" before what it denies, and other negative words in the clause add nothing: "никто не может".
"""

from workflow.languages.listed_negation import ListedNegation

_MAY = r"(?:может|могут|можно|вправе|разрешается|разрешено|допускается|име(?:ет|ют) право)"
_MUST = r"(?:должен|должна|должно|должны|обязан|обязана|обязано|обязаны|необходимо)"

NEGATION = ListedNegation(
    "russian",
    particle=r"не(?!\w)",
    plain_not_=r"(?<!\w)(?:не (?!только|менее|более|раз|один)\w|никто |никогда |нельзя )",
    plainly_may=rf"(?<!\w)(?<!не )(?<!только ){_MAY}(?!\w)(?! не(?!\w)| быть (?:ниже|менее|более|выше))",
    plainly_must=rf"(?<!\w)(?<!не ){_MUST}(?!\w)(?! не(?!\w))",
    must_not=(
        r"(?<!\w)не (?:мо(?:жет|гут)|вправе|разреша\w+|допуска\w+|имеют? права)(?!\w)|(?<!\w)(?:нельзя|запре[тщ]|воспрещ)"
    ),
)
