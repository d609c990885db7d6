"""Under which heading a conversation stands, and how its time is written, in the user's locale."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_chat.core.conversation import Conversation


def heading(conversation: Conversation, today: date, locale: QLocale) -> str:
    """Return the heading above a conversation: Pinned, Today ... or its month, with an old year."""
    if conversation.is_pinned:
        return QCoreApplication.translate("Sidebar", "Pinned")
    day = local_time(conversation.updated_us).date()
    age_days = (today - day).days
    if age_days <= 0:
        return QCoreApplication.translate("Sidebar", "Today")
    if age_days == 1:
        return QCoreApplication.translate("Sidebar", "Yesterday")
    if age_days <= 7:
        return QCoreApplication.translate("Sidebar", "Previous 7 days")
    month = locale.standaloneMonthName(day.month)
    return month if day.year == today.year else f"{month} {day.year}"


def time_text(time_us: int, today: date, locale: QLocale) -> str:
    """Return when it was, as short as it stays clear: hour, weekday, day and month, or date."""
    moment = local_time(time_us)
    age_days = (today - moment.date()).days
    when = QDateTime.fromMSecsSinceEpoch(time_us // 1000)
    if age_days <= 1:
        return locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    if age_days <= 7:
        return locale.toString(when.date(), "ddd")
    if moment.year == today.year:
        return locale.toString(when.date(), "d MMM")
    return locale.toString(when.date(), QLocale.FormatType.ShortFormat)


def local_time(time_us: int) -> datetime:
    """Return a UTC time in microseconds as the computer's local time, without a zone."""
    return datetime.fromtimestamp(time_us / 1e6)  # noqa: DTZ006 - Qt takes it as local time
