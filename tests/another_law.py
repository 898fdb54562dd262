"""Another law than the shipped one stands under a name, for one test."""

from collections.abc import Callable, Iterator

import pytest

from amparo.law import Protocol, load_protocol
from amparo.law.loading import protocols as loading


@pytest.fixture
def under_law() -> Iterator[Callable[[Protocol | None], None]]:
    """Have each protocol be this one; with None, as it is shipped."""
    with pytest.MonkeyPatch.context() as patch:

        def put(protocol: Protocol | None) -> None:
            load_protocol.cache_clear()
            patch.undo()
            if protocol is not None:
                patch.setattr(loading, "load_folder", lambda _folder: protocol)
                patch.setattr(loading, "check_beside", lambda *_given, **_more: None)

        yield put
    load_protocol.cache_clear()
