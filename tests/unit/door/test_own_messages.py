"""Forms of the door and of the check page say in the page's own words what is missing."""

import pytest

DJANGO = {
    "es": (
        "Este campo es obligatorio",
        "Escoja una opción",
        "Asegúrese de que",
        "caracteres nulos",
    ),
    "en": (
        "This field is required",
        "Select a valid choice",
        "Ensure this value",
        "Null characters",
    ),
}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/check/", {}),
        ("/check/", {"number": "x" * 9000, "fingerprint": "\x00"}),
        ("/mine/others/", {}),
        ("/mine/others/", {"relation": "x", "right": "x", "phrase": "x" * 9000}),
        ("/mine/new-words/", {}),
        ("/mine/erase/", {}),
        ("/mine/erase/", {"scope": "x"}),
        ("/erased/", {}),
        ("/request/filed_for/", {"filed_for": "x"}),
    ],
)
def test_no_message_is_the_frameworks(her, path, sent, language):
    page = her.post(path, sent, headers={"accept-language": language})
    assert page.status_code == 400
    assert not [one for one in DJANGO[language] if one in page.text]
