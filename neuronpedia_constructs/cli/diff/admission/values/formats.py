"""Formats of texts, as Kubernetes validates them.

https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
and content/ beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .networks import is_cidr, is_ip

if TYPE_CHECKING:
    from collections.abc import Callable

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_NAME = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_SYSCTL = r"[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DOMAIN_PATH = re.compile(rf"{_SUBDOMAIN}/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+")


class Format(NamedTuple):
    """A format: what it accepts, and in words."""

    accepts: Callable[[str], bool]
    words: str


def _matches(pattern: str, longest: int) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: len(text) <= longest and compiled.fullmatch(text) is not None


is_label = _matches(_LABEL, 63)
is_subdomain = _matches(_SUBDOMAIN, 253)
is_label_value = _matches(rf"({_NAME})?", 63)
_is_name = _matches(_NAME, 63)


def is_qualified_name(text: str) -> bool:
    """Return whether a text is the key of a label: a name, with or without a domain and a slash before it."""
    prefix, slash, name = text.rpartition("/")
    return _is_name(name) and (not slash or is_subdomain(prefix))


def has_backsteps(path: str) -> bool:
    """Return whether a path has a part `..`."""
    return ".." in path.split("/")


def _is_relative(path: str) -> bool:
    return not path.startswith("/") and not has_backsteps(path)


def _is_port_name(text: str) -> bool:
    return len(text) <= 15 and _PORT_NAME.fullmatch(text) is not None  # noqa: PLR2004


def _is_variable(text: str) -> bool:
    return all(" " <= character <= "~" and character != "=" for character in text)


def _is_wildcard_host(text: str) -> bool:
    return len(text) <= 253 and text.startswith("*.") and is_subdomain(text[2:])  # noqa: PLR2004


def _is_host(text: str) -> bool:
    if "*" in text:
        return _is_wildcard_host(text)
    return is_subdomain(text)


_LABEL_WORDS = "a DNS label: lowercase letters, digits and '-', a letter or a digit at both ends, at most 63 characters"
_SUBDOMAIN_WORDS = (
    "a DNS subdomain: lowercase letters, digits, '-' and '.', a letter or a digit at both ends, at most 253 characters"
)

FORMATS = {
    "absolute-path": Format(lambda text: text.startswith("/"), "an absolute path"),
    "annotation-key": Format(
        lambda text: is_qualified_name(text.lower()), "a name of at most 63 characters, with or without <domain>/"
    ),
    "cidr": Format(is_cidr, "a network such as 10.20.0.0/16 or 2001:db8::/64, without bits beyond its prefix"),
    "config-key": Format(
        _matches(r"(?!\.$)(?!\.\.)[-._A-Za-z0-9]+", 253),
        "letters, digits, '-', '_' and '.', not beginning with '..', at most 253 characters",
    ),
    "csi-driver": Format(
        lambda text: len(text) <= 63 and is_subdomain(text.lower()),  # noqa: PLR2004
        "the name of a CSI driver: a DNS subdomain of at most 63 characters",
    ),
    "dns-label": Format(is_label, _LABEL_WORDS),
    "dns-prefix": Format(
        lambda text: is_subdomain(f"{text[:-1]}a" if len(text) > 1 and text.endswith("-") else text), _SUBDOMAIN_WORDS
    ),
    "dns-search": Format(
        lambda text: text == "." or is_subdomain(text.removesuffix(".").replace("_", "0")), "a DNS domain"
    ),
    "dns-subdomain": Format(is_subdomain, _SUBDOMAIN_WORDS),
    "domain-path": Format(lambda text: _DOMAIN_PATH.fullmatch(text) is not None, "<domain>/<path>"),
    "header": Format(_matches(r"[-A-Za-z0-9]+", 2**31), "the name of an HTTP header: letters, digits and '-'"),
    "host": Format(_is_host, "a host name, or '*.' and a host name"),
    "ip": Format(is_ip, "an IP address such as 10.0.0.7 or 2001:db8::7"),
    "label-value": Format(
        is_label_value,
        "at most 63 letters, digits, '-', '_' and '.', a letter or a digit at both ends",
    ),
    "no-backsteps": Format(lambda text: not has_backsteps(text), "a path without '..'"),
    "path-segment": Format(
        lambda text: text not in (".", "..") and "/" not in text and "%" not in text,
        "a name without '/' and '%', other than '.' and '..'",
    ),
    "port-name": Format(
        _is_port_name,
        "the name of a port: at most 15 lowercase letters, digits and single '-', at least one of them a letter",
    ),
    "provisioner": Format(lambda text: is_qualified_name(text.lower()), "the name of a provisioner"),
    "qualified-name": Format(
        is_qualified_name,
        "at most 63 letters, digits, '-', '_' and '.', a letter or a digit at both ends, with or without <domain>/",
    ),
    "relative-path": Format(_is_relative, "a relative path without '..'"),
    "sysctl": Format(_matches(rf"({_SYSCTL}[./])*{_SYSCTL}", 253), "the name of a kernel parameter"),
    "target-path": Format(
        lambda text: _is_relative(text) and not text.startswith(".."),
        "a relative path without '..', not beginning with '..'",
    ),
    "variable": Format(_is_variable, "printable ASCII characters other than '='"),
}
"""Formats by the names that the table of fields uses."""
