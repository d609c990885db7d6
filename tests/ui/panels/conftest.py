"""The parameter panel for tests of its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from support.parameter_bench import ParameterBench


@pytest.fixture
def panel_bench(qtbot: QtBot) -> Iterator[ParameterBench]:
    """Return the panel, shown 300 wide with every section open."""
    made = ParameterBench(qtbot)
    yield made
    made.panel.close()
