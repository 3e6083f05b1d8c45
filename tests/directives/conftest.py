"""What the tests of directives may ask for."""

from collections.abc import Callable

import pytest

from chassis.service import Service
from services.directives.main import SERVICE
from tests.directives.hosting import Province
from tests.directives.hosting import province as make_province
from tests.fixtures.web import Hosted


@pytest.fixture
def province(hosted: Callable[[Service], Hosted]) -> Province:
    """Return a small province in an empty store of the service."""
    return make_province(hosted(SERVICE))
