"""Finding by the first letters of the pinyin, in the tree, on top, and in the lists of members."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import SignIn
from tests.e2e.browser.serving import Served

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
