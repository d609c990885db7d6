"""The rules about routing: providers that are wanted and shut out, and words no provider knows."""

from __future__ import annotations

from typing import Any, cast

from msgspec import UNSET

from desktop_chat.core.conflict import Case, Conflict, Fix, Rule
from desktop_chat.core.fields import short_text
from desktop_chat.core.parts import fits, part_value, with_part_value
from desktop_chat.core.routing import QUANTIZATIONS
from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.core.variants import variant_of


def _wanted_and_ignored(case: Case) -> Conflict | None:
    ignored = _slugs(case, "ignore")
    for wanted in ("only", "order"):
        for slug in _slugs(case, wanted):
            if _is_among(slug, ignored):
                kept = [each for each in ignored if not _is_among(slug, [each])]
                return Conflict(
                    ("provider",),
                    f"{short_text(slug)} is asked for and ignored at once: it never answers.",
                    (Fix(f"Stop ignoring {short_text(slug, 24)}", _with(case, "ignore", kept)),),
                    is_refused=wanted == "only" and len(_slugs(case, "only")) == 1,
                )
    return None


def _ordered_beyond_only(case: Case) -> Conflict | None:
    only, order = _slugs(case, "only"), _slugs(case, "order")
    outside = [slug for slug in order if only and not _is_among(slug, only)]
    if not outside:
        return None
    return Conflict(
        ("provider",),
        f"{short_text(outside[0])} stands in Order but not in Only: it is never asked.",
        (
            Fix(f"Allow {short_text(outside[0], 24)}", _with(case, "only", [*only, outside[0]])),
            Fix(
                "Take it out of Order",
                _with(case, "order", [each for each in order if each != outside[0]]),
            ),
        ),
        is_refused=False,
    )


def _unsticky(case: Case) -> Conflict | None:
    """Tell that a wish takes the conversation from the provider that has its prompt cached."""
    for key, title in (("order", "Order"), ("sort", "Sort by")):
        if _known(case, key) in (UNSET, None, "", [], ()):
            continue
        return Conflict(
            ("provider",),
            f"{title} turns off sticky routing: the next turn may go to a provider that has none "
            "of the prompt in its cache.",
            (Fix(f"Unset {title}", _changed("provider", case.value("provider"), key, UNSET)),),
            is_refused=False,
        )
    variant = variant_of(case.model.id)
    if variant is None or not variant.is_sorting:
        return None
    return Conflict(
        ("provider",),
        f"The variant :{variant.suffix} turns off sticky routing: the next turn may go to a "
        "provider that has none of the prompt in its cache.",
        is_refused=False,
    )


def _sorted_beside_order(case: Case) -> Conflict | None:
    if not _slugs(case, "order") or _known(case, "sort") in (UNSET, None):
        return None
    return Conflict(
        ("provider",),
        "Sort by does nothing while Order names the providers to try first.",
        (
            Fix("Unset Sort by", _with(case, "sort", UNSET)),
            Fix("Unset Order", _with(case, "order", UNSET)),
        ),
        is_refused=False,
    )


def _partition_of_one_model(case: Case) -> Conflict | None:
    if _known(case, "sort.partition") != "none" or case.value("models"):
        return None
    return Conflict(
        ("provider",),
        "Sort partition does nothing without Fallback models: there is one model to sort.",
        (Fix("Unset Sort partition", _with(case, "sort.partition", UNSET)),),
        is_refused=False,
    )


def _quantization_unknown(case: Case) -> Conflict | None:
    named = _slugs(case, "quantizations")
    wrong = [each for each in named if each not in QUANTIZATIONS]
    if not wrong:
        return None
    kept = [each for each in named if each in QUANTIZATIONS]
    return Conflict(
        ("provider",),
        f"“{short_text(wrong[0], 20)}” is no quantization; they are called int8, fp8, bf16 …",
        (Fix("Remove it", _with(case, "quantizations", kept)),),
    )


def _part_of_wrong_kind(case: Case) -> Conflict | None:
    for name in ("provider", "reasoning", "web_search_options"):
        for part in PARAMETERS[name].parts.values():
            value = part_value(PARAMETERS[name], case.value(name), part.name)
            # Where a number or a word stands, the API may come to take an object that says more.
            if value is UNSET or value is None or isinstance(value, dict) or fits(part, value):
                continue
            return Conflict(
                (name,),
                f"{part.title} cannot be {short_text(value, 20)}: it takes {part.expectation}.",
                (Fix(f"Unset {part.title}", _changed(name, case.value(name), part.name, UNSET)),),
            )
    return None


def _slugs(case: Case, key: str) -> list[str]:
    found = case.part("provider", key)
    if not isinstance(found, list | tuple):
        return []
    return [each for each in cast("list[Any]", found) if isinstance(each, str)]


def _is_among(slug: str, allowed: list[str]) -> bool:
    """Return whether a slug is allowed: a name stands for all its endpoints as well."""
    return slug in allowed or slug.partition("/")[0] in allowed


def _known(case: Case, path: str) -> Any:
    return part_value(PARAMETERS["provider"], case.value("provider"), path)


def _with(case: Case, path: str, value: Any) -> dict[str, Any]:
    return _changed("provider", case.value("provider"), path, value or UNSET)


def _changed(name: str, whole: object, path: str, value: Any) -> dict[str, Any]:
    return {name: with_part_value(PARAMETERS[name], whole, path, value) or UNSET}


ROUTING_RULES: tuple[Rule, ...] = (
    _wanted_and_ignored,
    _ordered_beyond_only,
    _sorted_beside_order,
    _partition_of_one_model,
    _quantization_unknown,
    _part_of_wrong_kind,
    _unsticky,
)
"""Every rule about routing, and about the parts of objects."""
