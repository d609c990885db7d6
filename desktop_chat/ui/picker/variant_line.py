"""What the variant of a model does, or which variants there are, below the list of models."""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtWidgets import QWidget

from desktop_chat.core.provider import Endpoint
from desktop_chat.core.variants import base_of, offered_variants, variant_of
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.wire.dialects.registry import is_router

_LINES = 2
_EDGES = (16, 4, 16, 4)


class VariantLine(Label):
    """Two lines about the model that the list stands on; there only while a router is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", TextStyle.CAPTION, "text_2", parent)
        self._routers: frozenset[str] = frozenset()
        self.setWordWrap(True)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        super().set_theme(theme)
        self.setContentsMargins(*map(theme.px, _EDGES))
        # Always the same height, so that the list does not jump while it is walked through.
        lines = self.fontMetrics().lineSpacing() * _LINES
        self.setMinimumHeight(lines + theme.px(_EDGES[1] + _EDGES[3]))

    def take_endpoints(self, endpoints: Sequence[Endpoint]) -> None:
        """Note which of the endpoints that are offered know variants."""
        self._routers = frozenset(each.id for each in endpoints if is_router(each))

    def is_variant(self, model_id: str, endpoint_id: str, listed: Container[str]) -> bool:
        """Return whether a listed model is meant, asked in a way that no list has."""
        variant = variant_of(model_id) if endpoint_id in self._routers else None
        return variant is not None and variant.is_for_all and base_of(model_id) in listed

    def explain(self, model_id: str | None, endpoint_id: str, listed: Container[str]) -> None:
        """Explain the variant that a model's name bears, or name those that it can be given.

        Args:
            model_id: The model that the list stands on, None where there is no list.
            endpoint_id: Whose it is.
            listed: The ids of the endpoint's models.
        """
        self.setVisible(model_id is not None and endpoint_id in self._routers)
        own = variant_of(model_id or "")
        if own is not None:
            self.setText(f":{own.suffix} – {own.help}")
            set_plain_tooltip(self, "")
            return
        offered = offered_variants(model_id, listed) if model_id else ()
        brief = ", ".join(f":{each.suffix} ({each.brief})" for each in offered)
        self.setText(self.tr("Can be asked as {0}").format(brief) if offered else "")
        set_plain_tooltip(self, "\n".join(f":{each.suffix} – {each.help}" for each in offered))
