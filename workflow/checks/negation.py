"""Negation and modality: 不得 and 未 must not be lost, 必须 is not "may", 可以 is not "must".

Chinese has many words with 不, 未, 无 and 非 that negate nothing (不断, 未来, 无论, 非常); they are taken out first. English has many ways to
say no, and one of them anywhere in the sentence is enough: the check finds what was dropped, not what was moved.
"""

import re
from collections.abc import Iterator
from typing import Literal

from workflow.checks.example import Example
from workflow.checks.figures import AS_SIMPLIFIED
from workflow.checks.language import LONGEST, primary, straight
from workflow.contracts import Check, Context, Said
from workflow.languages.chinese.script import simplified
from workflow.model import DELIBERATELY_EMPTY, Finding, Unit

_NAME = "negation"

EXPLANATION = (
    "Looks for a no that was lost: 不得, 禁止 and 未经 in the source need a not, without, prohibit or the like in the translation, and a not "
    "that the source does not have is pointed out. It also compares what one must (必须, 应当), may (可以) and need not (无须) do. "
    "One lost word turns a prohibition into a permission. Waive it where English says the same positively, such as “remain confidential” for 不公开."
)
EXAMPLES = (
    Example("未经许可，不得使用。", "The sign may be used with permission.", "error"),
    Example("未经许可，不得使用。", "The sign may not be used without permission.", ""),
    Example("该条约尚未生效。", "The treaty has entered into force.", "warning"),
    Example("该条约尚未生效。", "The treaty has yet to enter into force.", ""),
    Example("申请人可以撤回申请。", "Applicants must withdraw the application.", "error"),
    Example("申请人应当在两个月内答复。", "The applicant may reply within two months.", "error"),
    Example("申请人应当在两个月内答复。", "The applicant shall reply within two months.", ""),
    Example(
        "双方将不断深化合作，不仅限于专利。",
        "Both sides will steadily deepen their cooperation, in patents and beyond.",
        "",
    ),
    Example("会员无须缴费。", "Members must not pay a fee.", "error"),
)


def check(said: Said, context: Context) -> Iterator[Finding]:
    """Findings on English translations; of other languages nothing is known.

    Errors: 不得, 禁止, 严禁, 未经 and the like without any negative; an obligation that became a permission, or the other way round.
    Warnings: another negation that is lost; one that was added; 必须 without any obligation.
    """
    unit = said.unit
    if unit.target == DELIBERATELY_EMPTY or primary(context) != "en":
        return
    if max(len(unit.source), len(unit.target)) > LONGEST:
        return
    source = _without_lexical(simplified(said.source.words).translate(AS_SIMPLIFIED))
    target = straight(said.target.words)
    yield from _negation(unit, source, target)
    yield from _modality(unit, source, target)


# --- negation ---------------------------------------------------------------------------------------------------------------

# Words that have a negative character and negate nothing, or nothing that English need negate.
_LEXICAL = re.compile(
    "不断|不仅|不但|不只|不单|不光|不管|不论|不过|不久|不少|不同|不一(?!致)|不等|不时|不禁|不由|不愧|不惜|不妨|不如|不及|不止|不已|不难|不乏|不失为|不失|不亚于|不啻"
    "|不得不|不能不|不会不|无不|莫不|不可不|不外乎|不外|不约而同|不可或缺|不可缺少|缺一不可|必不可少|不可避免|不可分割|不可忽视|不容忽视|不可否认|不可估量|不可思议"
    "|不可抗力|不可逆转?|不遗余力|不懈|不屈不挠|不折不扣|不言而喻|不胜枚举|不计其数|不相上下|不谋而合|不知不觉|不经意|不以为然|不尽相同|不尽|不朽|不凡|不俗|不菲|不错|不辱使命"
    "|不忘|不负|不辞|不畏|不拘|不变|不息|不停|不休|不住|坚持不懈|坚定不移|坚强不屈|川流不息|络绎不绝|源源不断|层出不穷|始终不渝|矢志不渝|毫不动摇|绝不动摇|不动摇"
    "|不动产|不锈钢|不倒翁|不夜城|不二|不定期|不定|不明飞行物|差不多|对不起|了不起|看不起|舍不得|巴不得|恨不得|怪不得|要不是|要不|好不容易|好不|何不|岂不|是不是|能不能"
    "|会不会|要不要|有没有|可不可以|该不该|行不行|好不好|不甘落后|不平衡|不安|不满(?![0-9一二三四五六七八九十百])|不幸|不便|不利|不良|不当(?!作)|不法|不公|不足(?![以])|不善|不佳|不稳"
    "|不满意|离不开|不期而遇|不经之谈|不惑|不肖|不祥|不孕|不适(?![用合应宜当])|不慎|不料|不觉|不丹|不来梅|不列颠|不结盟|不作为"
    "|未来|未必|未免|未尝不|未雨绸缪|未婚|未亡|前所未有|未央|未名湖|未遂|未知数|方兴未艾|未成年人?|未详|未解之谜"
    "|无论|无疑|无非|无比|无数|无限|无穷|无尽|无私|无线|无人机|无人驾驶|无人|无缝|无偿|无名|无纸化|无障碍|无形|无锡|无双|无悔|无畏|无忧|无敌|无量|无价|无锋|无声|无轨|无菌|无机|无烟"
    "|无花果|无产阶级|无独有偶|无可争议|无可厚非|无可比拟|无与伦比|无时无刻|无处不在|无微不至|无所不|无一例外|无一不|独一无二|史无前例|毫无疑问|有无|互通有无|无锡市|无视|无愧|一望无际|大公无私"
    "|非常|非洲|非凡|并非不|莫非|除非|无非|非得|非要|非典|是非|若非|非同寻常|非同小可|非物质文化遗产|非遗|非政府组织|非公有制|非公经济|非营利|非盈利|南非|北非|东非|西非|中非|非盟|亚非|非裔|非金属|非职务|非专利|非传统"
    "|没收|没落|没准|淹没|埋没|沉没|覆没|出没|吞没|没关系|没意思"
    "|莫斯科|莫桑比克|莫迪|勿忘我|莫名|莫大|莫过于|莫如|莫高窟|莫扎特|莫言"
    "|别说|只不过|只怕不|不在话下|取之不尽|用之不竭|不限于|不无|不可言|无前|血本无归|不超过|不低于|不少于|不多于|不高于|不大于|未超过|未满(?=[0-9一二三四五六七八九十两])|不到(?=[0-9一二三四五六七八九十两百千万半])|不失时机|不负众望|不忘初心|数不清|说不定|来不及|忍不住|禁不住|不得了|不由得|不见得|不在少数|不甚|毫不|决不亚于"
)
_PROHIBITED = re.compile("不得|禁止|严禁|不准|不许|不予|不允许|切勿|请勿|不可以|无权")
_NO = re.compile(
    "不得|禁止|严禁|不准|不许|不予|不允许|切勿|请勿|不可以|无权|未经|无须|无需|不必|毋须|毋需|不需要|尚未|没有|不再|并非|并不|并未|从不|从未|绝不|决不|不能|不可|不应|不会|不是|不对"
    "|未能|不|未|没|无|非(?![洲法])|勿|拒绝|否认|谢绝|婉拒|拒不|除外"
)
# Verbs and nouns that say no by themselves, and what they become; the uncertain ones excuse a negative only beside another.
_CONTENT = (
    ("驳回", "reject|dismiss|refus|declin|den", True),
    ("避免|防止|预防|阻止|防范", "avoid|prevent|preclud", True),
    ("缺乏|缺少|缺失", "lack|absen|missing|without", True),
    ("停止|终止|中止", "stop|ceas", True),
    ("非法|违法|违规|不法", "illegal|unlawful|illicit|irregular", True),
    ("无效|作废", "invalid|void", True),
    ("失败|违约|失灵", "fail", True),
    ("反对|抵制|针对|打击|对抗", "oppos|against|anti|counter", True),
    ("除(?!外)", "except|exclud|unless|without", False),
    ("擅自|盗用|冒用", "unauthori", True),
    ("免", "exempt|free|without", False),
    ("直到|直至|前", "until|not", False),
    ("只|仅", "only", True),
    ("难", "un|in|im|not|cannot", False),
    ("自由", "free", True),
)
_ANY_ZH_NEGATIVE = re.compile(
    "[不没未无非莫勿别禁否难免拒缺除反只仅绝少欠空失停终罢戒避防阻消取废止断离外弃唯独误错疏漏忽仍依旧过后前才就]"
)

_PREFIXED = (
    r"in(?:abilit|ability|adequa|appropria|capab|complete|correct|compatib|consisten|comparab|definite|direct|effective|efficien|eligib|evitab|formal|separab|significan|sufficien|tangib|tolera|valid|visib"
    r"|accura|activ|action|admissib|applicab|conclusive|convenien|dispensab|distinct|expensive|flexib|hospitab|human|justice|secur|sincer|stabilit|sensitiv|voluntar|equalit)\w*"
    r"|im(?:possib|proper|probab|mature|moral|partial|perfect|permissib|plausib|mobil|mun|practica|balance)\w*"
    r"|ir(?:rational|regular|relevan|replaceab|respective|responsib|reversib|revocab)\w*|il(?:legal|legitima|licit|litera|logical)\w*"
    r"|un(?!i[a-z]|der|til\b|to\b|tie|cle\b|ction)[a-z]{3,}|non-?[a-z]{3,}"
    r"|dis(?:agree|approv|allow|regard|satisf|content|qualif|honest|pense|continu|connect|courag|belie|claim|trust|obey|similar)\w*"
    r"|mis(?:sing|us\w+|understand\w*|lead\w*)|[a-z]{2,}(?<!un)less(?:ly|ness)?"
)
# "Not only" negates nothing; "yet to", "pending" and "await" do.
_NEGATIVE = re.compile(
    r"(?:\bnot[ ](?:only|just|merely|least|to[ ]mention)\b|(?P<no>\b(?:no|not|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|unless|except(?!ional)\w*|exclu(?:d|s(?!iv))\w*|lack\w*|fail\w*|refus\w*"
    r"|reject\w*|declin\w*|den(?:y|ied|ies|ying|ial)|prohibit\w*|forbid\w*|forbad\w*|ban|bans|banned|banning|barr?(?:ed|s)|prevent\w*|preclud\w*|avoid\w*|free|yet[ ]to|far[ ]from|exempt\w*|void"
    r"|absen\w*|refrain\w*|oppos\w*|against|hardly|scarcely|rarely|seldom|barely|few|little|unable|rather[ ]than|instead[ ]of|stop\w*|ceas\w*|dismiss\w*|regardless|short[ ]of|pending|await\w*"
    r"|minus|zero|nil|omit\w*|withh[eo]ld\w*|abstain\w*|off[ -]limits|only|keep\w*[ ](?:out|off|from)|kept[ ](?:out|off|from)|turn(?:s|ed)?[ ]down|rul(?:e|es|ed|ing)[ ]out|fall\w*[ ]short|fell[ ]short|too|out[ ]of|stay\w*[ ](?:out|away)|"
    + _PREFIXED
    + r")\b|n't\b))",
    re.IGNORECASE,
)
_PROHIBITION = re.compile(
    r"(?:\b(?:no|not|never|none|nobody|nothing|nowhere|neither|nor|cannot|refus\w*|reject\w*|declin\w*|den(?:y|ied|ies|ying|ial)|prohibit\w*|forbid\w*|forbad\w*|ban|bans|banned|banning|barr?(?:ed|s)"
    r"|prevent\w*|preclud\w*|avoid\w*|refrain\w*|abstain\w*|dismiss\w*|unable|(?P<unlawful>unlawful\w*|illegal\w*)|im(?:permissible|possible)|in(?:admissible|eligible|valid\w*)|un(?:acceptable|eligible|available)"
    r"|disallow\w*|disqualif\w*|exclu(?:d|s)\w*|stop\w*|off[ -]limits|only|fewer|less|non-?\w+|(?P<without>without))\b|n't\b)",
    re.IGNORECASE,
)
_PLAIN_NOT = re.compile(
    r"\b(?P<modal>(?:may|must|shall|should|can|could|will|would)(?:[ ]not|n't)|cannot|never|no[ ]longer)\b"
    r"|(?:\b(?<!whether[ ]or[ ])(?<!why[ ])(?<!if[ ])(?<!or[ ])not\b|n't\b)(?![ ](?:only|just|least|merely|simply|to[ ]mention|until|solely|surprising|unlike|uncommon|alone|far|long|in[ ]vain|all|yet))",
    re.IGNORECASE,
)


def _without_lexical(source: str) -> str:
    """The source with a stroke for every word that only looks negative."""
    return _LEXICAL.sub("|", source)


def _negation(unit: Unit, source: str, target: str) -> Iterator[Finding]:
    nos = [match[0] for match in _NO.finditer(source)]
    if not nos:
        if not _ANY_ZH_NEGATIVE.search(unit.source) and (added := _PLAIN_NOT.search(target)):
            yield _finding(unit, "warning", f"“{added[0]}” in the translation, and no negation in the source")
        return
    said = [match[0].lower() for match in _NEGATIVE.finditer(target) if match["no"]]
    grave = [word for word in nos if _PROHIBITED.fullmatch(word)]
    excused = len(nos) > len(grave) or "缺" in source
    crimes = len(re.findall("非法|违法|不法", source))  # "illegal" is their translation, not a prohibition
    forbids = [
        match for match in _PROHIBITION.finditer(_NOT_ONLY.sub(" ", target)) if not (match["without"] and excused)
    ]
    prohibited = len(forbids) > min(crimes, sum(match["unlawful"] is not None for match in forbids))
    if grave and not prohibited:
        yield _finding(unit, "error", f"{grave[0]} is lost: nothing in the translation forbids or refuses")
    elif "未经" in nos and not said:
        yield _finding(unit, "error", "未经 is lost: nothing in the translation says without")
    else:
        left = _without_content(said, source)
        if len(left) < (len(nos) if len(nos) < 3 else len(nos) - 1):
            lost = "、".join(dict.fromkeys(nos[:3]))
            what = "says no" if not left else f"says no {len(nos)} times"
            yield _finding(unit, "warning", f"{lost}: nothing in the translation {what}")


_NOT_ONLY = re.compile(r"\bnot[ ](?:only|just|merely)\b", re.IGNORECASE)


def _without_content(said: list[str], source: str) -> list[str]:
    """The negatives of the target without those that translate a verb such as 驳回 and not a negation."""
    left = said[:]
    for chinese, english, certain in _CONTENT:
        if not re.search(chinese, source):
            continue
        starts = tuple(english.split("|"))
        for word in left:
            if word.startswith(starts) and (certain or len(left) > 1):
                left.remove(word)
                break
    return left


# --- modality ---------------------------------------------------------------------------------------------------------------

_MUST = re.compile(
    "必须|应当|务必|必需(?!品)|(?<![不无毋所])需要?(?![求])|应(?=于|在|向|自|由|将|按|依|当)|须(?!知|要)(?<!无须)(?<!不须)|有义务|不得不"
)
_CERTAINLY_MUST = re.compile("必须|务必|有义务")
_MAY = re.compile("可以|可(?=[在向自由凭按依于申提])|有权(?!利)|准许|允许|得以")
_NEED_NOT = re.compile("无须|无需|不必|毋须|毋需|不需要|用不着|不须")
_EN_MUST = re.compile(
    r"\b(?:must|shall|should|ha(?:ve|s|d)[ ](?:\w+[ ])?to|having[ ]to|need\w*|requir\w*|oblig\w*|mandator\w*|compulsor\w*|imperative|ought|necessar\w*|essential\w*|will|would|request\w*|subject[ ]to|dut(?:y|ies)|bound|be[ ]to"
    r"|(?:are|is|was|were)[ ]to|vital|crucial|important|expected|call\w*|urg\w*|demand\w*|make[ ]sure|ensure|always|only|due|let[ ]us|let's|until|cannot|no[ ]choice|forced|force|supposed|better|recommend\w*|suggest\w*|got[ ]to|gotta|responsib\w*|without)\b",
    re.IGNORECASE,
)
_EN_MAY = re.compile(
    r"\b(?:may|might|can|could|allow\w*|permit\w*|possible|possibl[ey]|optional|free|entitl\w*|able|enabl\w*|opportunit\w*|choose|option\w*|let|lets|available|eligible|right|rights|authori[sz]\w*|\w+able|\w+ible|welcome|invited|empower\w*|will|would|help\w*)\b",
    re.IGNORECASE,
)
_EN_PLAINLY_MAY = re.compile(
    r"\b(?:may|might|can|could)(?![ ]not|not)\b|\b(?:is|are)[ ](?:allowed|permitted|free)[ ]to\b|\bis[ ]possible[ ]to\b"
)
_EN_PLAINLY_MUST = re.compile(
    r"\b(?:must|shall|ha(?:ve|s)[ ]to|(?:is|are)[ ](?:required|obliged|bound)[ ]to)(?![ ]not|n't)\b", re.IGNORECASE
)
_EN_MUST_NOT = re.compile(r"\b(?:must|shall|may|can)(?:[ ]?not|n't)\b", re.IGNORECASE)


def _modality(unit: Unit, source: str, target: str) -> Iterator[Finding]:
    must, may, need_not = _MUST.search(source), _MAY.search(source), _NEED_NOT.search(source)
    if need_not and not must and _EN_MUST_NOT.search(target) and not re.search("不得|不能|不可|禁", source):
        yield _finding(unit, "error", f"{need_not[0]} is “need not”; the translation forbids it")
    elif must and not may and not _EN_MUST.search(target):
        if _EN_PLAINLY_MAY.search(target) and must[0] in {"必须", "应当", "务必"}:
            yield _finding(unit, "error", f"{must[0]} is an obligation; the translation makes it a permission")
        elif _EN_PLAINLY_MAY.search(target) and must[0].startswith("需"):
            yield _finding(unit, "warning", f"{must[0]} is a need; the translation makes it a permission")
        elif _CERTAINLY_MUST.search(source):
            yield _finding(unit, "warning", f"{must[0]}: nothing in the translation says that one must")
    elif may and not must and _EN_PLAINLY_MUST.search(target):
        severity: Literal["error", "warning"] = (
            "warning" if _EN_MAY.search(target) or re.search("[须需应要当该得]", source) else "error"
        )
        yield _finding(unit, severity, f"{may[0]} is a permission; the translation makes it an obligation")


def _finding(unit: Unit, severity: Literal["error", "warning"], message: str) -> Finding:
    return Finding(_NAME, severity, message, unit)


CHECK = Check(inspect=check, explanation=EXPLANATION, examples=EXAMPLES)
