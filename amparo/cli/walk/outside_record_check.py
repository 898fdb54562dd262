"""The record as an outsider keeps it: a signed head, an export, and a check from files alone."""

from amparo.cli.walk.demo_site import Place


def check(place: Place) -> str:
    """Publish, export, and check the export as an outsider with files and no site. Return the
    output.

    Raises NotServing.
    """
    kept, export = place.state / "kept.json", place.state / "record.txt"
    kept.write_text(place.command(["ledger", "publish"]), encoding="utf-8")
    export.write_text(place.command(["ledger", "export"]), encoding="utf-8")
    words = ["ledger", "verify", "--export", str(export), "--head", str(kept)]
    return place.command(words).strip()
