"""The audit's sums and words."""

from __future__ import annotations

from desktop_chat.app.import_report import ImportedConversation, ImportReport, LeftOut, lines_of


def report(*found: ImportedConversation, left_out: tuple[LeftOut, ...] = ()) -> ImportReport:
    return ImportReport("x.zip", 0, is_dry=False, conversations=found, left_out=left_out)


def whole() -> ImportedConversation:
    return ImportedConversation("f", "chatgpt", "T", "i", source_nodes=3, added=2, hidden=1)


def test_sums_that_do_not_add_up_are_told() -> None:
    wrong = ImportedConversation("f", "chatgpt", "T", "i", source_nodes=3, added=2)
    assert not report(wrong).is_whole
    assert "THE SUMS DO NOT ADD UP: see the report." in list(lines_of(report(wrong)))


def test_nothing_found_skipped_or_damaged_is_no_success() -> None:
    skipped = ImportedConversation(
        "f", "chatgpt", "T", "i", source_nodes=1, skipped=1, reasons={"odd": 1}
    )
    damage = (LeftOut("f", "the file ends within it", is_damage=True),)
    assert not report().is_whole
    assert "No conversation of a known form was found." in list(lines_of(report()))
    assert not report(skipped).is_whole
    assert "T (f): odd (1)." in list(lines_of(report(skipped)))
    assert not report(whole(), left_out=damage).is_whole
    assert "f: the file ends within it (1)." in list(lines_of(report(whole(), left_out=damage)))


def test_a_whole_import_is_one_even_beside_files_of_another_kind() -> None:
    done = report(whole(), left_out=(LeftOut("user.json", "no conversation", is_damage=False),))
    assert done.is_whole
    assert "The sums add up." in list(lines_of(done))


def test_what_came_in_without_a_part_of_it_is_told() -> None:
    reasons = {"a picture of it is too large": 2, "it is empty": 1}
    lacking = {"a picture of it is too large": 2}
    found = ImportedConversation(
        "f", "x", "T", "i", source_nodes=3, added=2, hidden=1, reasons=reasons, lacking=lacking
    )
    assert "T (f): in part only: a picture of it is too large (2)." in list(lines_of(report(found)))
    assert not any("empty" in line for line in lines_of(report(found)))


def test_many_files_that_hold_no_conversation_are_one_line() -> None:
    pictures = tuple(LeftOut(f"{n}.png", "it is no JSON", is_damage=False) for n in range(500))
    damage = LeftOut("f", "the file ends within it", is_damage=True)
    said = list(lines_of(report(whole(), left_out=(*pictures, damage))))
    assert [line for line in said if "it is" in line] == [
        "500 files, such as 0.png: it is no JSON (500)."
    ]
    assert "f: the file ends within it (1)." in said
    few = list(lines_of(report(whole(), left_out=pictures[:2])))
    assert "1.png: it is no JSON (1)." in few
