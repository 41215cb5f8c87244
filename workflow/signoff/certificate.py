"""How a published text was made, and by whom, as its certificate says it."""

import re
import unicodedata
from collections import Counter

from workflow.contracts.pages import Certificate, SignOff, Waived
from workflow.model import FROM_APPROVED, unit_digest
from workflow.settings import Rules
from workflow.signoff.entries import PERSON, Act, Approve, Submit
from workflow.signoff.ledger import Entry
from workflow.signoff.replay import Approval


def certificate(approval: Approval, *, people: str, rules: Rules) -> Certificate:
    """Return what a published page says about how the translation was made.

    Args:
        approval: The approval whose text the page shows.
        people: How to name those who signed: "roles", "names" or "none".
        rules: The newsroom's rules.
    """

    def sign_off(role: str, entry: Entry[Submit] | Entry[Approve]) -> SignOff:
        name = display_name(entry) if people == "names" else ""
        return SignOff(role, name, entry.when, bool(entry.signature) and rules.signatures != "off")

    sign_offs = [sign_off("translator", submission.entry) for submission in approval.submissions]
    sign_offs += [sign_off("reviewer", entry) for entry in approval.entries]
    drafted = [unit for unit in approval.submission.units if unit.origin != PERSON]
    engines = Counter(_engine(unit.origin) for unit in drafted)
    edition = approval.edition
    # What is found in the source as a whole is in no unit.
    covered = approval.submission.digests | {unit_digest(edition.release, edition.language, "", "", "")}
    return Certificate(
        source_path=approval.source.path,
        source_digest=approval.source.digest,
        source_text_digest=approval.source.text,
        units=len(edition.units),
        engines=tuple(sorted(engines.items(), key=lambda item: (-item[1], item[0]))),
        changed=sum(unit.changed for unit in drafted),
        sign_offs=tuple(sign_offs) if people != "none" else (),
        approval=approval.entry.hash,
        tool=approval.entry.tool,
        checks=tuple(
            (name, counts.errors, counts.warnings) for name, counts in sorted((approval.entry.act.checks or {}).items())
        ),
        unknown_checks=approval.entry.act.unknown_checks or (),
        switched_off=approval.entry.act.switched_off or (),
        waived=tuple(
            Waived(each.act.check, each.act.key, each.act.reason, each.act.until, each.when)
            for each in approval.waivers
            if each.act.unit in covered and each.act.covers(approval.entry.when[:10])
        ),
        four_eyes=rules.four_eyes,
        approvals=rules.approvals,
    )


def display_name(entry: Entry[Act]) -> str:
    """The name of whoever acted, without the address; "" if it is none, but an address or the name of a role."""
    name = (entry.who or "").partition("<")[0].strip()
    plain = unicodedata.normalize("NFKC", name).casefold()
    # Some people's name in git is their address, which never leaves the ledger.
    address_in_it = "@" in plain or entry.person.rpartition("@")[2] in plain
    return "" if address_in_it or " ".join(plain.split()) in _ROLES else name


_ROLES = frozenset(
    "translator reviewer editor proofreader author admin administrator root user"
    " traducteur traductrice réviseur réviseuse relecteur relectrice 译者 翻译 审校 审核 编辑".split()
)
"""Display names that name nobody; pages then show the role in which the person acted."""

_ENGINE = re.compile(
    r"mt: [\w.-]{1,32}(?: [\w-]{2,16}→[\w-]{2,16} [\w.+-]{1,32}"
    r"| [A-Za-z0-9_.:/+-]{1,64}(?: [0-9a-f]{8}| [0-9][0-9.]{0,15})?)?"
    rf"(?:{FROM_APPROVED.pattern})?"
)
"""Such as ``argos zh→en 1.9``, ``ctranslate2 opus-mt-zh-en 0a1b2c3d``, ``llm qwen3:8b``, ``opencc s2twp 1.4.2``, and
``argos en→fr 1.9 from approved en 1a2b3c4d of 2018-09-14``.
"""


def _engine(origin: str) -> str:
    """Return what drafted a unit, without its score and terms, in this program's words: people may change comments."""
    name = origin.partition(" (score")[0].partition(" (starter")[0]
    if name.startswith("memory: "):
        return "memory: earlier releases"
    return name if _ENGINE.fullmatch(name) else "mt: unknown"
