"""A translated pattern finds in a real PostgreSQL what it finds in Python."""

# ruff: noqa: E501 - tables of expressions

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from neuronpedia_constructs.models.sizing.patterns import postgres_pattern
from tests.support.database.postgres import Server

Ask = Callable[[str], str]

IDS = (
    "15-llamascope-slimpj-res-32k",
    "20-gemmascope-res-16k__l0-10",
    "5-gemmascope-mlp-131k",
    "0-res-jb",
    "11-RES_fs768",
    "7-clt-hp",
    "res",
    "-",
    "k",
)
# Characters that are special to one of the two; none of the real ids has one.
ODD = "[x] {1} ^a$ b\\c d.e?f*g+h (i|j) k!l@m#n%o&p~q`r'\"/s<t=u>v:w;x,"

UNCHANGED = (
    "",
    "^15-",
    "-res-16k$",
    "^(0|5|1[05])-gemmascope-(res|att|mlp)-16k$",
    "^20-gemmascope-res-16k__l0-[0-9]{2,3}$",
    "^(?!.*(?:65k|131k|-jb$)).*-res-",
    "(?<=-)res(?!-32k)(?=.)|(?<!1)6k",
    "^(?:(?!16k).)*$",
    "(?i)LlamaScope|^[F-f]",
    "[^a-zK][%-+A-F_.:=][.]",
    r"\A\d+-\w*\s?\D\W\S\Z",
    r"5*-+l?l{1}a{1,}m{1,2}a*?s+?c??o{1}?p{1,}?e{0,2}?",
    r"e{0}1{000}(?:x{0,0})-|l{255}",
    r"\[x\] \{1\}\ \^a\$ b\\c|\?|\*|\+|\(|\||\)|\.|\!\@\#\%\&\~\`\'\"\/\<\=\>\:\;\,\-\_",
    "()|(?:)|(|k)|((?:^)*)+",
    "x, #y|'|\"",
    # As long as anyone would write them.
    "|".join(f"{layer}-gemmascope-{kind}-16k__l0-10" for layer in range(26) for kind in ("res", "att")),
    "|".join(f"^{layer}-gemmascope-res-16k$" for layer in range(42)),
    "(?!.*8k)(?!.*16k)(?!.*65k)(?!.*131k)(?!.*262k)(?!.*524k)(?!.*1m)(?!.*-jb)-",
    r"(?:-\w{1,20}){1,3}",
)

CHANGED = (
    (r"\b15-\Blla\b", r"\y15-\Ylla\y"),
    ("(?P<layer>15)-(?P<_2>l)", "(15)-(l)"),
    ("(?i)(?P<set>RES)", "(?i)(RES)"),
    ("[-a][a-][_-]", r"[\-a][a\-][_\-]"),
    ("[0-4-6]-|[^a-f-k]", r"[0-4\-6]-|[^a-f\-k]"),
    (r"[\d_-][\w-][\s.-][\-0]", r"[\d_\-][\w\-][\s.\-][\-0]"),
    (r"[+-\-][!-\/]", r"[+-\-][!-/]"),
    ("[]x]k[^]k]", r"[\]x]k[^\]k]"),
    ("[^]-a][]-a]", r"[^\]-a][\]-a]"),
    ("[^^][a^][^a^]", r"[^\^][a\^][^a\^]"),
    (r"[\[:x\]][\[=x\]][\[.x\]]|[\\c]", r"[\[:x\]][\[=x\]][\[.x\]]|[\\c]"),
    (r"[\^\.\_\*]", r"[\^._*]"),
)

NONE = (
    # No regular expressions in Python.
    *("(", ")", "[", "[]", "[^]", "a)", "(a", "*", "+a", "a|*", "(?", "(?P<1>a)", "(?P<a>b)(?P<a>c)", "\\", "***:a"),
    *("a**", "a{2}{3}", "a{3,2}", "^*", r"\b+", "$?", "[z-a]", r"[a-\d]", r"[\d-z]", "(?<=a*)b", "a???", "a{99999999999}"),
    *("(" * 1500 + "a" + ")" * 1500, "a(?i)"),
    # What PostgreSQL refuses.
    *("(?=a)*", "(?!a)?", "(?<=a)+", "(?<!a){2}", "(?:(?=a)*?b)", "a{256}", "a{2,256}", "a{256,}", "(?:a{255}){255}"),
    *(r"(?:\w?\d?){255}", r"(?:\b|a)?" * 20, "(?:^|a|$){20}", "(" * 20 + "a" + ")+" * 20, r"\w?" * 300, r"[a-z]?" * 300),
    "(?:" + "a?b?c?d?e?f?" * 16 + "){3,9}",
    # What means something else to PostgreSQL, or nothing.
    *(r"(a)\1", r"(?P<a>b)(?P=a)", r"(a)?(?(1)b|c)", "(?i:a)", "(?-i:a)", "(?x)a", "(?m)a", "(?i)(?i)a", "(?im)a", "(?s)a"),
    *("(?#a)b", "(?>a)b", "a*+", "a++", "a?+", "a{2}+", "a{", "a{1", "}", "a{,3}", "a{,}", "a{x}", "a]", "{"),
    *("[[a]", "[a[]", "[[:alpha:]]", "[[=a=]]", "[[.a.]]", "[]x[a]", "[^]x[a]", r"[\D]", r"[a\W]", r"[^\S]", r"[\b]"),
    *("[a--]", "[--a]", "[a||b]", "[a&&b]", "[a~~b]"),
    *(r"\x41", r"\u0041", r"\U00000041", r"\0", r"\101", r"\N{DIGIT ONE}", r"\n", r"\t", r"\a", r"\f", r"\r", r"\v"),
    *(r"[\n]", r"[\x41]", "\t", "a\nb", "\x7f", "ä", "[ä]", "(?P<ä>a)", "\\ä", r"\y", r"\m", r"\M", r"\Y", r"\c", r"\e", r"\z"),
)  # fmt: skip


@pytest.mark.parametrize("pattern", UNCHANGED)
def test_most_patterns_are_the_same_for_postgresql(ask: Ask, pattern: str) -> None:
    assert postgres_pattern(pattern) == pattern
    finds_the_same(ask, pattern, pattern, (*IDS, ODD))


@pytest.mark.parametrize(("pattern", "translated"), CHANGED)
def test_some_are_written_otherwise(ask: Ask, pattern: str, translated: str) -> None:
    assert postgres_pattern(pattern) == translated
    finds_the_same(ask, pattern, translated, (*IDS, ODD))


@pytest.mark.parametrize("pattern", NONE)
def test_others_have_no_translation(pattern: str) -> None:
    assert postgres_pattern(pattern) is None


LETTERS = "015-_krelamscopK"
KINDS = (r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", ".")
QUANTIFIERS = ("*", "+", "?", "{0}", "{1}", "{2}", "{1,}", "{0,2}", "{2,3}", "*?", "+?", "??", "{2}?", "{0,1}?")
CONSTRAINTS = ("^", "$", r"\b", r"\B", r"\A", r"\Z")
OPENINGS = ("(", "(", "(?:", "(?P<a>", "(?P<b>", "(?=", "(?!")
NEGATED = st.sampled_from(("", "", "^"))

part = st.sampled_from(
    ("res", "-", "-", "__l0-", "16k", "32k", "gemmascope", "llama", "15", "5", "0", "K", "(k)", "[", "^")
)
id_ = st.lists(part, min_size=1, max_size=4).map("".join)
member = st.sampled_from(
    (*LETTERS, "0-9", "a-z", "A-F", "+-5", "Z-b", r"\d", r"\w", r"\s", r"\-", r"\]", r"\[", r"\^", ":")
)
tidy = st.builds("[{}{}]".format, NEGATED, st.lists(member, min_size=1, max_size=4).map("".join))
wild = st.builds("[{}{}]".format, NEGATED, st.text("]^-\\[:.dw_09akKz|&~ ", min_size=1, max_size=5))
character = st.sampled_from((*LETTERS, r"\.", r"\-", r"\_", r"\[", " ")) | st.sampled_from(KINDS) | tidy | wild
behind = st.builds("(?<{}{})".format, st.sampled_from("=!"), st.lists(character, min_size=1, max_size=2).map("".join))
atom = character | part.filter(str.isalnum) | st.sampled_from(CONSTRAINTS) | behind


def longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3)
    group = st.builds("{}{})".format, st.sampled_from(OPENINGS), several.map("".join) | several.map("|".join))
    repeated = st.builds("{}{}".format, character | group, st.sampled_from(QUANTIFIERS))
    return group | repeated | repeated | several.map("".join)


inside = st.recursive(atom, longer, max_leaves=8)
patterns = st.builds(
    "{}{}{}".format, st.sampled_from(("", "", "", "(?i)", "^", "15|")), inside, st.sampled_from(("", "", "$", "|^0"))
)


def test_postgresql_finds_what_python_finds(ask: Ask) -> None:
    count: Counter[object] = Counter()

    @settings(
        max_examples=400,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=(HealthCheck.too_slow,),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(patterns, st.lists(id_, min_size=1, max_size=4))
    def check(pattern: str, some: list[str]) -> None:
        translated = postgres_pattern(pattern)
        count["none" if translated is None else "translated"] += 1
        if translated is not None:
            count.update(finds_the_same(ask, pattern, translated, (*some, *IDS)))

    check()
    assert count["translated"] > 3 * count["none"]
    assert 1 / 4 < count["t"] / count["f"] < 4


def finds_the_same(ask: Ask, pattern: str, translated: str, ids: tuple[str, ...]) -> str:
    """Fail unless PostgreSQL finds the same ids, and return what it says of each: "t" or "f"."""
    rows = ", ".join(f"({number}, {literal(text)})" for number, text in enumerate(ids))
    matches = f"left((id ~ {literal(translated)})::text, 1)"
    told = ask(f"SELECT string_agg({matches}, '' ORDER BY number) FROM (VALUES {rows}) AS ids (number, id)")
    python = "".join("t" if re.search(pattern, text) else "f" for text in ids)
    assert told == python, f"{pattern} became {translated}, for {ids}"
    return told


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture(scope="module")
def ask(server: Server) -> Iterator[Ask]:
    with session(server) as asked:
        yield asked


@contextmanager
def session(server: Server) -> Iterator[Ask]:
    """Ask a server, in one session for all questions."""
    environ = server.environ("postgres", PGUSER="postgres", PGOPTIONS="-c statement_timeout=600s")
    pipe = subprocess.PIPE
    command = ["psql", "--no-psqlrc", "-Atq"]
    with subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True) as psql:
        assert psql.stdin
        assert psql.stdout
        stdin, stdout = psql.stdin, psql.stdout

        def answer(sql: str) -> str:
            stdin.write(f"{sql};\n\\echo END\n")
            stdin.flush()
            return "".join(takewhile("END\n".__ne__, stdout)).strip()

        yield answer
        stdin.close()
