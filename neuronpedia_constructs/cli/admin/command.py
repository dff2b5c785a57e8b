"""`neuronpedia-constructs admin`: a Job that creates an administrator, and the Secret with the API key."""

from __future__ import annotations

import base64
import re
import secrets as random
import sys
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.apps import UnknownError, find_valid, refuse
from neuronpedia_constructs.cli.manifests import as_yaml, final_draft
from neuronpedia_constructs.configuration.secrets.manifests import write_secrets
from neuronpedia_constructs.validation.hosts import is_host_name
from neuronpedia_constructs.validation.names import matches
from neuronpedia_constructs.validation.problems import Problem, listed

from .job import ADDRESS, KEY, LONGEST_NAME, SECRET, AdminPlan, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.environment.plan import Plan

# Without $, as Kubernetes would take $(API_KEY) for a variable.
_LOCAL_PART = re.compile(r"(?!\.|.*\.\.|.*\.$)[A-Za-z0-9.!#%&'*+/=?^_`{|}~-]{1,64}")
_NAME = re.compile(rf"(?=.*[a-z0-9])[a-z0-9.-]{{1,{LONGEST_NAME}}}")


def run(environment: str, *, app: str, email: str, name: str | None) -> int:
    """Print the Secret and the Job, or why they cannot be created, and return the exit code."""
    if problems := list(_problems(email, name)):
        return refuse("admin", listed("nothing was printed.", [problem.at("", environment) for problem in problems]))
    try:
        plan = find_valid(app, environment)
        return _print(plan, email.lower(), name or _name_of(email))
    except UnknownError as error:
        return refuse("admin", str(error))


def _problems(email: str, name: str | None) -> Iterator[Problem]:
    local_part, at, domain = email.rpartition("@")
    if not (at and _LOCAL_PART.fullmatch(local_part) and "." in domain and is_host_name(domain.lower())):
        yield Problem.invalid(
            "admin.email-invalid", "--email", email, "one mail address", "write it as anna@example.org"
        )
    if name is not None and not matches(_NAME, name):
        allowed = f"1 to {LONGEST_NAME} of the characters a-z, 0-9, '-' and '.'"
        yield Problem.invalid(
            "admin.name-invalid", "--name", name, allowed, "leave it out to derive it from the mail address"
        )


def _name_of(email: str) -> str:
    local_part = email.rpartition("@")[0].lower()
    return re.sub(r"[^a-z0-9.]+", "-", local_part)[:LONGEST_NAME].strip("-.") or "administrator"


def _new_key() -> str:
    """Return a key in the format of the webapp's own keys."""
    return "sk-np-" + re.sub("[+/=]", "0", base64.b64encode(random.token_bytes(32)).decode())


def _print(plan: Plan, email: str, name: str) -> int:
    namespace = plan.context.namespace
    if any((needed.kind, needed.name) == ("Secret", SECRET) for needed in plan.prerequisites()):
        raise UnknownError(f"the Secret {SECRET} is already used by pods of {plan.name}; give theirs another name")
    workload = AdminPlan(plan.context, plan.database, email, name, plan.database_init.mixins)
    (made,) = workload.controllers(final_draft(plan, workload))
    job = named(made, random.token_hex(4))
    text = as_yaml([job], namespace)
    data = {SECRET: {KEY: _new_key(), ADDRESS: email}}
    print(write_secrets(data, namespace, plan.context.common_labels("administrator")), end="---\n")
    print(text.rstrip())
    _tell(namespace, email, job.id)
    return 0


def _tell(namespace: str, email: str, job: str) -> None:
    kubectl = f"kubectl --namespace {namespace}"
    print(
        f"note: once the Job is complete, {email} is an administrator whose API key is in the Secret {SECRET}; an "
        "earlier key of the same user stops working\n"
        f"      {kubectl} wait --for=condition=complete job/{job}\n"
        f"      {kubectl} get secret {SECRET} --output jsonpath='{{.data.{KEY}}}' | base64 --decode",
        file=sys.stderr,
    )
