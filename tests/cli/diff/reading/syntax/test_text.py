"""Bytes that are no text are refused in words that say what they are."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.reading.errors import Unreadable
from neuronpedia_constructs.cli.diff.reading.syntax.text import MOST_BYTES, text_of


@pytest.mark.parametrize(
    ("data", "statement"),
    [
        ("a: 1".encode("utf-16"), "a.yaml: it is UTF-16; save it as UTF-8"),
        ("a: 1".encode("utf-16-be"), "a.yaml: it is binary; give YAML or JSON"),
        (b"\xfe\xff\x00a", "a.yaml: it is UTF-16; save it as UTF-8"),
        ("a: 1".encode("utf-32"), "a.yaml: it is UTF-16; save it as UTF-8"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "a.yaml: it is UTF-32; save it as UTF-8"),
        (gzip.compress(b"a: 1", mtime=0), "a.yaml: it is compressed (gzip); decompress it first"),
        (b"PK\x03\x04\x14", "a.yaml: it is a ZIP archive; unpack it first"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "a.yaml: it is binary; give YAML or JSON"),
        (b"a: 1\nb: \xe9\n", "a.yaml:2: this is not UTF-8; save the file as UTF-8"),
        (b"a: 1\n\nb: \x07\n", "a.yaml:3: YAML does not allow the control character U+0007; remove it"),
        ("a: \ufffe".encode(), "a.yaml:1: YAML does not allow the control character U+FFFE; remove it"),
        (b" " * (MOST_BYTES + 1), "a.yaml: it is bigger than 32 MiB; give only the manifests of one environment"),
    ],
    ids=lambda value: ascii(value[:12]),
)
def test_no_text(data: bytes, statement: str) -> None:
    with pytest.raises(Unreadable) as caught:
        text_of(data, "a.yaml")
    assert caught.value.errors == (statement,)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert text_of(b"\xef\xbb\xbfa: \xc3\xa9\r\n\t\xf0\x9f\x98\x80", "a.yaml") == "a: é\r\n\t😀"


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    try:
        assert text_of(data, "a").encode() == data.removeprefix(b"\xef\xbb\xbf")
    except Unreadable as error:
        assert len(error.errors) == 1
