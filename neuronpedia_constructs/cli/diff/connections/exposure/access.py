"""Roles that allow more, and who gets them: https://kubernetes.io/docs/reference/access-authn-authz/rbac/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.cli.diff.connections.values import maps, several, strings, text
from neuronpedia_constructs.cli.diff.objects import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neuronpedia_constructs.cli.diff.objects import Key, Manifest, Side

_GROUP: Final = "rbac.authorization.k8s.io"
_ROLES: Final = {"Role", "ClusterRole"}
_BINDINGS: Final = {"RoleBinding", "ClusterRoleBinding"}
_ALL: Final = "*"


class _Right(NamedTuple):
    """What one word of each list of a rule allows."""

    group: str
    resource: str
    """A kind of object in the plural, or a path such as `/metrics`."""
    name: str
    """"" for all."""
    verb: str

    @property
    def object(self) -> str:
        told = f"{self.resource}.{self.group}" if self.group not in {"", _ALL} else self.resource
        told = "every resource" if told == _ALL else told
        return f"{told} {self.name}" if self.name else told


class _Grant(NamedTuple):
    """A role that somebody has."""

    subject: str
    role: str
    scope: str


def widened_access(old: Side, new: Side) -> Iterator[str]:
    """Tell the roles that allow more, and who gets a role."""
    for key, role in new.items():
        if key.group == _GROUP and key.kind in _ROLES:
            before = _rights(old.get(key))
            more = [right for right in sorted(_rights(role)) if not any(_covers(each, right) for each in before)]
            if more:
                yield f"{key.label} now allows {_words(more)}"
    had = set(_grants(old))
    for grant in dict.fromkeys(_grants(new)):
        if grant not in had:
            yield f"{grant.subject} now has {grant.role} {grant.scope}"


def _rights(role: Manifest | None) -> set[_Right]:
    found: set[_Right] = set()
    for rule in maps(at(role, ("rules",))):
        for verb in strings(rule.get("verbs")):
            found |= {_Right("", url, "", verb) for url in strings(rule.get("nonResourceURLs"))}
            for group in strings(rule.get("apiGroups")):
                for resource in strings(rule.get("resources")):
                    names = strings(rule.get("resourceNames")) or [""]
                    found |= {_Right(group, resource, name, verb) for name in names}
    return found


def _covers(wide: _Right, narrow: _Right) -> bool:
    fields = ((wide.group, narrow.group), (wide.resource, narrow.resource), (wide.verb, narrow.verb))
    return wide.name in {"", narrow.name} and all(ours in {_ALL, theirs} for ours, theirs in fields)


def _words(rights: Iterable[_Right]) -> str:
    verbs: dict[str, list[str]] = {}
    for right in rights:
        verbs.setdefault(right.object, []).append(right.verb)
    objects: dict[str, list[str]] = {}
    for name, allowed in verbs.items():
        told = "everything" if _ALL in allowed else ", ".join(dict.fromkeys(allowed))
        objects.setdefault(told, []).append(name)
    return "; ".join(f"{allowed} on {several(names)}" for allowed, names in objects.items())


def _grants(side: Side) -> Iterator[_Grant]:
    for key, each in side.items():
        if key.group == _GROUP and key.kind in _BINDINGS:
            reference = each.get("roleRef")
            role = f"{text(at(reference, ('kind',))) or 'Role'} {text(at(reference, ('name',)))}"
            scope = "in the whole cluster" if key.kind == "ClusterRoleBinding" else f"in {_namespace(key.namespace)}"
            yield from (_Grant(_subject(subject, key), role, scope) for subject in maps(each.get("subjects")))


def _subject(subject: Manifest, key: Key) -> str:
    kind, name = text(subject.get("kind")), text(subject.get("name"))
    namespace = text(subject.get("namespace"))
    told = f"{kind} {name}"
    return f"{told} of {_namespace(namespace)}" if kind == "ServiceAccount" and namespace != key.namespace else told


def _namespace(name: str) -> str:
    return f"namespace {name}" if name else "its namespace"
