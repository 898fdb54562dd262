"""A recording in a case, as an upload comes."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.files.uploads import SealedUpload, path_of
from amparo.foundations.ledger.services import Signs
from tests.people import MONDAY


def a_recording_in(open_case: OpenCase, *, by: Signs) -> Path:
    """Where it lies on the disk."""
    sent = SimpleUploadedFile("voz.mp3", b"ID3" + bytes(400))
    files = RequestFactory().post("/", {"files": sent}).FILES.getlist("files")
    uploads = [one for one in files if isinstance(one, SealedUpload)]
    [kept] = keep_uploads(open_case.folder, uploads, by=by, at=MONDAY)
    return path_of(kept.stored_as)
