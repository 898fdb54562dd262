"""The process that takes a stranger's file apart: what it may reach, tried from inside of it."""

import errno
import io
import os
import subprocess
import sys
import time
import zlib
from functools import cache

import pikepdf
import pytest

from amparo.foundations.intake.files import sandbox as confinement
from amparo.foundations.intake.files import sandboxed_rendering as renditions
from amparo.foundations.intake.files.sandboxed_rendering import (
    NotShown,
    cleaned,
    page_of,
    reached_all_the_same,
    to_give,
)
from tests.sent_files import SECRET, pages_of_pdf, paper_of_pdf, photo
from tests.sent_photographs import SIDE, heic
from tests.sent_recordings import recording

RENDERING = "amparo.foundations.intake.files.sandboxed_rendering"

CONFINED = """
import os, resource, socket, sys
from amparo.foundations.intake.files import sandbox, sandboxed_rendering
os.folder = os.open("/", os.O_RDONLY)
sandbox.confine(seconds=20)
os.close(0)
"""


WITHOUT_FILTER = """
import platform, sys
platform.machine = lambda: "another"
from amparo.foundations.intake.files import sandboxed_rendering
sys.exit(sandboxed_rendering._main("probe", "probe"))
"""


def inside(attempt):
    """Run a line in a confined process whose input somebody closed who took it over."""
    return subprocess.run(
        [sys.executable, "-I", "-c", CONFINED + attempt],
        capture_output=True,
        text=True,
        check=False,
    )


ATTEMPTS = """
os.open("/etc/hostname", os.O_RDONLY)
os.open("/tmp/nothing-of-this-name", os.O_CREAT | os.O_WRONLY)
os.open("etc/hostname", os.O_RDONLY, dir_fd=os.folder)
socket.socket()
socket.socketpair()
os.pipe()
os.memfd_create("x")
os.dup(1)
os.fork()
os.execv("/bin/true", ["true"])
os.kill(os.getppid(), 0)
os.listdir("/")
os.stat("/etc")
os.unlink("/tmp/nothing-of-this-name")
os.chmod("/tmp/nothing-of-this-name", 0o777)
resource.prlimit(0, resource.RLIMIT_NOFILE, (64, 64))
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
os.setuid(0)
os.unshare(os.CLONE_NEWNS)
sandbox._look_at(os.getppid())
bytearray(2 * sandbox.MEMORY)
""".strip().splitlines()
REFUSED = {errno.EPERM, errno.EMFILE, errno.EBADF}


def test_whoever_takes_it_over_reaches_nothing():
    """Each is refused by the kernel: not because it is not there."""
    loop = f"""
for attempt in {ATTEMPTS}:
    try:
        exec(attempt)
    except MemoryError:
        continue
    except OSError as refused:
        if not refused.errno or refused.errno in {REFUSED}:
            continue
    except ValueError as refused:
        if "not allowed" in str(refused):
            continue
    print(attempt)
"""
    done = inside(loop)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_it_can_write_what_it_made_and_nothing_more():
    done = inside("sys.stdout.write('made'); sys.stdout.flush()")
    assert (done.returncode, done.stdout) == (0, "made"), done.stderr


def test_time_ends_it():
    began = [
        sys.executable,
        "-I",
        "-c",
        CONFINED.replace("seconds=20", "seconds=1") + "while 1: pass",
    ]
    assert subprocess.run(began, capture_output=True, check=False, timeout=30).returncode < 0


def test_this_machine_holds_up_every_fence():
    assert reached_all_the_same() == []


def test_a_fence_that_is_missing_is_named():
    """The limits alone, as on a kernel without the filter."""
    done = subprocess.run(
        [
            sys.executable, "-I", "-c",
            WITHOUT_FILTER,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["others"], done.stderr


@pytest.mark.parametrize(
    "does",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import os\nwhile True: os.write(2, b'x' * 9999); os.write(1, b'x' * 9999)",
    ],
    ids=["killed", "hangs", "hangs and is silent", "answers without end"],
)
def test_a_process_that_does_not_do_its_work_is_ended_and_no_crash(monkeypatch, does):
    real, begun = subprocess.Popen, []

    def another(words, **more):
        begun.append(real([sys.executable, "-c", does], **more))
        return begun[0]

    monkeypatch.setattr(f"{RENDERING}.subprocess.Popen", another)
    monkeypatch.setattr("amparo.foundations.intake.files.sandboxed_rendering.SECONDS", 1)
    with pytest.raises(NotShown, match="too_large"):
        cleaned("jpeg", photo())
    assert begun[0].returncode < 0


def test_a_picture_is_read_as_what_it_began_as_and_as_nothing_else():
    """A GIF, a TIFF or a PostScript inside would come with readers of their own."""
    with pytest.raises(NotShown, match="unreadable"):
        cleaned("png", photo("GIF"))
    with pytest.raises(NotShown, match="unreadable"):
        cleaned("jpeg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")


def test_nothing_of_a_file_is_written_anywhere(tmp_path, monkeypatch):
    for name in ("TMPDIR", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for kind, content in (("jpeg", photo()), ("heif", heic(SIDE)), ("pdf", paper_of_pdf())):
        for small in (False, True):
            assert SECRET not in cleaned(kind, content, small=small).content
    assert SECRET not in to_give("mp4", recording("mp4")).content
    assert list(tmp_path.rglob("*")) == []
    assert "content" not in os.environ


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_small_picture_is_small_and_has_left_its_traces(kind):
    found = cleaned(kind, photo(kind.upper(), size=(2000, 900)), small=True)
    assert SECRET not in found.content
    assert len(found.content) < 40_000


def test_the_first_page_of_a_document_is_a_small_picture():
    """In letters that it does not bring, and that the process cannot fetch."""
    found = cleaned("pdf", pages_of_pdf("AMENAZA"), small=True)
    assert (found.media_type, found.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert found.content != cleaned("pdf", pages_of_pdf(""), small=True).content


def test_each_page_of_a_document_is_a_picture():
    found = page_of(pages_of_pdf("UNO", "DOS"), 2)
    assert (found.media_type, found.content[:2], found.pages) == ("image/jpeg", b"\xff\xd8", 2)
    assert SECRET not in page_of(paper_of_pdf(), 1).content


@cache
def hostile(name):
    if name == NESTED:
        return many_pages()
    pdf = pikepdf.open(io.BytesIO(pages_of_pdf("x")))
    page = pdf.pages[0]
    if name == "a picture without end":
        image = pdf.make_stream(zlib.compress(bytes(60_000 * 60_000 // 8)))
        image.Subtype, image.Filter = pikepdf.Name.Image, pikepdf.Name.FlateDecode
        image.Width = image.Height = 60_000
        image.BitsPerComponent, image.ColorSpace = 1, pikepdf.Name.DeviceGray
        page.Resources.XObject = pikepdf.Dictionary(I=image)
        page.Contents = pdf.make_stream(b"500 0 0 500 0 0 cm /I Do")
    elif name == "a form in itself":
        form = pdf.make_stream(b"/I Do /I Do")
        form.Subtype, form.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 9, 9])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=form))
        page.Resources.XObject = pikepdf.Dictionary(I=form)
        page.Contents = pdf.make_stream(b"/I Do")
    else:
        page.Contents = pdf.make_stream(zlib.compress(b"0 0 595 842 re f " * 9_000_000))
        page.Contents.Filter = pikepdf.Name.FlateDecode
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def many_pages():
    """A million leaves, six levels of ten, in a thousand bytes: each level names the one below ten
    times."""
    tree = [
        f"<</Type/Pages/Count {10 ** (6 - level)}/Kids[{f'{level + 3} 0 R ' * 10}]>>"
        for level in range(6)
    ]
    leaf = "<</Type/Page/MediaBox[0 0 99 99]/Parent 7 0 R>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", *tree, leaf]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{one}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size, begins = len(objects) + 1, len(out)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{begins}\n%%EOF\n".encode()


NESTED = "a tree of a million pages"
HOSTILE = ("a picture without end", "a form in itself", "work without end", NESTED)
# The three forms in which a document is read, and how what is made of it begins.
FORMS = {
    "small": (lambda content: cleaned("pdf", content, small=True), b"\xff\xd8"),
    "a page": (lambda content: page_of(content, 1), b"\xff\xd8"),
    "the last page": (lambda content: page_of(content, 2_000), b"\xff\xd8"),
    "whole": (lambda content: cleaned("pdf", content), b"%PDF-"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_document_is_a_copy_or_a_plain_no(name, form, monkeypatch):
    """In whatever form it is read, and within its time."""
    monkeypatch.setattr(renditions, "SECONDS", 2)  # no test waits for all of the time it may take
    make, begins = FORMS[form]
    began = time.monotonic()
    try:
        assert make(hostile(name)).content.startswith(begins)
    except NotShown as refused:
        assert str(refused) in {"too_large", "unreadable"}  # noqa: PT017 - either is an answer
    assert time.monotonic() - began < 30


def test_no_process_that_serves_takes_in_what_reads_documents_and_recordings():
    """Each worker would be larger by it, and a stranger's bytes one step nearer."""
    reads = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import amparo.desk.case.files, amparo.desk.case.custody
import amparo.foundations.intake.files.copies_sent_to_person
print(*{"av", "pypdfium2", "pypdfium2_raw", "pikepdf"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", reads], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_all_kinds_of_processors_number_the_same_calls():
    counts = {len(passes) for _kind, passes in confinement.PASSES.values()}
    assert counts == {24}
