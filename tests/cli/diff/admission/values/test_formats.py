from __future__ import annotations

import pytest

from neuronpedia_constructs.cli.diff.admission.values.formats import FORMATS


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("absolute-path", ["/a"], ["a"]),
        ("annotation-key", ["A.example.org/B", "b"], ["a b", "/b", "a/b/c"]),
        ("cidr", ["10.0.0.0/8"], ["10.0.0.1/8"]),
        ("config-key", ["A.b-c_1", ".a"], [".", "..", "..a", "a/b", "a" * 254]),
        ("csi-driver", ["ebs.csi.aws.com", "a" * 63], ["a_b", "a" * 64]),
        ("dns-label", ["a", "1a-b", "a" * 63], ["A", "-a", "a-", "a.b", "a" * 64, "a\n"]),
        ("dns-prefix", ["a.b-", "a"], ["-a", "-", "a.", "A-"]),
        ("dns-search", [".", "a.b.", "_tcp.example.org"], ["-a", "a b"]),
        ("dns-subdomain", ["a.b", "a" * 253, "a" * 100], ["a..b", ".a", "a_b", "a" * 254]),
        ("domain-path", ["example.org/a/b"], ["example.org", "/a", "a_b/c"]),
        ("header", ["X-A"], ["X A", "X_A"]),
        (
            "host",
            ["example.org", "*.example.org", "*." + "a" * 251],
            ["*", "*." + "a" * 252, "a.*.org", "*example.org", "EXAMPLE.org"],
        ),
        ("ip", ["10.0.0.1"], ["10.0.0.1/8"]),
        ("label-value", ["", "A_b.c", "a" * 63], ["-a", "a/b", "a" * 64]),
        ("no-backsteps", ["/a/..b"], ["/a/../b"]),
        ("path-segment", ["system:web", "A"], [".", "..", "a/b", "a%b"]),
        ("port-name", ["http", "a1-b", "a" * 15], ["", "1", "a--b", "a" * 16, "HTTP", "a-"]),
        ("provisioner", ["Example.org/A"], ["a b"]),
        ("qualified-name", ["a", "example.org/A_b"], ["", "/a", "example.org/", "Example.org/a", "a" * 64]),
        ("relative-path", ["a/b", "..a"], ["/a", "a/../b"]),
        ("sysctl", ["net.ipv4.tcp_wmem", "net/ipv4/a"], ["net..a", "A"]),
        ("target-path", ["a/b"], ["/a", "../a", "..a"]),
        ("variable", ["A", "1a", "a b.c-d"], ["a=b", "ä", "a\n"]),
    ],
)
def test_formats_accept_what_kubernetes_does(name: str, right: list[str], wrong: list[str]) -> None:
    found = FORMATS[name]

    assert [text for text in right if not found.accepts(text)] == []
    assert [text for text in wrong if found.accepts(text)] == []
    assert found.words


def test_every_format_is_tried() -> None:
    marks = test_formats_accept_what_kubernetes_does.pytestmark  # type: ignore[attr-defined]

    assert {case[0] for case in marks[0].args[1]} == set(FORMATS)
