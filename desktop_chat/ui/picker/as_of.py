"""How many models fit, of how many, and of when their list is: the line below it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_chat.core.figures import count_text


def as_of_text(fetched_us: int, total: int, fitting: int) -> str:
    """Return the line, "" for a list that was never asked for.

    Args:
        fetched_us: When the list came, UTC in microseconds, 0 never.
        total: How many models it has.
        fitting: How many of them are shown.
    """
    if not fetched_us:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(fetched_us // 1000)
    when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    count = count_text(total)
    if fitting < total:
        words = _words("{0} of {1} models, as of {2}")
        return words.format(count_text(fitting), count, when)
    if total == 1:
        return _words("1 model, as of {0}").format(when)
    return _words("{0} models, as of {1}").format(count, when)


def _words(text: str) -> str:
    return QCoreApplication.translate("ModelPicker", text)
