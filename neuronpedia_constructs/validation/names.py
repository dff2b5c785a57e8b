"""Names that Kubernetes accepts, and the public address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from .problems import Problem, quoted

LABEL_LENGTH = 63
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_CONFIG_KEY = re.compile(r"(?!\.\.?$)[-._A-Za-z0-9]{1,253}")
_VARIABLE = re.compile(r"(?!\.\.?$)[-._A-Za-z][-._A-Za-z0-9]*")

DNS_LABEL = f"a DNS-1123 label: lower-case letters, digits and '-', at most {LABEL_LENGTH} characters"


def matches(pattern: re.Pattern[str], value: object) -> bool:
    """Tell whether `value` is a text that matches `pattern` as a whole."""
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def is_label(value: object) -> bool:
    """Tell whether `value` is a DNS-1123 label, as the names of most Kubernetes objects must be."""
    return matches(_LABEL, value) and len(str(value)) <= LABEL_LENGTH


def is_dns_name(value: object) -> bool:
    """Tell whether `value` is a DNS-1123 subdomain: labels joined by dots."""
    return isinstance(value, str) and len(value) <= 253 and all(map(is_label, value.split(".")))  # noqa: PLR2004


def is_label_value(value: object) -> bool:
    """Tell whether `value` may be the value of a Kubernetes label."""
    return matches(_LABEL_VALUE, value) and len(str(value)) <= LABEL_LENGTH


def is_label_key(key: object) -> bool:
    """Tell whether `key` may be the key of a label: a name, after a DNS name and a slash where it has a prefix."""
    prefix, slash, name = str(key).rpartition("/")
    return isinstance(key, str) and is_label_value(name) and (not slash or is_dns_name(prefix))


def is_config_key(key: object) -> bool:
    """Tell whether `key` may be a key of a ConfigMap or a Secret."""
    return matches(_CONFIG_KEY, key)


def is_variable(name: object) -> bool:
    """Tell whether `name` may be the name of an environment variable in every Kubernetes version from 1.28."""
    return matches(_VARIABLE, name)


def check_label(field: str, value: object, example: str) -> list[Problem]:
    """List what keeps `value` from being a DNS-1123 label."""
    if is_label(value):
        return []
    return [Problem(field, quoted(value), DNS_LABEL, f'choose a name such as "{example}"')]


def check_instance(instance: object, longest_suffix: str) -> list[Problem]:
    """List what keeps `instance` from naming an inference server.

    The server's Service is `<instance>-inference`, and the name of a Service has to begin with a letter (DNS-1035).
    """
    problems = check_label("instance", instance, "gemma-2-2b")
    if problems or not isinstance(instance, str):
        return problems
    if not instance[0].isalpha():
        fix = f'put a letter first, such as "m-{instance}"'
        return [Problem("instance", quoted(instance), "a DNS-1123 label that begins with a letter", fix)]
    if len(instance + longest_suffix) > LABEL_LENGTH:
        longest = LABEL_LENGTH - len(longest_suffix)
        made = f"{instance}{longest_suffix}"
        return [
            Problem(
                "instance",
                quoted(instance),
                f"at most {longest} characters, because {made!r} would be longer than {LABEL_LENGTH}",
                "shorten the instance; the model's own name does not depend on it",
            )
        ]
    return []


@dataclass(frozen=True)
class PublicUrl:
    """The address at which people open the site."""

    text: str
    scheme: str
    host: str

    @property
    def is_tls(self) -> bool:
        """Whether the site is served over HTTPS."""
        return self.scheme == "https"


def parse_url(url: object, *, strict: bool) -> tuple[PublicUrl, list[Problem]]:
    """Take the public URL apart, and list what is wrong with it.

    With `strict`, the one address is refused at which the webapp opens its administration to everyone: it takes
    `NEXT_PUBLIC_URL=http://localhost:3000` for a developer's own machine.
    """
    allowed = "an http:// or https:// address of scheme, host and optional port, without path, query or user"
    fix = 'write it as "https://neuronpedia.example.org"'
    shown = quoted(url)
    parts = _split(url)
    if parts is None or not isinstance(url, str):
        return PublicUrl("", "", ""), [Problem("url", shown, allowed, fix)]
    if "@" in url:
        return PublicUrl("", "", ""), [Problem("url", shown, allowed, fix)]
    parsed = PublicUrl(url, parts.scheme, parts.hostname or "")
    plain = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    if parts.scheme not in ("http", "https") or url != f"{parts.scheme}://{parts.netloc}":
        return parsed, [Problem("url", shown, allowed, fix)]
    if not is_dns_name(plain) or _is_address(plain):
        return parsed, [Problem("url", shown, "a host that is a lower-case DNS name, as an Ingress requires", fix)]
    if strict and url == "http://localhost:3000":
        opened = 'any other address where stage is not "local": at this one /admin needs no login'
        return parsed, [Problem("url", shown, opened, fix)]
    return parsed, []


def _split(url: object) -> SplitResult | None:
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def _is_address(host: str) -> bool:
    """Tell whether a DNS name is an IPv4 address: browsers take any host for one whose last label is a number."""
    return host.rpartition(".")[2].isdigit()
