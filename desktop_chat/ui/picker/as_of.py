"""How many models fit, of how many, and of when their list is: the line below it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_chat.core.catalog import NO_GAPS, ListGaps
from desktop_chat.core.figures import count_text


def as_of_text(fetched_us: int, total: int, fitting: int, gaps: ListGaps = NO_GAPS) -> str:
    """Return the line, "" for a list that was never asked for.

    Args:
        fetched_us: When the list came, UTC in microseconds, 0 never.
        total: How many models it has.
        fitting: How many of them are shown.
        gaps: What of the list is missing.
    """
    if not fetched_us:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(fetched_us // 1000)
    when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    line = _count_text(total, fitting).format(when)
    if gaps.is_whole:
        return line
    # That something is missing comes first: there is room for the beginning only.
    return _words("Incomplete: {0}. {1}").format(line, gaps_text(gaps))


def gaps_text(gaps: ListGaps) -> str:
    """Return what of a list is missing, as a sentence; "" for nothing."""
    if gaps.is_cut:
        return _words("The rest of the list was not read.")
    if gaps.broken == 1:
        return _words("1 more could not be read.")
    return (
        _words("{0} more could not be read.").format(count_text(gaps.broken)) if gaps.broken else ""
    )


def _count_text(total: int, fitting: int) -> str:
    """Return the line with the place for the moment left open."""
    if fitting < total:
        words = _words("{0} of {1} models, as of {2}")
        return words.format(count_text(fitting), count_text(total), "{0}")
    if total == 1:
        return _words("1 model, as of {0}")
    return _words("{0} models, as of {1}").format(count_text(total), "{0}")


def _words(text: str) -> str:
    return QCoreApplication.translate("ModelPicker", text)
