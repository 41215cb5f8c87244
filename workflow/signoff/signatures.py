"""Signatures with people's SSH keys: made by ``ssh-keygen -Y sign``, verified against an ``allowed_signers`` file.

This module knows bytes, keys and addresses, nothing of ledgers. Two verifiers share the work, and both must agree. This
module reads the signature and the list: whose key it is, and whether that key may sign here and at that time.
``ssh-keygen -Y verify`` (OpenSSH 8.2 or newer) verifies the cryptography, with a list made for the purpose that
contains one key, so that no argument and no list it gets comes from outside.

It is stricter than OpenSSH, on purpose:

- A signature counts only exactly as ``ssh-keygen`` writes it. OpenSSH ignores what follows the END line, white space
  and spare bits in the base64, version 0, the reserved field, and a second spelling of an Ed25519, RSA or ECDSA number.
  (What remains is that an ECDSA signature (r, s) has the twin (r, n - s) over the same bytes by the same key: no other
  text can be passed off with it.)
- A line of ``allowed_signers`` that may sign here names one person by a plain address, ignoring letter case, and a key
  belongs to one person: with patterns, or with one key under two addresses, somebody could approve what they submitted.
  Certificate authorities are rejected.
- ``valid-after`` and ``valid-before`` without a zone are UTC, not the zone of whoever verifies.
- A line that OpenSSH would silently skip is an error; a BOM, which Windows editors write, is skipped. Lines whose
  ``namespaces`` exclude this program (a list shared with git) may contain patterns and certificate authorities: they
  sign nothing here.

The time that is checked is the one the signer stated: a key's validity keeps honest people from using an old key, but
does not stop a thief, who can backdate. If a key is stolen, its line must be removed, and with it goes everything it
signed before.
"""

import base64
import codecs
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflow.errors import BadInput, MissingError
from workflow.interface import say

NAMESPACE = "workflow-ledger"
"""The purpose of a signature: one made for git or a file does not count here, nor ours there."""

LARGEST_LIST = 1 << 20
"""The largest allowed_signers file, in bytes: ten thousand Ed25519 lines."""
_LARGEST_SIGNATURE = 1 << 14
"""The longest signature, in characters: the largest RSA key of OpenSSH (16384 bits) needs about 6,000."""
_SIGNING_SECONDS = 300
"""Time for somebody to find and type a passphrase, or to touch a security key."""
_JUDGING_SECONDS = 60
"""Verifying takes 10 ms, more on a busy machine."""

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
"""Where OpenSSH breaks its base64 (sshbuf_dtob64)."""
_MAGIC = b"SSHSIG\x00\x00\x00\x01"
_ED25519_ORDER = (1 << 252) + 27742317777372353535851937790883648493
"""RFC 8032, section 5.1; a signature's S is below it."""
_CURVES = {"nistp256": 256, "nistp384": 384, "nistp521": 521}
_ED25519, _ED25519_SK, _RSA = "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ssh-rsa"
_ECDSA = {f"ecdsa-sha2-{curve}": curve for curve in _CURVES}
_ECDSA_SK = {"sk-ecdsa-sha2-nistp256@openssh.com": "nistp256"}
_TYPES = (_ED25519, *_ECDSA, _RSA, _ED25519_SK, *_ECDSA_SK)
"""The types of keys that may sign, as written in front of a public key."""

_PERSON = re.compile(r"[A-Za-z0-9.#$%&'+/=^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.?")
_OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"\\]*)")?(,|[ \t]+)')
_TIME = re.compile(r"([0-9]{8}|[0-9]{12}|[0-9]{14})(?:Z|UTC)?", re.IGNORECASE)
_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of an allowed_signers file. Times are UTC, ``2018-09-12T08:00:00Z``, both inclusive; "" means no limit.

    Attributes:
        line: The number of the line.
        person: The address, normalised; "" unless ``here``.
        type: The type of the key.
        key: The public key's bytes.
        here: Whether the line's namespaces allow the key to sign for this program.
        valid_after: The first time at which it is valid.
        valid_before: The last time at which it is valid.
    """

    line: int
    person: str
    type: str
    key: bytes
    here: bool
    valid_after: str
    valid_before: str


@dataclass(frozen=True, slots=True)
class Signers:
    """Who may sign, with which keys, from when until when; ``name`` is the file, for messages."""

    name: str
    lines: tuple[Signer, ...]


# Signing


def find_key(environment: Mapping[str, str], git_config: Callable[[str], str]) -> str | None:
    """Return the key to sign with, None if there is none.

    That is WORKFLOW_SIGNING_KEY, else the key that git signs commits with, else the first of the usual keys in
    ``~/.ssh``. Git's ``gpg.ssh.defaultKeyCommand`` is not run: a file that came with a repository must not start
    programs.

    Args:
        environment: The environment variables.
        git_config: Returns the value of a setting of git, "" if it is not set. ``user.signingKey`` counts if
            ``gpg.format`` is ssh.
    """
    if named := environment.get("WORKFLOW_SIGNING_KEY", "").strip():
        return named
    if git_config("gpg.format").strip() == "ssh" and (named := git_config("user.signingKey").strip()):
        return named
    with suppress(OSError, RuntimeError):  # a user without a home
        for name in ("id_ed25519", "id_ecdsa", "id_rsa"):
            if (path := Path.home() / ".ssh" / name).is_file():
                return str(path)
    return None


def sign(message: bytes, key: str) -> str:
    """Sign a message; return the signature as ``ssh-keygen`` writes it, with its line breaks.

    Asks for a passphrase on the terminal if the key has one.

    Args:
        message: The bytes to sign.
        key: The path of a private key, or of a public key whose private half the SSH agent has, or a public key itself
            ("ssh-ed25519 AAAA...", also after "key::" as in git).

    Raises:
        MissingError: The signature cannot be made.
    """
    program = _program()
    literal = key.removeprefix("key::").split()[:2]
    try:
        with tempfile.TemporaryDirectory(prefix="workflow-") as folder:
            in_agent = len(literal) == 2 and literal[0] in _TYPES
            shown: str
            if in_agent:
                shown, path = say("the key {key}...", key=f"{literal[0]} {literal[1][:20]}"), Path(folder, "key.pub")
                path.write_bytes(" ".join(literal).encode() + b"\n")
            else:
                shown, path = key, _key_file(key)
            made, said = _signed([program, "-Y", "sign", "-n", NAMESPACE, "-f", str(path)], message, shown)
    except (OSError, ValueError) as error:
        raise MissingError(
            say("{key}: cannot be used to sign ({reason}); name another signing key", key=key, reason=_reason(error))
        ) from error
    if made is None:
        raise MissingError(
            say(
                "{key}: the SSH agent did not sign with it; run ssh-add, and check that SSH_AUTH_SOCK is set", key=shown
            )
            if in_agent
            else say(
                "{key}: ssh-keygen did not sign with it ({said}); type its passphrase, make sure that "
                "nobody else can read the file, or add the key to the SSH agent with ssh-add",
                key=shown,
                said=said,
            )
        )
    try:
        # Make sure that others can verify what was signed. OpenSSH for Windows may write CRLF.
        signature = made.decode("ascii").replace("\r\n", "\n")
        _read(signature)
    except (_Unfit, UnicodeDecodeError) as error:
        raise MissingError(
            say(
                "{key}: ssh-keygen made a signature that cannot be verified ({error}); sign with an "
                "Ed25519, ECDSA or RSA key",
                key=shown,
                error=error,
            )
        ) from error
    return signature


def _key_file(key: str) -> Path:
    with suppress(RuntimeError):  # ~ of a user without a home folder
        path = Path(key).expanduser().absolute()
        if path.is_file() or path.with_name(f"{path.name}.pub").is_file():
            return path
    raise MissingError(
        say(
            "{key}: no such signing key; set WORKFLOW_SIGNING_KEY or git's user.signingKey to yours, "
            "or create one with ssh-keygen -t ed25519",
            key=key,
        )
    )


def _signed(command: Sequence[str], message: bytes, shown: str) -> tuple[bytes | None, str]:
    """Return what ssh-keygen wrote, or None and its message."""
    # No new session and no console of its own: ssh-keygen asks for the passphrase on the terminal itself.
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=_environment()) as process:
        try:
            made, said = process.communicate(message, timeout=_SIGNING_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()  # unlike kill, lets it restore the terminal's echo
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=5)
            process.kill()
            raise MissingError(
                say(
                    "{key}: ssh-keygen made no signature in {seconds} seconds; try again",
                    key=shown,
                    seconds=_SIGNING_SECONDS,
                )
            ) from None
    # Without a terminal, its prompt comes before its message.
    return (made, "") if process.returncode == 0 else (None, re.sub("^Enter .*?: ", "", _last_line(said)))


# Reading the list


def read_signers(data: bytes, name: str) -> Signers:
    """Read an allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS).

    The top of this module says what is accepted, and where OpenSSH is less strict.

    Raises:
        BadInput: The file cannot be used; names the line.
    """
    if len(data) > LARGEST_LIST:
        raise BadInput(
            say(
                "{name}: has more than {largest} MB; a list of signers is a short text file",
                name=name,
                largest=LARGEST_LIST >> 20,
            )
        )
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            say("{name}: line {place} is not UTF-8; save the file as UTF-8", name=name, place=place)
        ) from error
    found: list[Signer] = []
    owners: dict[bytes, Signer] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r").strip(" \t")
        if not line or line.startswith("#"):
            continue
        try:
            signer = _signer(line, number)
            owner = owners.setdefault(signer.key, signer) if signer.here else signer
            if owner.person != signer.person:
                raise _Unfit(
                    say(
                        "repeats the key of line {line}, another person's; everybody needs a key of their own",
                        line=owner.line,
                    )
                )
        except _Unfit as error:
            raise BadInput(
                say("{name}: line {number} {problem}", name=name, number=number, problem=error.args[0])
            ) from None
        found.append(signer)
    return Signers(name, tuple(found))


class _Unfit(Exception):
    """What is wrong with a line or a signature, as the end of a sentence."""


def _signer(line: str, number: int) -> Signer:
    if not re.sub("[\t\u3000]", " ", line).isprintable():  # Chinese comments have ideographic spaces
        raise _Unfit(say("contains an invisible character; type it again"))
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise _Unfit(say("is a merge conflict mark; decide who may sign and remove the marks"))
    principals, _, rest = line.replace("\t", " ").partition(" ")
    if principals in _TYPES:
        raise _Unfit(say("starts with a key; the address of the person comes first"))
    rest = rest.lstrip(" ")
    options: dict[str, str] = {}
    if rest.split(" ")[0] not in _TYPES:
        options, rest = _options(rest)
    type_, key = _key(rest)
    after, before = (_instant(options[name]) if name in options else "" for name in ("valid-after", "valid-before"))
    if after and before and before <= after:
        raise _Unfit(say("is never valid: its valid-before is not after its valid-after; fix the times"))
    here = "namespaces" not in options or _allows(options["namespaces"])
    if here and "cert-authority" in options:
        raise _Unfit(say("is a certificate authority, which is not supported; give each person's own key a line"))
    return Signer(number, _owner(principals) if here else "", type_, key, here, after, before)


def _owner(principals: str) -> str:
    """Return the one person of a line."""
    for principal in principals.split(","):
        if any(mark in principal for mark in "*?!"):
            raise _Unfit(
                say("contains the pattern {principal}; name one person by their address", principal=_shown(principal))
            )
        if not _PERSON.fullmatch(principal):
            raise _Unfit(
                say(
                    "starts with {principal}, which is not an e-mail address in ASCII; name one person by "
                    "their address",
                    principal=_shown(principal),
                )
            )
    people = {_spelling(principal) for principal in principals.split(",")}
    if len(people) > 1:
        raise _Unfit(say("gives one key to several addresses; everybody needs a key and a line of their own"))
    return people.pop()


def _spelling(address: str) -> str:
    """Normalise an ASCII e-mail address for comparison: lower case, no final dot."""
    return address.lower().removesuffix(".")


def _options(rest: str) -> tuple[dict[str, str], str]:
    """Return the options before a key, and the key. Quotation marks are required: OpenSSH skips lines without them."""
    options: dict[str, str] = {}
    place, more = 0, ","
    while more == ",":
        match = _OPTION.match(rest, place)
        if not match:
            raise _Unfit(
                say(
                    'has no key type or option at {start}; options look like namespaces="git"',
                    start=_shown(rest[place:]),
                )
            )
        name, value, more, place = match[1].lower(), match[2], match[3], match.end()
        if name not in {"cert-authority", "namespaces", "valid-after", "valid-before"}:
            raise _Unfit(
                say(
                    "has an unknown key type or option {option}; keys are {keys}",
                    option=_shown(match[1]),
                    keys=", ".join(_TYPES),
                )
            )
        if (value is None) != (name == "cert-authority"):
            raise _Unfit(
                say("has the option {name} in a wrong form; write its value in quotation marks after =", name=name)
            )
        if name in options and name != "cert-authority":
            raise _Unfit(say("has the option {name} twice; keep one", name=name))
        options[name] = value or ""
    return options, rest[place:]


def _key(rest: str) -> tuple[str, bytes]:
    """Return a key's type and bytes; OpenSSH requires the type in front and inside to agree."""
    type_, _, rest = rest.partition(" ")
    text = rest.lstrip(" ").split(" ")[0]
    try:
        key = _base64(text)
        if _check_key(key) != type_:
            raise ValueError
    except ValueError:
        raise _Unfit(
            say("has no complete {type} key; copy the line of the person's .pub file again", type=_shown(type_))
        ) from None
    return type_, key


def _instant(text: str) -> str:
    """Convert a time of OpenSSH (YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, then Z, UTC or nothing) to a ledger's."""
    match = _TIME.fullmatch(text)
    try:
        if not match:
            raise ValueError
        digits = match[1].ljust(14, "0")
        instant = datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007 - all is UTC here
        if instant.year < 1970 or digits == "19700101000000":  # not a time to OpenSSH either
            raise ValueError
    except ValueError:
        raise _Unfit(
            say("has {text} where a time such as 20180912 or 20180912080000Z is needed", text=_shown(text))
        ) from None
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _allows(patterns: str) -> bool:
    """Match a pattern list of OpenSSH (ssh_config(5), PATTERNS): one must match, and none that starts with ``!``."""
    found = False
    for pattern in patterns.split(","):
        wanted = re.escape(re.sub(r"\*+", "*", pattern.removeprefix("!"))).replace(r"\*", ".*").replace(r"\?", ".")
        if re.fullmatch(wanted, NAMESPACE):
            if pattern.startswith("!"):
                return False
            found = True
    return found


# Verifying


@dataclass(frozen=True, slots=True)
class _Signature:
    """What a signature states about itself."""

    key: bytes
    namespace: str


def judge(checks: Sequence[tuple[bytes, str, str, str]], signers: Signers) -> list[str]:
    """Verify signatures, each in a process of its own, on all cores.

    Args:
        checks: Each a message, its signature, the person's address, and the time that the message states, UTC,
            ``2018-09-12T08:00:00Z``.
        signers: Who may sign.

    Returns:
        For each, "" if that person signed it, else why not, as the end of a sentence ("the signature ...").

    Raises:
        MissingError: ssh-keygen is missing, or there is no space for temporary files.
    """
    keys = {signer.key: signer.type for signer in signers.lines if signer.here}
    reasons = [_misread(signature, _spelling(who), signers) for _, signature, who, _ in checks]
    if any(reason is None for reason in reasons):
        program = _program()
        try:
            with tempfile.TemporaryDirectory(prefix="workflow-") as folder:
                lists = {}
                for number, (key, type_) in enumerate(keys.items()):
                    lists[key] = Path(folder, f"{number}.signers")
                    lists[key].write_text(
                        f"signer {type_} {base64.b64encode(key).decode()}\n", encoding="ascii", newline="\n"
                    )

                def reason(number: int) -> str:
                    before = reasons[number]
                    if before is not None:
                        return before
                    message, signature, who, when = checks[number]
                    key = _read(signature).key
                    unfit = _unfit(program, message, signature, lists[key], Path(folder, f"{number}.sig"))
                    return unfit or _misused(key, _spelling(who), when, signers)

                # Two per core: one waits for pipes and files while the other's process computes (a fifth faster).
                with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
                    return list(pool.map(reason, range(len(checks))))
        except OSError as error:
            raise MissingError(
                say(
                    "signatures cannot be verified ({reason}); make sure that there is space for temporary "
                    "files and that ssh-keygen runs",
                    reason=_reason(error),
                )
            ) from error
    return [reason or "" for reason in reasons]


def _misread(signature: str, who: str, signers: Signers) -> str | None:
    """Return why a signature need not be verified by ssh-keygen; None if it must be."""
    try:
        read = _read(signature)
    except _Unfit as error:
        return error.args[0]  # type: ignore[no-any-return]
    if read.namespace != NAMESPACE:
        return say("was made for {namespace}, not for {ours!r}", namespace=_shown(read.namespace), ours=NAMESPACE)
    lines = [signer for signer in signers.lines if signer.key == read.key]
    if not lines:
        fingerprint = _fingerprint(read.key)
        if not _unknown(who, signers):
            return say("names a key that is not in {name} ({key})", name=signers.name, key=fingerprint)
        return say(
            "names a key that is not in {name} ({key}), nor is {who}",
            name=signers.name,
            key=fingerprint,
            who=_address(who),
        )
    if not any(signer.here for signer in lines):
        return say(
            "names the key in line {line} of {name}, which may not sign for {ours!r}",
            line=lines[0].line,
            name=signers.name,
            ours=NAMESPACE,
        )
    return None


def _misused(key: bytes, who: str, when: str, signers: Signers) -> str:
    """Return why a key that did make the signature may not have made it; "" if it may."""
    lines = [signer for signer in signers.lines if signer.here and signer.key == key]
    if lines[0].person != who:
        owner, line, name = lines[0].person, lines[0].line, signers.name
        if not _unknown(who, signers):
            return say(
                "was made with the key of {owner} (line {line} of {name}), not of {who}",
                owner=owner,
                line=line,
                name=name,
                who=_address(who),
            )
        return say(
            "was made with the key of {owner} (line {line} of {name}), not of {who}, who is in none",
            owner=owner,
            line=line,
            name=name,
            who=_address(who),
        )
    if not _WHEN.fullmatch(when):
        return say("has no valid time: {time}", time=_shown(when))
    late = [signer for signer in lines if signer.valid_before and signer.valid_before < when]
    early = [signer for signer in lines if signer.valid_after and when < signer.valid_after]
    if len(late) + len(early) < len(lines):
        return ""
    if late:
        last = late[-1]
        return say(
            "is of {time}, when the key in line {line} of {name} had expired ({until})",
            time=when,
            line=last.line,
            name=signers.name,
            until=last.valid_before,
        )
    first = early[0]
    return say(
        "is of {time}, when the key in line {line} of {name} was not yet valid ({since})",
        time=when,
        line=first.line,
        name=signers.name,
        since=first.valid_after,
    )


def _unknown(who: str, signers: Signers) -> bool:
    return all(signer.person != who for signer in signers.lines)


def _address(who: str) -> str:
    return who if _PERSON.fullmatch(who) else _shown(who)


def _unfit(program: str, message: bytes, signature: str, allowed: Path, path: Path) -> str:
    """Return why ssh-keygen finds that the only key in ``allowed`` did not make this signature; "" if it did."""
    path.write_text(signature, encoding="ascii", newline="\n")
    command = [program, "-Y", "verify", "-n", NAMESPACE, "-I", "signer", "-f", str(allowed), "-s", str(path)]
    try:
        done = subprocess.run(
            command,
            input=message,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(),
            timeout=_JUDGING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return say("could not be verified: ssh-keygen did not finish in {seconds} seconds", seconds=_JUDGING_SECONDS)
    finally:
        path.unlink(missing_ok=True)
    if done.returncode == 0 and done.stdout.startswith(f'Good "{NAMESPACE}" signature for signer '.encode()):
        return ""
    # Only call altered what was really verified: an ssh-keygen that is too old says something else.
    if b"Could not verify signature" in done.stdout:
        return say("does not match what it signs: one of the two was altered")
    return say("could not be verified: ssh-keygen says {said}", said=_shown(_last_line(done.stdout)))


# The format (PROTOCOL.sshsig, RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709, PROTOCOL.u2f)


def _read(signature: str) -> _Signature:
    """Read an armoured signature.

    Raises:
        _Unfit: It is not exactly what ssh-keygen would write; nothing in it can change unnoticed.
    """
    refused = _Unfit(say("is not an SSH signature as ssh-keygen writes it"))
    if len(signature) > _LARGEST_SIGNATURE or not signature.startswith(_BEGIN) or not signature.endswith(_END):
        raise refused
    try:
        blob = _base64(signature[len(_BEGIN) : -len(_END)].replace("\n", ""))
        if _armoured(blob) != signature or not blob.startswith(_MAGIC):
            raise refused
        key, namespace, reserved, digest, body = _strings(blob[len(_MAGIC) :])
        if reserved or digest not in {b"sha256", b"sha512"}:
            raise refused
        _check_body(key, body)
        return _Signature(key, namespace.decode("utf-8"))
    except ValueError:
        raise refused from None


def _armoured(blob: bytes) -> str:
    text = base64.b64encode(blob).decode()
    lines = "".join(text[start : start + _COLUMNS] + "\n" for start in range(0, len(text), _COLUMNS))
    return f"{_BEGIN}{lines}{_END}"


def _base64(text: str) -> bytes:
    """Decode base64; ValueError unless it is the canonical encoding of its bytes."""
    data = base64.b64decode(text)
    if base64.b64encode(data).decode() != text:
        raise ValueError
    return data


def _strings(data: bytes) -> list[bytes]:
    """Split SSH strings (a length in four bytes, then as many bytes); ValueError if anything is left over."""
    found = []
    place = 0
    while place < len(data):
        start = place + 4
        place = start + int.from_bytes(data[place:start], "big")
        if start > len(data) or place > len(data):
            raise ValueError
        found.append(data[start:place])
    return found


def _number(data: bytes) -> int:
    """Read a positive SSH mpint; ValueError unless it is in canonical form."""
    if not data or data[0] >= 0x80 or (data[0] == 0 and (len(data) == 1 or data[1] < 0x80)):
        raise ValueError
    return int.from_bytes(data, "big")


def _check_key(key: bytes) -> str:
    """Return the type of a public key; ValueError if it is incomplete or of a type that may not sign."""
    name, *parts = _strings(key)
    type_ = name.decode("ascii")
    if type_ == _ED25519:
        (point,) = parts
        good = len(point) == 32
    elif type_ == _ED25519_SK:
        point, _ = parts
        good = len(point) == 32
    elif type_ == _RSA:
        exponent, modulus = parts
        good = _number(exponent) > 1 and 1024 <= _number(modulus).bit_length() <= 16384  # OpenSSH's limits
    else:
        curve = _ECDSA.get(type_) or _ECDSA_SK[type_] if type_ in _TYPES else ""
        named, point = parts if type_ in _ECDSA else parts[:2]
        good = bool(curve) and len(parts) == (2 if type_ in _ECDSA else 3) and named == curve.encode()
        good = good and point[:1] == b"\x04" and len(point) == 1 + 2 * ((_CURVES[curve] + 7) // 8)
    if not good:
        raise ValueError
    return type_


def _check_body(key: bytes, body: bytes) -> None:
    """Check a signature's inner part; ValueError unless a key of this type makes it in exactly this form."""
    type_ = _check_key(key)
    if type_ in {_ED25519_SK, *_ECDSA_SK}:
        body = body[:-5]  # flags and a counter, both signed
    named, number = _strings(body)
    if type_ == _RSA:
        good = named in {b"rsa-sha2-256", b"rsa-sha2-512"}
        good = good and len(number) == (_number(_strings(key)[2]).bit_length() + 7) // 8
    elif type_ in {_ED25519, _ED25519_SK}:
        good = named == type_.encode() and len(number) == 64
        good = good and int.from_bytes(number[32:], "little") < _ED25519_ORDER
    else:
        r, s = _strings(number)
        bits = _CURVES[_ECDSA.get(type_) or _ECDSA_SK[type_]]
        good = named == type_.encode() and max(_number(r), _number(s)).bit_length() <= bits
    if not good:
        raise ValueError


def _fingerprint(key: bytes) -> str:
    """Return a key's fingerprint as ``ssh-keygen -l`` and ``ssh-add -l`` show it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


# The program


def _program() -> str:
    found = shutil.which("ssh-keygen")
    # Never one next to the newsroom's files, where Windows looks first.
    if not found or not Path(found).is_absolute():
        raise MissingError(
            say(
                "ssh-keygen, which makes and verifies signatures, is missing; install OpenSSH (Debian: "
                "openssh-client) and run the command again"
            )
        )
    return found


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return "".join(mark for mark in lines[-1][:200] if mark.isprintable()) if lines else say("it gave no reason")


def _shown(text: str) -> str:
    """Quote, escape and shorten text from outside for a message."""
    return repr(text if len(text) <= 60 else text[:60] + "...")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
