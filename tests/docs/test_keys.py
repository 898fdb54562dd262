"""The list of keys says what the loader reads, no more and no less."""

from amparo.rules.schemas import schemas
from tests.docs.keys import PAGE, page


def test_the_list_of_keys_is_that_of_the_loader():
    """Where it is not: `python -m tests.docs.keys`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_key_of_every_file_is_on_it():
    text = PAGE.read_text(encoding="utf-8")
    for file, schema in schemas().items():
        for table in (schema, *schema["definitions"].values()):
            for key in table["properties"]:
                assert f"`{key}`" in text, (file, key)
    assert "Somebody read the whole norm for it" in text
