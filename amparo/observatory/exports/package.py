"""A data package: the files of a format with `datapackage.json`, as one ZIP, and the check of it.

https://datapackage.org/standard/data-package/
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree as ET

from amparo.foundations.web.spreadsheets import csv_length, opened_in, zip_files
from amparo.observatory.catalogues.terms import version
from amparo.observatory.exports import parquet
from amparo.observatory.exports.audience import Audience
from amparo.observatory.exports.resources import Resource
from amparo.observatory.exports.tally import Tally

DESCRIPTION = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/1.0/datapackage.json"
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class About:
    """What `datapackage.json` says of a package beside its files."""

    ref: str
    at: datetime
    format: str
    audience: Audience
    licence: str
    publisher: str
    filter: Mapping[str, str]
    cannot: Sequence[str]


def write_package(room: Path, resources: Sequence[Resource], about: About, tally: Tally) -> Path:
    """Write the description, and all files as one ZIP; return where it is."""
    said = room / DESCRIPTION
    described = _described(room, resources, about, tally)
    said.write_text(json.dumps(described, ensure_ascii=False, indent=2), encoding="utf-8")
    names = [DESCRIPTION, *(one.file for one in resources)]
    target = room / "package.zip"
    zip_files(target, {name: room / name for name in names})
    return target


def faults_in(archive: Path, resources: Sequence[Resource]) -> list[str]:
    """Read a package again and return the files whose bytes, checksum or number of rows are not
    those that it says, or that were written."""
    with opened_in(archive, DESCRIPTION) as content:
        said = {one["path"]: one for one in json.load(content)["resources"]}
    return [one.file for one in resources if not _is_as_said(archive, one, said[one.file])]


def digest_of(place: Path) -> str:
    """Return the SHA-256 of a file."""
    with place.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _is_as_said(archive: Path, resource: Resource, said: Mapping[str, Any]) -> bool:
    digest, size = hashlib.sha256(), 0
    with opened_in(archive, resource.file) as content:
        while piece := content.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    with opened_in(archive, resource.file) as content:
        rows = COUNTERS[resource.counted](content)
    found = (f"sha256:{digest.hexdigest()}", size, rows)
    return found == (said["hash"], said["bytes"], said["amparo:rows"]) and rows == resource.rows


def _lines(content: IO[bytes]) -> int:
    return sum(1 for _line in content)


def _events(content: IO[bytes]) -> int:
    """Count the events of our own file. Raises ParseError where it is not well formed."""
    found = 0
    for _moment, element in ET.iterparse(content):  # noqa: S314 - this program wrote it
        if element.tag == "{http://www.huridocs.org/}event":
            found += 1
            element.clear()
    return found


COUNTERS: Mapping[str, Callable[[IO[bytes]], int]] = {
    "csv": csv_length,
    "lines": _lines,
    "xml": _events,
    "parquet": parquet.length,
}


def _described(
    room: Path, resources: Sequence[Resource], about: About, tally: Tally
) -> dict[str, Any]:
    audience = about.audience
    return {
        "$schema": PROFILE,
        "profile": "data-package",
        "name": f"attacks-{about.ref.lower()}",
        "id": about.ref,
        "title": "Attacks on human rights defenders: codes",
        "created": about.at.isoformat(timespec="seconds"),
        "version": f"{about.at:%Y.%m.%d}",
        "licenses": [_licence(about)],
        "sources": [{"title": about.publisher}],
        "resources": [_resource(room, one) for one in resources],
        "amparo": {
            "format": about.format,
            "audience": "everybody" if audience.public else audience.recipient,
            "filter": dict(about.filter),
            "catalogue": version(),
            "counts": {kind: tally.out[kind] for kind in sorted(tally.out)},
            "leftOut": tally.left_by_reason,
            "madeCoarser": dict(tally.changed),
            "cannotHold": list(about.cannot),
        },
    }


def _licence(about: About) -> dict[str, str]:
    if about.audience.public:
        return {"name": about.licence, "path": LICENCES[about.licence]}
    return {"name": "other-closed", "title": f"For {about.audience.recipient} alone."}


def _resource(room: Path, one: Resource) -> dict[str, Any]:
    place = room / one.file
    found: dict[str, Any] = {
        "name": one.name,
        "path": one.file,
        "description": one.means,
        "format": one.file.rpartition(".")[2],
        "mediatype": one.media_type,
        "bytes": place.stat().st_size,
        "hash": f"sha256:{digest_of(place)}",
        "amparo:rows": one.rows,
    }
    if one.columns:
        found |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": _schema(one)}
    return found


def _schema(one: Resource) -> dict[str, Any]:
    found: dict[str, Any] = {
        "fields": [column.described for column in one.columns],
        "missingValues": [""],
    }
    if one.key:
        found["primaryKey"] = one.key
    if one.refers:
        found["foreignKeys"] = [
            {"fields": column, "reference": {"resource": table, "fields": there}}
            for column, table, there in one.refers
        ]
    return found
