import pytest

from amparo.foundations.intake.files.attachments import keep_uploads
from tests.people import MONDAY
from tests.sent_files import uploaded


@pytest.fixture
def kept(anas, ana):
    """Put a file into the case; returns its ref."""

    def keep(content, **more):
        [attachment] = keep_uploads(anas.folder, uploaded(content, **more), by=ana, at=MONDAY)
        return attachment.ref

    return keep
