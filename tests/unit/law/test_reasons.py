"""Why a file of the law is refused is told in both languages: no reason is left in English."""

import ast
import re
import string
from collections.abc import Iterator

import pytest

from amparo.law import MistakenProtocol, load_folder
from amparo.law.loading.errors_spanish import REASONS
from amparo.law.loading.protocols import mistakes_in
from amparo.law.loading.reader import nearest
from tests.architecture.source import ROOT

PLACES = string.Formatter()


def written() -> Iterator[tuple[str, ast.expr]]:
    """Each reason that the rules give: `where.mistake("…")`, `refuse("…")` and `Told("…")`."""
    drafts = ROOT / "amparo/observatory/consultations/drafts.py"
    for path in (*sorted((ROOT / "amparo/law").rglob("*.py")), drafts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("mistake", "refuse", "Told")
            ):
                yield path.name, node.args[0]


def _reasons(said: ast.expr) -> list[str]:
    either = [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]
    return [str(one.value) for one in either if isinstance(one, ast.Constant)]


EVERY = sorted({(file, reason) for file, said in written() for reason in _reasons(said)})


def test_every_reason_is_written_where_it_is_given():
    """Else nobody finds its Spanish: the parts are put in afterwards."""
    composed = {(file, ast.unparse(said)) for file, said in written() if not _reasons(said)}
    assert composed == {("reader.py", "reason"), ("transitory.py", "kind")}


@pytest.mark.parametrize(("file", "reason"), EVERY)
def test_every_reason_has_its_spanish_with_the_same_parts(file, reason):
    assert reason in REASONS, file
    assert len(_places(REASONS[reason])) == len(_places(reason))


def _places(reason: str) -> list[str]:
    return [name for _, name, _, _ in PLACES.parse(reason) if name is not None]


def test_nothing_is_said_in_spanish_that_no_rule_says():
    said = {reason for _, reason in EVERY} | {"impediment", "collective"}
    assert sorted(set(REASONS) - said) == []


def test_a_lawyer_reads_it_in_spanish(folder):
    path = folder / "protocol.toml"
    path.write_text(path.read_text().replace("zone =", "zoen =").replace('"office"', '"attic"'))
    slip, attic = mistakes_in(folder)
    assert slip.sentence("es") == (
        "xx-example/protocol.toml:8: zoen: clave desconocida; ¿quiso decir «zone»?"
    )
    assert str(slip) == "xx-example/protocol.toml:8: zoen: unknown key; did you mean “zone”?"
    assert attic.sentence("es").startswith("xx-example/protocol.toml:16: default_calendar: «attic»")


def test_a_whole_file_too(folder):
    (folder / "terms.toml").write_text("term = [1]")
    (mistake,) = mistakes_in(folder)
    assert mistake.sentence("es").endswith("debe ser una tabla, no un número")
    (folder / "terms.toml").unlink()
    (mistake,) = mistakes_in(folder)
    said = "xx-example/terms.toml: (todo el archivo): el archivo falta o no se puede leer"
    assert mistake.sentence("es") == said


def test_what_an_example_is_refused_for_is_in_spanish_within(folder):
    path = folder / "examples" / "procedure.toml"
    path.write_text(path.read_text().replace("call_logged =", "call_loged =", 1))
    (mistake,) = mistakes_in(folder)
    assert "«call_loged» no se conoce; ¿quiso decir «call_logged»?" in mistake.sentence("es")


def test_where_nothing_is_near_everything_allowed_is_named():
    assert nearest("x", ["two", "one"]).in_language("es") == "se admite: one, two"


def test_braces_in_what_was_written_are_only_words(folder):
    path = folder / "protocol.toml"
    path.write_text(path.read_text().replace("Asia/Kathmandu", "{0}{}"))
    with pytest.raises(MistakenProtocol, match=re.escape("“{0}{}” is no time zone")):
        load_folder(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("term", "falta «=» después de una clave (al final del archivo)"),
        ("a = 1\nb = [1", "falta cerrar una lista (al final del archivo)"),
        ("a = 1\na = 2\n", "una clave está dos veces (línea 2, columna 6)"),
        ("a = five\n", "un valor no se entiende: quizá faltan comillas (línea 1, columna 5)"),
        ('a = "x\n', "hay un carácter que no se admite (línea 1, columna 7)"),
        ("a = 2021-02-31\n", "una fecha no existe (línea 1, columna 5)"),
        ("a = 1 2\n", "sobra algo después del valor (línea 1, columna 7)"),
        (f"a = {'1' * 5000}\n", "algo no se puede leer"),
    ],
)
def test_what_is_no_toml_is_said_in_spanish_as_a_whole(folder, text, said):
    (folder / "terms.toml").write_text(text)
    (mistake,) = mistakes_in(folder)
    line = re.search(r"línea (\d+)", said)
    place = f"xx-example/terms.toml{f':{line[1]}' if line else ''}"
    whole = "(todo el archivo): el archivo no es TOML:"
    assert mistake.sentence("es") == f"{place}: {whole} {said}"
