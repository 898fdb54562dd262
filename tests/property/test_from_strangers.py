"""What strangers send, carry and keep, read as it comes: whole, or refused in words. Never an error
of ours, and never something else than what was written. Each reader of such bytes, with the test
that tries it: docs/reference/what-is-tested.md."""

import io
import json
import re
import tarfile
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from shamir_mnemonic.wordlist import WORDLIST

from amparo.casework.figures.edition_counts import traits_of
from amparo.cli.backups import sealed_file as container
from amparo.cli.backups.sealed_file import Line, NotABackup, Writer
from amparo.cli.ceremony import carried_files as carrying
from amparo.cli.command_errors import Mistake
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import one_time_codes as codes
from amparo.crypto import public_record as lines
from amparo.crypto import shares
from amparo.crypto.errors import BadShares
from amparo.crypto.file_sealing import Sealer
from amparo.crypto.file_statements import FileStatement
from amparo.crypto.keys import new_key, new_pair
from amparo.crypto.public_record import Walk, compared
from amparo.crypto.signed_heads import Head, Inclusion, NotPublished, heads_in
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts.sign_in import form_recovery
from amparo.foundations.accounts.sign_in import reauthenticated_forms as filling
from amparo.foundations.erasure import erasure_list as listed
from amparo.foundations.intake.files import sandboxed_rendering as renditions
from amparo.foundations.intake.files.sandbox_output_check import SHOWN_SIDE, is_plain_picture
from amparo.foundations.intake.files.sandboxed_rendering import NotShown
from amparo.foundations.intake.voluntary_traits import answers_on
from amparo.law import known_protocols, load_protocol
from amparo.law.errors import Refused
from amparo.law.state.typed_facts import read_pairs
from amparo.site.laws.views import side_called
from tests.own_law import own_law

NOON = datetime(2026, 11, 9, 17, 0, tzinfo=UTC)
# As JSON is read here: `NaN` and `Infinity` are numbers, and any text may stand anywhere.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
A_HASH = st.binary(min_size=32, max_size=32).map(bytes.hex)
ODD_NUMBERS = st.sampled_from([float("inf"), float("nan"), 10**40, -1, True, "9" * 5000, [[]]])


def sometimes(good, *, of):
    """All fields, of which some hold something else, and some are not there."""
    other = st.dictionaries(st.sampled_from(of), VALUES | ODD_NUMBERS, max_size=2)
    gone = st.sets(st.sampled_from(of), max_size=1)
    return st.builds(
        lambda said, left_out: {k: v for k, v in {**good, **said}.items() if k not in left_out},
        other,
        gone,
    )


# --- backups ---

LINE = Line(NOON, NOON, "1111-2222", 1)
SAID = {**LINE.said(), "sealed_key": "AAAA"}


@given(sometimes(SAID, of=sorted(SAID)))
@example({**SAID, "number": float("inf")})
@example({**SAID, "until": "2026-11-09"})
def test_the_line_of_a_backup_is_read_whole_or_refused(said):
    first = container.MAGIC + json.dumps(said).encode() + b"\n"
    with suppress(NotABackup):
        line, sealed = container.line_of(io.BytesIO(first))
        for moment in (line.made_at, line.until):  # the clock can be compared with it
            assert moment <= NOON or moment > NOON
        assert isinstance(sealed, bytes)


@given(st.binary(max_size=300))
@example(b"[" * 4000)
def test_any_bytes_are_no_line_of_a_backup(content):
    for first in (content, container.MAGIC + content + b"\n"):
        with suppress(NotABackup):
            container.line_of(io.BytesIO(first))


def backed_up():
    """A backup of two files, its key, and where its line ends."""
    sink, pair = io.BytesIO(), new_pair()
    writer = Writer(sink, LINE, public=pair.public)
    contents = container.Contents("1", "sqlite", "1:00", {"ledger_entry": 1})
    for name in ("site.toml", "signing.key"):
        contents.files[name] = writer.add(name, io.BytesIO(b"x" * 700), 700)
    writer.finish(contents)
    whole = sink.getvalue()
    return whole, writer.key, whole.index(b"\n") + 1


WHOLE, KEY, BEGINS = backed_up()


def read_through(content, line=LINE, key=KEY):
    return container.each_file(content, line, key, lambda _, one: container.hashed(one))


@given(st.integers(0, 99_999), st.binary(min_size=1, max_size=9), st.integers(1, 100))
def test_a_backup_that_was_harmed_or_cut_is_refused(place, put, cut):
    sealed = bytearray(WHOLE[BEGINS:])
    at = place * len(sealed) // 100_000
    sealed[at : at + len(put)] = put
    harmed = bytes(sealed[: len(sealed) * cut // 100])
    if harmed == WHOLE[BEGINS:]:
        return
    with pytest.raises(NotABackup):
        read_through(io.BytesIO(harmed))


NAMES = st.sampled_from(["site.toml", "../site.toml", "/etc/passwd", "uploads/aa/" + "a" * 40, "x"])
KINDS = st.sampled_from([tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE])
LISTS = sometimes(
    {"version": "1", "vendor": "sqlite", "head": "", "rows": {}, "files": {}, "gone": []},
    of=["files", "rows", "gone", "version", "more"],
)


def packed(entries, said):
    """A tar as a forger writes it, who knows the key to which backups are sealed."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, kind, content in [*entries, (container.LIST, tarfile.REGTYPE, said)]:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "site.toml"
            entry.size = len(content) if kind == tarfile.REGTYPE else 0
            tar.addfile(entry, io.BytesIO(content))
    return made.getvalue()


@given(
    st.lists(st.tuples(NAMES, KINDS, st.binary(max_size=40)), max_size=3),
    LISTS.map(lambda said: json.dumps(said).encode()) | st.binary(max_size=60),
)
@example([], b'{"files": {"a": [Infinity, ""]}}')
@example([], b"[" * 200_000)
def test_a_backup_that_somebody_forged_lays_down_nothing_but_what_belongs_there(entries, said):
    taken = []
    key = new_key()
    sealer = Sealer(key, context=LINE.context())
    content = sealer.push(packed(entries, said)) + sealer.finish()

    def take(name, one):
        taken.append(name)
        return container.hashed(one)

    with suppress(NotABackup):
        container.each_file(io.BytesIO(content), LINE, key, take)
    assert all(container.is_fine(name) for name in taken)


# --- what is carried between a site and the keyholders ---

CASE = {"code": "0000-0000", "version": 0, "sealed": "00"}
ASKED = {
    "form": carrying.ASKED,
    "member": "olga",
    "name": "Olga Paredes",
    "works_at": "",
    "public": "11" * 32,
    "reason": "member_gone",
    "key": "1111",
    "cases": [CASE],
}
ANSWERED = {"form": carrying.ANSWERED, "member": "olga", "reason": "member_gone", "cases": [CASE]}
MORE_CASES = st.lists(sometimes(CASE, of=sorted(CASE)), max_size=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sometimes(ASKED, of=sorted(ASKED)) | sometimes(ANSWERED, of=sorted(ANSWERED)), MORE_CASES)
def test_what_is_carried_to_the_keyholders_is_read_or_refused(tmp_path, said, cases):
    path = tmp_path / "carried"
    path.write_text(json.dumps({**said, "cases": cases} if cases else said))
    for read in (carrying.read_asked, carrying.read_answered):
        with suppress(Mistake):
            found = read(path)
            assert found.reason in carrying.REASONS
            assert found.member.isprintable()
            assert all(marks.code_normalised(one.code) == one.code for one in found.cases)


SECRET = bytes(range(32))
SHARES = shares.split(SECRET, needed=2, of=3)


@given(st.lists(st.text(max_size=120) | st.sampled_from(SHARES), max_size=4))
def test_any_text_is_a_share_or_none(typed):
    with suppress(BadShares):
        assert shares.combine(typed) == SECRET


@given(
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from(WORDLIST)), max_size=3),
    st.integers(1, 60),
)
def test_a_share_that_was_written_down_wrong_gives_no_other_secret(slips, kept_words):
    words = SHARES[0].split()
    for place, word in slips:
        words[place % len(words)] = word
    with suppress(BadShares):
        assert shares.combine([" ".join(words[:kept_words]), SHARES[1]]) == SECRET


# --- what outsiders hold of the record ---


def published(count):
    chained = [marks.GENESIS]
    for number in range(count):
        chained.append(marks.chain(chained[-1], str(number).encode()))
    return [
        lines.Line(
            number,
            lines.link_of(chained[number - 1]),
            lines.link_of(chained[number]),
            lines.content_of(lines.inner_of(chained[number]), b""),
        )
        for number in range(1, count + 1)
    ]


RECORD = published(12)
EXPORT = list(lines.written([], RECORD))
HEAD = Head("2026-11-26", 12, b"\1" * 32, b"\2" * 32, b"\3" * 32, b"\4" * 64)
PROOF = Inclusion(1, b"\5" * 32, b"\6" * 32, [b"\7" * 32], HEAD)
STATEMENT = FileStatement(b"\1" * 32, b"\2" * 32, 7, "jpeg", PROOF)


@given(sometimes(HEAD.said(), of=sorted(HEAD.said())))
def test_a_head_is_read_as_it_says_or_refused(said):
    for text in (json.dumps(said), json.dumps({"heads": [said, said]})):
        with suppress(NotPublished):
            for head in heads_in(text):
                assert heads_in(head.text()) == [head]
                assert head.text().isprintable()
                assert not head.is_signed


@given(sometimes(PROOF.said(), of=sorted(PROOF.said())), VALUES)
def test_a_proof_proves_nothing_that_it_does_not_hold(said, head):
    for one in (said, {**said, "head": head}):
        with suppress(NotPublished):
            assert not lines.is_in(Inclusion.parsed(json.dumps(one)))


@given(sometimes(STATEMENT.said(), of=sorted(STATEMENT.said())))
def test_a_statement_on_a_file_holds_nothing_that_was_not_published(said):
    with suppress(NotPublished):
        assert not FileStatement.parsed(json.dumps(said)).holds


ROWS = st.sampled_from(EXPORT) | st.text(max_size=40) | st.from_regex(r"-?\d{1,5} .{0,20} -")


@given(st.lists(st.tuples(st.integers(0, 12), ROWS), max_size=4), st.integers(1, 13))
def test_an_export_that_was_harmed_is_refused_or_the_place_is_named(put, left):
    rows = list(EXPORT)
    for place, row in put:
        rows[place] = row
    try:
        _, found = lines.read(rows[:left])
    except NotPublished:
        return
    walk = Walk()
    for line in found:
        walk.add(line)
    breaks = walk.breaks({line.link: line.number for line in found}.get)
    assert found == RECORD or [*breaks, *compared(RECORD, found)]


def test_a_long_record_of_which_every_line_was_moved_is_told_and_not_an_error():
    walk = Walk()
    turned = published(3000)[::-1]
    for number, line in enumerate(turned, start=1):
        walk.add(lines.Line(number, line.before, line.link, line.content))
    found = walk.breaks({line.link: 3001 - line.number for line in turned}.get)
    assert len(found) > 2900


# --- what is typed, and what a browser sends beside it ---


@given(st.text(max_size=60))
def test_any_text_is_a_code_of_now_or_none(typed):
    secret = "JBSWY3DPEHPK3PXP"
    step = codes.accepted_step(secret, typed, NOON, last_step=None)
    assert step is None or any(letter.isdecimal() for letter in typed)


PIECES = ["/", "\\", "//", ":", "@", "evil.example", "http", "\t", "\r\n", "?", "#", "..", " "]
paths = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(paths | paths.map("/{}".format))
def test_the_page_that_was_meant_is_never_on_another_site(path):
    found = form_recovery.safe_path(path, fallback="/")
    # As browsers read it: without tabs and line ends, a backslash for a slash.
    plain = re.sub(r"[\t\r\n]", "", found).replace("\\", "/")
    assert plain.startswith("/")
    assert not plain.startswith("//")
    assert not urlsplit(plain).netloc


@given(st.text(st.characters(max_codepoint=255), max_size=80))
def test_any_cookie_and_any_forwarded_address_is_read_without_an_error(said):
    request = RequestFactory().get("/", headers={"x-forwarded-for": said})
    request.COOKIES[pages.COOKIE] = said
    token = pages.token_in(request, pages.COOKIE)
    assert token is None or len(token) == 32
    with override_settings(PROXIES=["127.0.0.1"]):
        assert pages.address_of(request)


HER: Any = SimpleNamespace(sitting_id=7, pair=new_pair(), proved_at=NOON)


@given(st.binary(max_size=40), st.integers(0, 31), st.binary(min_size=1, max_size=9))
def test_what_a_browser_kept_of_a_form_is_that_very_form_or_none(kept_so, at, put):
    whole = filling.shown(HER, "/desk/a/", at=NOON)
    assert filling.was_shown(HER, "/desk/a/", whole, at=NOON)
    for token in (kept_so, whole[:at] + put + whole[at + len(put) :], whole[:at]):
        assert token == whole or not filling.was_shown(HER, "/desk/a/", token, at=NOON)


LAW = own_law()
NAMED = st.sampled_from([*LAW.events, *LAW.facts, "", "nothing"])
SIGNS = st.sampled_from(["=", "", "==", " = "])
MEANT = st.dates().map(str) | st.datetimes().map(str) | st.text(max_size=20)


@given(st.lists(st.builds("{}{}{}".format, NAMED, SIGNS, MEANT), max_size=4))
def test_what_happened_is_read_from_words_or_refused(words):
    with suppress(Refused):
        happened = read_pairs(words, LAW)
        assert all(moment.tzinfo for moment in happened.events.values())


SIDES = st.builds("{}@{}".format, st.sampled_from(known_protocols()), MEANT)


@given(st.text(max_size=40) | SIDES)
def test_a_side_of_a_comparison_is_a_law_on_a_day_of_it_or_none(word):
    side = side_called(word)
    assert side is None or side.law.procedure.in_force_from <= side.on


# --- a list that is carried beside the backups ---


ERASED = [listed.Line(f"0000-{n:04}", f"r{n}", "all", "2026-11-09") for n in range(3)]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 999), st.binary(max_size=9)), max_size=4),
    st.lists(
        st.text(max_size=40) | st.binary(max_size=40).map(lambda one: b64encode(one).decode()),
        max_size=3,
    ),
)
def test_a_list_of_what_was_erased_says_what_was_written_or_that_a_line_says_nothing(harms, more):
    lines_of_it = [listed._sealed(one).encode() for one in ERASED]  # noqa: SLF001 - as `note`
    for place, at, put in harms:
        line = bytearray(lines_of_it[place])
        start = at * len(line) // 1000
        line[start : start + len(put)] = put
        lines_of_it[place] = bytes(line)
    given_lines = [one.decode("ascii", "replace") for one in lines_of_it] + more
    known, dark = listed.read(given_lines, others=[bytes(32)])
    assert [one for one in known if one not in ERASED] == []
    assert len(known) + dark == len(given_lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_beside_a_backup_are_lines_that_say_nothing(tmp_path, content):
    path = tmp_path / "erased.list"
    path.write_bytes(content)
    with override_settings(STATE=tmp_path / "site", RUN=tmp_path / "site"):
        found = listed.all_lines(path)
    assert listed.read(found) == ([], len(found))


# --- what the process that takes files apart answers, once somebody has taken it over ---


@given(st.binary(max_size=400), st.sampled_from(["whole", "small", "page"]))
def test_whatever_that_process_answers_is_a_plain_picture_or_nothing(answer, form):
    said = SimpleNamespace(returncode=0, stdout=answer)
    with patch.object(renditions, "_apart", return_value=said), suppress(NotShown):
        if form == "page":
            found = renditions.page_of(b"", 1)
            assert 1 <= found.pages <= renditions.MOST_PAGES
        else:
            found = renditions.cleaned("jpeg", b"", small=form == "small")
        assert is_plain_picture(found.content)


PLAIN = Image.new("RGB", (40, 30), "teal")


@given(st.integers(0, 999), st.binary(min_size=1, max_size=9), st.integers(1, 100))
def test_a_picture_that_was_harmed_is_handed_on_without_anything_beside_it(place, put, cut):
    out = io.BytesIO()
    PLAIN.save(out, "JPEG", quality=88)
    whole = bytearray(out.getvalue())
    at = place * len(whole) // 1000
    whole[at : at + len(put)] = put
    content = bytes(whole[: len(whole) * cut // 100])
    if is_plain_picture(content):
        with suppress(Exception), Image.open(io.BytesIO(content)) as found:
            assert max(found.size) <= SHOWN_SIDE
            assert not set(found.info) - {"jfif", "jfif_version", "jfif_density", "jfif_unit"}


# --- what analysts count, of which nobody knows who sealed it ---


COUNTED = load_protocol("pe-2021")
TRAITS = st.sampled_from([one.id for one in COUNTED.admission.trait])
SLIPS = (st.dictionaries(TRAITS, VALUES) | VALUES).map(lambda one: json.dumps(one).encode())


@given(st.lists(SLIPS | st.binary(max_size=60), max_size=4))
@example([b'{"%s": [1]}' % COUNTED.admission.trait[0].id.encode(), b"[1]", b"[" * 100_000])
def test_a_slip_that_holds_no_answers_keeps_no_figures_from_being_made(slips):
    told = [answers_on(one) for one in slips]
    assert all(isinstance(one, str) for said in told for one in said.values())
    assert traits_of(COUNTED, told)["laws"]
