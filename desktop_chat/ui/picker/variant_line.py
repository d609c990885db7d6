"""What the variant of a model does, or which variants there are, below the list of models."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtWidgets import QWidget

from desktop_chat.core.variants import offered_variants, variant_of
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip

_LINES = 2


class VariantLine(Label):
    """Two lines about the model that the list stands on; there only while a router is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", TextStyle.CAPTION, "text_2", parent)
        self.setWordWrap(True)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        super().set_theme(theme)
        # Always the same height, so that the list does not jump while it is walked through.
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)

    def explain(self, model_id: str, listed: Container[str]) -> None:
        """Explain the variant that a model's name bears, or name those that it can be given.

        Args:
            model_id: The model, "" for none.
            listed: The ids of the endpoint's models.
        """
        own = variant_of(model_id)
        if own is not None:
            self.setText(f":{own.suffix} – {own.help}")
            set_plain_tooltip(self, "")
            return
        offered = offered_variants(model_id, listed) if model_id else ()
        brief = ", ".join(f":{each.suffix} ({each.brief})" for each in offered)
        self.setText(self.tr("Can be asked as {0}").format(brief) if offered else "")
        set_plain_tooltip(self, "\n".join(f":{each.suffix} – {each.help}" for each in offered))
