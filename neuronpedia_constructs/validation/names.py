"""Names that Kubernetes accepts."""

from __future__ import annotations

import re

from .problems import Problem, quoted

LABEL_LENGTH = 63
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_CONFIG_KEY = re.compile(r"(?!\.\.?$)[-._A-Za-z0-9]{1,253}")
_SECRET = re.compile(
    r"(?!NEXT_PUBLIC_)(?!(PAD|BOS|EOS|UNK|SEP|CLS|MASK)_TOKEN$)(?!(MAX|MIN|NUM|STOP)_([A-Z]+_)*TOKENS?$)"
    r".*((^|_)(KEY|SECRET|TOKEN|PASS|PAT|CREDENTIAL|AUTHORIZATION|JWT|COOKIE)|_(PWD|PW)"
    r"|APIKEY|PASSWORD|PASSWD|PASSPHRASE)S?",
    re.IGNORECASE,
)
"""Names of secrets, as words joined by '_'. The tokens of a language model are not among them."""
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.]")
_VARIABLE = re.compile(r"(?!\.\.?$)[-._A-Za-z][-._A-Za-z0-9]*")

_SEARCHED = 1000
"""Characters of a name that are looked at for a message."""
_SHOWN = 5


def matches(pattern: re.Pattern[str], value: object) -> bool:
    """Return whether `value` is a string that matches `pattern` completely."""
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def is_label(value: object) -> bool:
    """Return whether `value` is a DNS-1123 label, as required of the names of most Kubernetes objects."""
    return matches(_LABEL, value) and len(str(value)) <= LABEL_LENGTH


def is_dns_name(value: object) -> bool:
    """Return whether `value` is a DNS-1123 subdomain: labels joined by dots."""
    return isinstance(value, str) and len(value) <= 253 and all(map(is_label, value.split(".")))  # noqa: PLR2004


def is_label_value(value: object) -> bool:
    """Return whether `value` is valid as the value of a Kubernetes label."""
    return matches(_LABEL_VALUE, value) and len(str(value)) <= LABEL_LENGTH


def is_label_key(key: object) -> bool:
    """Return whether `key` is valid as the key of a label: a name, optionally prefixed by a DNS name and a slash."""
    prefix, slash, name = str(key).rpartition("/")
    return isinstance(key, str) and is_label_value(name) and (not slash or is_dns_name(prefix))


def is_config_key(key: object) -> bool:
    """Return whether `key` is valid as a key of a ConfigMap or a Secret."""
    return matches(_CONFIG_KEY, key)


def is_variable(name: object) -> bool:
    """Return whether `name` is a valid name for an environment variable in Kubernetes 1.28 and newer."""
    return matches(_VARIABLE, name)


def looks_secret(name: str) -> bool:
    """Return whether a name such as "OPENAI_API_KEY", "api-key" or "apiKey" suggests that its value is secret."""
    return bool(_SECRET.fullmatch(_WORD_START.sub("_", name)))


def check_label(code: str, field: str, value: object, example: str, longest: int = LABEL_LENGTH) -> list[Problem]:
    """Return a problem if `value` is not a DNS-1123 label. It proposes a name of at most `longest` characters."""
    if is_label(value):
        return []
    faults = label_faults(value)
    proposed = re.sub(r"[^a-z0-9]+", "-", value[:_SEARCHED].lower()).strip("-") if isinstance(value, str) else ""
    proposed = proposed[:longest].rstrip("-") or example
    cause = f"{quoted(value)} is not allowed: {' and '.join(fault for fault, _ in faults)}"
    allowed = f"a DNS-1123 label: {', '.join(dict.fromkeys(rule for _, rule in faults))}"
    return [Problem(code, field, cause, allowed, f'write a name such as "{proposed}"')]


def label_faults(value: object) -> list[tuple[str, str]]:
    """Return what keeps a value from being a DNS-1123 label, each with the rule that it breaks."""
    if not isinstance(value, str):
        return [(f"it is of type {type(value).__name__}", "a string")]
    if not value:
        return [("it is empty", f"1 to {LABEL_LENGTH} characters")]
    faults = []
    if wrong := [*dict.fromkeys(re.sub(r"[-a-z0-9]+", "", value[:_SEARCHED]))]:
        shown = ", ".join(map(repr, wrong[:_SHOWN])) + (", …" if len(wrong) > _SHOWN else "")
        faults.append((f"it contains {shown}", "lowercase letters, digits and '-'"))
    if len(value) > LABEL_LENGTH:
        faults.append((f"it has {len(value)} characters", f"at most {LABEL_LENGTH} characters"))
    ends = {"begins": value[0] == "-", "ends": value[-1] == "-"}
    if any(ends.values()):
        verbs = " and ".join(verb for verb, is_wrong in ends.items() if is_wrong)
        faults.append((f"it {verbs} with '-'", "a letter or a digit at both ends"))
    return faults


def check_instance(instance: object, longest_suffix: str) -> list[Problem]:
    """Return a problem if `instance` cannot be the name of an inference server.

    The server's Service is `<instance>-inference`, and the name of a Service must begin with a letter (DNS-1035).
    """
    problems = check_label("instance.invalid", "instance", instance, "gemma-2-2b", LABEL_LENGTH - len(longest_suffix))
    if problems or not isinstance(instance, str):
        return problems
    if not instance[0].isalpha():
        fix = f'put a letter first, as in "m-{instance}"'
        return [
            Problem.invalid("instance.invalid", "instance", instance, "a DNS-1123 label that begins with a letter", fix)
        ]
    if len(instance + longest_suffix) > LABEL_LENGTH:
        longest = LABEL_LENGTH - len(longest_suffix)
        made = f"{instance}{longest_suffix}"
        return [
            Problem.invalid(
                "instance.too-long",
                "instance",
                instance,
                f"at most {longest} characters; otherwise {made!r} is longer than {LABEL_LENGTH}",
                "shorten it; it does not have to match the name of the model",
            )
        ]
    return []
