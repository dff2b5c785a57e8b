"""The checks of the level "baseline", in the words of the standards. None means that a pod keeps to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .template import allowed, named, plural, quoted

if TYPE_CHECKING:
    from neuronpedia_constructs.cli.diff.admission.node import Node

    from .template import Template

_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")


def app_armor_profile(template: Template) -> str | None:
    """Profiles of AppArmor other than that of the runtime or one of the node (check_appArmorProfile.go)."""

    def wrong(context: Node) -> bool:
        profile = context.child("appArmorProfile")
        return context.has("appArmorProfile") and profile.text("type") not in allowed()["profiles"]

    setters = template.setters(wrong)
    contexts = [template.context, *(context for _, context in template.contexts())]
    values = sorted({each.child("appArmorProfile").text("type") for each in contexts if wrong(each)})
    annotations = sorted(
        f'{key}="{value}"'
        for key, value in template.annotations.items()
        if key.startswith(_APPARMOR) and value not in ("", "runtime/default") and not value.startswith("localhost/")
    )
    if annotations:
        setters.append(plural("annotation", len(annotations)))
    if not setters:
        return None
    found = [*values, *annotations]
    reason = plural("forbidden AppArmor profile", len(found))
    return f"{reason} ({' and '.join(setters)} must not set AppArmor profile type to {quoted(found)})"


def capabilities(template: Template) -> str | None:
    """Capabilities beyond those that a container has by default (check_capabilities_baseline.go)."""

    def added(context: Node) -> set[str]:
        return set(context.child("capabilities").texts("add")) - allowed()["capabilities"]

    containers = template.named(lambda context: bool(added(context)))
    if not containers:
        return None
    values = sorted(set().union(*(added(context) for _, context in template.contexts())))
    return (
        f"non-default capabilities ({named(containers)} must not include {quoted(values)} in "
        "securityContext.capabilities.add)"
    )


def host_namespaces(template: Template) -> str | None:
    """Namespaces of the host (check_hostNamespaces.go)."""
    given = [name for name in ("hostNetwork", "hostPID", "hostIPC") if template.pod.flag(name)]
    return f"host namespaces ({', '.join(f'{name}=true' for name in given)})" if given else None


def host_path_volumes(template: Template) -> str | None:
    """Volumes that are folders of the host (check_hostPathVolumes.go)."""
    volumes = [each.text("name") for each in template.pod.children("volumes") if each.has("hostPath")]
    return f"hostPath volumes ({plural('volume', len(volumes))} {quoted(volumes)})" if volumes else None


def host_ports(template: Template) -> str | None:
    """Ports of the host (check_hostPorts.go)."""
    found: dict[str, list[int]] = {}
    for container in template.containers:
        ports = [number for port in container.children("ports") if (number := port.number("hostPort"))]
        if ports:
            found[container.text("name")] = ports
    if not found:
        return None
    numbers = sorted({str(port) for ports in found.values() for port in ports})
    uses = f"{plural('uses', len(found), 'use')} {plural('hostPort', len(numbers))}"
    return f"hostPort ({named(list(found))} {uses} {', '.join(numbers)})"


def host_probes(template: Template) -> str | None:
    """Probes and hooks of another host than the pod (check_hostProbesAndhostLifecycle.go)."""
    found: dict[str, set[str]] = {}
    for container in template.containers:
        handlers = [container.child(name) for name in _PROBES]
        handlers += [container.child("lifecycle", name) for name in _HOOKS]
        hosts = {each.child(action).text("host") for each in handlers for action in ("httpGet", "tcpSocket")} - {""}
        if hosts:
            found[container.text("name")] = hosts
    if not found:
        return None
    every = sorted(set().union(*found.values()))
    uses = f"{plural('uses', len(found), 'use')} {plural('probe or lifecycle host', len(every))}"
    return f"probe or lifecycle host ({named(sorted(found))} {uses} {quoted(every)})"


def privileged(template: Template) -> str | None:
    """Privileged containers (check_privileged.go)."""
    containers = template.named(lambda context: context.flag("privileged") is True)
    return f"privileged ({named(containers)} must not set securityContext.privileged=true)" if containers else None


def proc_mount(template: Template) -> str | None:
    """Unmasked /proc, unless the pod has its own users (check_procMount_baseline.go)."""
    return None if template.has_own_users else any_proc_mount(template)


def any_proc_mount(template: Template) -> str | None:
    """Unmasked /proc (check_procMount_restricted.go)."""
    containers = template.named(lambda context: context.text("procMount", "Default") != "Default")
    if not containers:
        return None
    values = sorted({context.text("procMount") for _, context in template.contexts()} - {"", "Default"})
    return f"procMount ({named(containers)} must not set securityContext.procMount to {quoted(values)})"


def se_linux_options(template: Template) -> str | None:
    """Types of SELinux other than those of containers, and any user or role (check_seLinuxOptions.go)."""
    types = {"", *allowed()["seLinuxTypes"]}

    def wrong(context: Node) -> bool:
        options = context.child("seLinuxOptions")
        return options.text("type") not in types or bool(options.text("user") or options.text("role"))

    setters = template.setters(wrong)
    if not setters:
        return None
    every = [each.child("seLinuxOptions") for each in (template.context, *(found for _, found in template.contexts()))]
    values = sorted({options.text("type") for options in every} - types)
    data = [f"{plural('type', len(values))} {quoted(values)}"] if values else []
    data += [f"{name} may not be set" for name in ("user", "role") if any(options.text(name) for options in every)]
    who = " and ".join(setters)
    return f"seLinuxOptions ({who} set forbidden securityContext.seLinuxOptions: {'; '.join(data)})"


def seccomp_profile(template: Template) -> str | None:
    """Profiles of seccomp other than that of the runtime or one of the node (check_seccompProfile_baseline.go)."""

    def wrong(context: Node) -> bool:
        profile = context.child("seccompProfile")
        return context.has("seccompProfile") and profile.text("type") not in allowed()["profiles"]

    setters = template.setters(wrong)
    if not setters:
        return None
    contexts = [template.context, *(context for _, context in template.contexts())]
    values = sorted({each.child("seccompProfile").text("type") for each in contexts if wrong(each)})
    who = " and ".join(setters)
    return f"seccompProfile ({who} must not set securityContext.seccompProfile.type to {quoted(values)})"


def sysctls(template: Template) -> str | None:
    """Kernel parameters that are not safe (check_sysctls.go)."""
    names = [each.text("name") for each in template.context.children("sysctls")]
    unsafe = [name for name in names if name not in allowed()["sysctls"]]
    return f"forbidden sysctls ({', '.join(unsafe)})" if unsafe else None


def windows_host_process(template: Template) -> str | None:
    """Containers of Windows that are processes of the host (check_windowsHostProcess.go)."""
    setters = template.setters(lambda context: context.child("windowsOptions").flag("hostProcess") is True)
    if not setters:
        return None
    return f"hostProcess ({' and '.join(setters)} must not set securityContext.windowsOptions.hostProcess=true)"
