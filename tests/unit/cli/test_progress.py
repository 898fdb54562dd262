"""How far a long command is: on a terminal one line that is written over, elsewhere nothing."""

from time import sleep

from amparo.cli.terminal.progress import Progress, growing
from tests.terminals import COLUMNS, on_a_terminal


def test_on_a_terminal_one_line_says_done_total_unit_and_share():
    with on_a_terminal() as terminal:
        with Progress("Counted", "sheets", 3) as made:
            made.add()
            made.at(3)
        assert terminal.lines() == [
            "Counted: 0/3 sheets (0 %)",
            "Counted: 1/3 sheets (33 %)",
            "Counted: 3/3 sheets (100 %)",
            "",
            "",
        ]


def test_without_a_total_no_share_is_said():
    with on_a_terminal() as terminal:
        with Progress("Counted", "sheets") as made:
            made.add(7)
        assert "Counted: 7 sheets" in terminal.lines()


def test_an_empty_total_and_more_than_all_are_whole():
    with on_a_terminal() as terminal:
        with Progress("Counted", "sheets", 0):
            pass
        with Progress("Counted", "sheets", 2) as made:
            made.at(3)
        said = {*terminal.lines()}
        assert {"Counted: 0/0 sheets (100 %)", "Counted: 3/2 sheets (100 %)"} <= said


def test_no_line_is_wider_than_the_terminal_and_a_shorter_one_leaves_nothing():
    with on_a_terminal() as terminal, Progress("x" * 200, "sheets") as made:
        assert terminal.lines() == ["x" * (COLUMNS - 1)]
        made.what = "Short"
        made.at(1)
        assert terminal.shown() == "\r" + "Short: 1 sheets".ljust(COLUMNS - 1)


def test_it_is_written_ten_times_a_second_at_most():
    with on_a_terminal(every=3600) as terminal:
        with Progress("Counted", "sheets", 1000) as made:
            for _ in range(1000):
                made.add()
        assert terminal.lines() == ["Counted: 0/1000 sheets (0 %)", "", ""]


def test_elsewhere_nothing_is_written(capfd, tmp_path):
    with Progress("Counted", "sheets", 3) as made, growing("Written", tmp_path / "none"):
        made.add()
    assert capfd.readouterr() == ("", "")


def test_what_grows_is_looked_at_meanwhile(tmp_path):
    path = tmp_path / "growing"
    path.write_bytes(b"")
    lines: list[str] = []
    with on_a_terminal(every=0.01) as terminal:
        with growing("Written", path, 2_000_000):
            path.write_bytes(bytes(1_500_000))
            while "Written: 1.5/2.0 MB (75 %)" not in lines:
                sleep(0.01)
                lines += terminal.lines()
        assert terminal.lines()[-1] == ""
