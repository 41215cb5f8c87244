"""Signatures by people's SSH keys: made by ``ssh-keygen -Y sign``, judged against an OpenSSH ``allowed_signers`` file.

Knows bytes, keys and addresses, nothing of ledgers. Two judges share the work, and both must agree. This module reads
the signature and the list: whose key it is, whether that key may sign here and at that time. ``ssh-keygen -Y verify``
(OpenSSH 8.2 or newer) judges the cryptography, with a list made for the purpose that holds one key, so that no
argument and no list it sees comes from outside.

Stricter than OpenSSH, on purpose:

- A signature counts only as ``ssh-keygen`` writes it, to the byte. OpenSSH passes over what follows the END line,
  white space and spare bits in the base64, version 0, the reserved field, and a second spelling of an Ed25519, RSA or
  ECDSA number. (Left is that an ECDSA signature (r, s) has the twin (r, n - s) over the same bytes by the same key:
  no other text can be passed off with it.)
- A line of ``allowed_signers`` that may sign here names one person by a plain address, letter case aside, and a key
  belongs to one person: with patterns, or one key under two addresses, somebody could approve what they submitted.
  Certificate authorities are not taken.
- ``valid-after`` and ``valid-before`` without a zone are UTC, not the zone of whoever verifies.
- A line that OpenSSH would pass over in silence is an error. Lines whose ``namespaces`` leave this program out (a
  list shared with git) may hold patterns and certificate authorities: they sign nothing here.

The time that is judged is the signer's own word: a key's validity keeps honest people from using an old key; it does
not stop a thief, who dates back. Against a stolen key its line must go, and with it what it signed before.
"""

import base64
import binascii
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

NAMESPACE = "workflow-ledger"
"""What a signature is for: one made for git or a file does not count here, nor ours there."""

LARGEST_LIST = 1 << 20
"""Bytes of an allowed_signers file: ten thousand Ed25519 lines."""
_LARGEST_SIGNATURE = 1 << 14
"""Characters: the largest RSA key that OpenSSH takes (16384 bits) makes about 6,000."""
_SIGNING_SECONDS = 300
"""For somebody to find and type a passphrase, or to touch a security key."""
_JUDGING_SECONDS = 60
"""A judgement takes 10 ms; a machine may be busy."""

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
"""OpenSSH breaks its base64 there (sshbuf_dtob64)."""
_MAGIC = b"SSHSIG\x00\x00\x00\x01"
_ED25519_ORDER = (1 << 252) + 27742317777372353535851937790883648493
"""RFC 8032, section 5.1; a signature's S is below it."""
_CURVES = {"nistp256": 256, "nistp384": 384, "nistp521": 521}
_ED25519, _ED25519_SK, _RSA = "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ssh-rsa"
_ECDSA = {f"ecdsa-sha2-{curve}": curve for curve in _CURVES}
_ECDSA_SK = {"sk-ecdsa-sha2-nistp256@openssh.com": "nistp256"}
_TYPES = (_ED25519, *_ECDSA, _RSA, _ED25519_SK, *_ECDSA_SK)
"""The kinds of keys that may sign, as they are written in front of a public key."""

_PERSON = re.compile(r"[A-Za-z0-9.#$%&'+/=^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.?")
_OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"\\]*)")?(,|[ \t]+)')
_TIME = re.compile(r"([0-9]{8}|[0-9]{12}|[0-9]{14})(?:Z|UTC)?", re.IGNORECASE)
_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of an allowed_signers file. Times are UTC, ``2018-09-12T08:00:00Z``, both inclusive; "" means no limit.

    person: the address, in one spelling. here: whether the line's namespaces let the key sign for this program (else
    ``person`` is "").
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
    """Who may sign, with which keys, from when until when. ``name``: the file, for messages."""

    name: str
    lines: tuple[Signer, ...]


# Signing


def find_key(environment: Mapping[str, str], git_config: Callable[[str], str]) -> str | None:
    """Which key to sign with: WORKFLOW_SIGNING_KEY, else what git signs commits with, else the first usual key in ``~/.ssh``.

    git_config: a name → its value, "" when it is not set. ``user.signingKey`` counts when ``gpg.format`` is ssh.
    Git's ``gpg.ssh.defaultKeyCommand`` is not run: a file that came with a repository must not start programs. None
    when there is no key.
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
    """The signature of a message as ``ssh-keygen`` writes it, lines and all.

    key: the path of a private key, or of a public one whose other half the SSH agent holds, or a public key itself
    ("ssh-ed25519 AAAA...", also after "key::" as in git). Asks for a passphrase on the terminal where the key has
    one. MissingError when it cannot be made.
    """
    program = _program()
    literal = key.removeprefix("key::").split()[:2]
    try:
        with tempfile.TemporaryDirectory(prefix="workflow-") as folder:
            in_agent = len(literal) == 2 and literal[0] in _TYPES
            if in_agent:
                shown, path = f"the key {literal[0]} {literal[1][:20]}...", Path(folder, "key.pub")
                path.write_bytes(" ".join(literal).encode() + b"\n")
            else:
                shown, path = key, _key_file(key)
            made, said = _signed([program, "-Y", "sign", "-n", NAMESPACE, "-f", str(path)], message, shown)
    except (OSError, ValueError) as error:
        raise MissingError(f"{key}: cannot be used to sign ({_reason(error)}); name another signing key") from error
    if made is None:
        raise MissingError(
            f"{shown}: the SSH agent did not sign with it; run ssh-add, and see that SSH_AUTH_SOCK is set"
            if in_agent
            else f"{shown}: ssh-keygen did not sign with it ({said}); "
            "type its passphrase, see that nobody else can read the file, or give the key to the SSH agent with ssh-add"
        )
    try:
        # What one signs is what others will be able to judge. OpenSSH for Windows may write CRLF.
        signature = made.decode("ascii").replace("\r\n", "\n")
        _read(signature)
    except (_Unfit, UnicodeDecodeError) as error:
        raise MissingError(
            f"{shown}: ssh-keygen made a signature that cannot be judged ({error}); sign with an Ed25519, ECDSA or RSA key"
        ) from error
    return signature


def _key_file(key: str) -> Path:
    with suppress(RuntimeError):  # ~ of a user without a home
        path = Path(key).expanduser().absolute()
        if path.is_file() or path.with_name(f"{path.name}.pub").is_file():
            return path
    raise MissingError(
        f"{key}: there is no such signing key; set WORKFLOW_SIGNING_KEY or git's user.signingKey to yours, "
        "or make one with ssh-keygen -t ed25519"
    )


def _signed(command: Sequence[str], message: bytes, shown: str) -> tuple[bytes | None, str]:
    """What ssh-keygen wrote, or None and what it said."""
    # No new session and no console of its own: ssh-keygen asks for the passphrase on the terminal, past its redirected streams.
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=_environment()) as process:
        try:
            made, said = process.communicate(message, timeout=_SIGNING_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()  # unlike kill, lets it switch the terminal's echo on again
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=5)
            process.kill()
            raise MissingError(
                f"{shown}: ssh-keygen made no signature in {_SIGNING_SECONDS} seconds; try again"
            ) from None
    # Without a terminal its question stands in front of what it says.
    return (made, "") if process.returncode == 0 else (None, re.sub("^Enter .*?: ", "", _last_line(said)))


# Reading the list


def read_signers(data: bytes, name: str) -> Signers:
    """An allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS) → who may sign. BadInput, with the line, for what cannot be used.

    What is taken and what not, and where OpenSSH is laxer: see the top of this module.
    """
    if len(data) > LARGEST_LIST:
        raise BadInput(f"{name}: has more than {LARGEST_LIST >> 20} MB; a list of signers is a short text file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name}: line {place} is not UTF-8; save the file as UTF-8") from error
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
                    f"gives the key of line {owner.line} to another person; each person needs a key of their own"
                )
        except _Unfit as error:
            raise BadInput(f"{name}: line {number} {error}") from None
        found.append(signer)
    return Signers(name, tuple(found))


class _Unfit(Exception):
    """What is wrong with a line or a signature, as the end of a sentence."""


def _signer(line: str, number: int) -> Signer:
    if not re.sub("[\t\u3000]", " ", line).isprintable():  # Chinese comments have ideographic spaces
        raise _Unfit("holds a character that cannot be seen; write it anew")
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise _Unfit("is a merge conflict mark; decide who may sign and remove the marks")
    principals, _, rest = line.replace("\t", " ").partition(" ")
    if principals in _TYPES:
        raise _Unfit("starts with a key; the address of the person comes first")
    rest = rest.lstrip(" ")
    options: dict[str, str] = {}
    if rest.split(" ")[0] not in _TYPES:
        options, rest = _options(rest)
    type_, key = _key(rest)
    after, before = (_instant(options[name]) if name in options else "" for name in ("valid-after", "valid-before"))
    if after and before and before <= after:
        raise _Unfit("is never valid: its valid-before is not after its valid-after; mend the times")
    here = "namespaces" not in options or _allows(options["namespaces"])
    if here and "cert-authority" in options:
        raise _Unfit("is a certificate authority, which is not supported; give each person's own key a line")
    return Signer(number, _owner(principals) if here else "", type_, key, here, after, before)


def _owner(principals: str) -> str:
    """The one person of a line."""
    for principal in principals.split(","):
        if any(mark in principal for mark in "*?!"):
            raise _Unfit(f"holds the pattern {_shown(principal)}; name one person by their address")
        if not _PERSON.fullmatch(principal):
            raise _Unfit(
                f"starts with {_shown(principal)}, which is not an e-mail address in ASCII; name one person by their address"
            )
    people = {_spelling(principal) for principal in principals.split(",")}
    if len(people) > 1:
        raise _Unfit("gives one key to several addresses; each person needs a key and a line of their own")
    return people.pop()


def _spelling(address: str) -> str:
    """An ASCII e-mail address in the spelling in which two are compared: small letters, and no final dot."""
    return address.lower().removesuffix(".")


def _options(rest: str) -> tuple[dict[str, str], str]:
    """The options in front of a key, and the key. Their quotation marks are needed: OpenSSH passes over a line without them."""
    options: dict[str, str] = {}
    place, more = 0, ","
    while more == ",":
        match = _OPTION.match(rest, place)
        if not match:
            raise _Unfit(f'has no key type or option at {_shown(rest[place:])}; options look like namespaces="git"')
        name, value, more, place = match[1].lower(), match[2], match[3], match.end()
        if name not in {"cert-authority", "namespaces", "valid-after", "valid-before"}:
            raise _Unfit(f"has an unknown key type or option {_shown(match[1])}; keys are {', '.join(_TYPES)}")
        if (value is None) != (name == "cert-authority"):
            raise _Unfit(f"has the option {name} in a wrong form; values stand in quotation marks after =")
        if name in options and name != "cert-authority":
            raise _Unfit(f"has the option {name} twice; keep one")
        options[name] = value or ""
    return options, rest[place:]


def _key(rest: str) -> tuple[str, bytes]:
    """A key's type and its bytes. OpenSSH needs the type in front and inside to agree."""
    type_, _, rest = rest.partition(" ")
    text = rest.lstrip(" ").split(" ")[0]
    try:
        key = _base64(text)
        if _check_key(key) != type_:
            raise ValueError
    except ValueError:
        raise _Unfit(f"has no whole {_shown(type_)} key; copy the line of the person's .pub file again") from None
    return type_, key


def _instant(text: str) -> str:
    """A time in OpenSSH's spelling (YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS; after them Z or UTC) → UTC as in a ledger."""
    match = _TIME.fullmatch(text)
    try:
        if not match:
            raise ValueError
        digits = match[1].ljust(14, "0")
        instant = datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007 - all is UTC here
        if instant.year < 1970 or digits == "19700101000000":  # not a time to OpenSSH either
            raise ValueError
    except ValueError:
        raise _Unfit(f"has {_shown(text)} where a time like 20180912 or 20180912080000Z belongs") from None
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _allows(patterns: str) -> bool:
    """OpenSSH's pattern list (ssh_config(5), PATTERNS): one must match, and none that starts with ``!``."""
    found = False
    for pattern in patterns.split(","):
        wanted = re.escape(re.sub(r"\*+", "*", pattern.removeprefix("!"))).replace(r"\*", ".*").replace(r"\?", ".")
        if re.fullmatch(wanted, NAMESPACE):
            if pattern.startswith("!"):
                return False
            found = True
    return found


# Judging


@dataclass(frozen=True, slots=True)
class _Signature:
    """What a signature says of itself."""

    key: bytes
    namespace: str


def judge(checks: Sequence[tuple[bytes, str, str, str]], signers: Signers) -> list[str]:
    """Each (message, signature, person, when) → "" if that person signed it, else why not, as the end of a sentence ("the signature ...").

    person: an address in one spelling. when: what the message says of its time, UTC, ``2018-09-12T08:00:00Z``. Each
    needs a process, and all cores are used. MissingError when ssh-keygen is missing, or there is no room for
    temporary files.
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

                # Two for a core: one waits for its pipes and files while the other's process computes (measured: a fifth more).
                with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
                    return list(pool.map(reason, range(len(checks))))
        except OSError as error:
            raise MissingError(
                f"signatures cannot be judged ({_reason(error)}); make room for temporary files, and see that ssh-keygen runs"
            ) from error
    return [reason or "" for reason in reasons]


def _misread(signature: str, who: str, signers: Signers) -> str | None:
    """Why a signature need not be judged by ssh-keygen; None if it must be."""
    try:
        read = _read(signature)
    except _Unfit as error:
        return str(error)
    if read.namespace != NAMESPACE:
        return f"was made for {_shown(read.namespace)}, not for {NAMESPACE!r}"
    lines = [signer for signer in signers.lines if signer.key == read.key]
    if not lines:
        unknown = f", nor is {_address(who)}" if _unknown(who, signers) else ""
        return f"names a key that is in no line of {signers.name} ({_fingerprint(read.key)}){unknown}"
    if not any(signer.here for signer in lines):
        return f"names the key in line {lines[0].line} of {signers.name}, which may not sign for {NAMESPACE!r}"
    return None


def _misused(key: bytes, who: str, when: str, signers: Signers) -> str:
    """Why a key that did make the signature may not have done so; "" if it may."""
    lines = [signer for signer in signers.lines if signer.here and signer.key == key]
    if lines[0].person != who:
        unknown = ", who is in none" if _unknown(who, signers) else ""
        return f"was made with the key of {lines[0].person} (line {lines[0].line} of {signers.name}), not of {_address(who)}{unknown}"
    if not _WHEN.fullmatch(when):
        return f"is of no time: {_shown(when)}"
    late = [signer for signer in lines if signer.valid_before and signer.valid_before < when]
    early = [signer for signer in lines if signer.valid_after and when < signer.valid_after]
    if len(late) + len(early) < len(lines):
        return ""
    if late:
        return f"is of {when}, when the key in line {late[-1].line} of {signers.name} had expired ({late[-1].valid_before})"
    return f"is of {when}, when the key in line {early[0].line} of {signers.name} was not yet valid ({early[0].valid_after})"


def _unknown(who: str, signers: Signers) -> bool:
    return all(signer.person != who for signer in signers.lines)


def _address(who: str) -> str:
    return who if _PERSON.fullmatch(who) else _shown(who)


def _unfit(program: str, message: bytes, signature: str, allowed: Path, path: Path) -> str:
    """Whether ssh-keygen finds that the only key in ``allowed`` made this signature of this message: "", or why not."""
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
        return f"could not be judged: ssh-keygen gave no answer in {_JUDGING_SECONDS} seconds"
    finally:
        path.unlink(missing_ok=True)
    if done.returncode == 0 and done.stdout.startswith(f'Good "{NAMESPACE}" signature for signer '.encode()):
        return ""
    # Only what was judged is called altered: an ssh-keygen that is too old says something else.
    if b"Could not verify signature" in done.stdout:
        return "does not fit what it signs: one of the two was altered"
    return f"could not be judged: ssh-keygen says {_shown(_last_line(done.stdout))}"


# The format (PROTOCOL.sshsig, RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709, PROTOCOL.u2f)


def _read(signature: str) -> _Signature:
    """An armoured signature; _Unfit unless it is exactly what ssh-keygen would write, so that nothing in it can change unnoticed."""
    refused = _Unfit("is not an SSH signature as ssh-keygen writes it")
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
    """ValueError unless it is the one spelling of its bytes."""
    if not text.isascii():
        raise ValueError
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if base64.b64encode(data).decode() != text:
        raise ValueError
    return data


def _strings(data: bytes) -> list[bytes]:
    """SSH strings (four bytes of length, then as many bytes), one after the other; ValueError if anything is left over."""
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
    """An SSH mpint above 0 in its one spelling; else ValueError."""
    if not data or data[0] >= 0x80 or (data[0] == 0 and (len(data) == 1 or data[1] < 0x80)):
        raise ValueError
    return int.from_bytes(data, "big")


def _check_key(key: bytes) -> str:
    """The type of a public key; ValueError if it is none that may sign, or not whole."""
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
    """ValueError unless a signature's inner part has the one form in which a key of this type makes it."""
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
    """As ``ssh-keygen -l`` and ``ssh-add -l`` show it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


# The program


def _program() -> str:
    found = shutil.which("ssh-keygen")
    # Never one beside the newsroom's files: Windows looks there first.
    if not found or not Path(found).is_absolute():
        raise MissingError(
            "ssh-keygen is missing, which makes and judges signatures; install OpenSSH (Debian: openssh-client) and run the command again"
        )
    return found


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return "".join(mark for mark in lines[-1][:200] if mark.isprintable()) if lines else "it gave no reason"


def _shown(text: str) -> str:
    """Text from outside in a message: quoted, escaped, not long."""
    return repr(text if len(text) <= 60 else text[:60] + "...")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
