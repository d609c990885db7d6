"""Every command of the program, once: menus, shortcuts and README's table come from here.

A command says what it is called, where it stands and when it makes sense; who carries it out is
`ui`'s affair. Shortcuts are written as Qt's portable key sequences; Ctrl is Cmd on macOS.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_chat.app.command_rules import (
    Rule,
    always,
    in_a_chat,
    in_a_writable_chat,
    outside_first_run,
    when_idle,
    while_answering,
    with_cell,
    with_conversation,
    with_edits,
    with_encrypted_archive,
    with_ended_answer,
    with_experiment,
    with_preset,
    with_turn,
    with_what_to_save,
    with_writable_archive,
    with_writable_conversation,
)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the program can be told to do.

    Attributes:
        id: Stable name, "room.verb".
        menu: The menu it stands in.
        submenu: The menu within that menu, "" for none; it stands where its first command would.
        shortcuts: Key sequences, the first shown in the menu.
        starts_group: Whether a separator stands above it.
        is_checkable: Whether it is a switch that shows its state.
        is_local: Whether its keys hold only where they mean this: in the transcript, and in text
            fields as they know them. The menu shows them all the same.
    """

    id: str
    title: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    enabled: Rule = always
    starts_group: bool = False
    is_checkable: bool = False
    is_local: bool = False
    submenu: str = ""


def _about_turn(id_: str, title: str, *keys: str, starts_group: bool = False) -> Command:
    """Return a command about the message that has the focus."""
    return Command(id_, title, "Message", keys, with_turn, starts_group=starts_group, is_local=True)


def _preset(
    verb: str,
    title: str,
    enabled: Rule = with_preset,
    *,
    starts: bool = False,
    checks: bool = False,
) -> Command:
    """Return a command about presets."""
    id_ = f"preset.{verb}"
    return Command(
        id_,
        title,
        "Bench",
        enabled=enabled,
        starts_group=starts,
        is_checkable=checks,
        submenu="Presets",
    )


def _about_experiment(
    verb: str, title: str, keys: str = "", enabled: Rule = with_experiment
) -> Command:
    """Return a command about the experiment that is open."""
    shortcuts = (keys,) if keys else ()
    id_ = f"experiment.{verb}"
    return Command(id_, title, "Bench", shortcuts, enabled, submenu="This experiment")


MENUS = ("File", "Edit", "View", "Conversation", "Message", "Model", "Bench", "Help")

COMMANDS: tuple[Command, ...] = (
    Command("conversation.new", "New chat", "File", ("Ctrl+N",), in_a_chat),
    Command(
        "conversation.new_same",
        "New chat with these settings",
        "File",
        ("Ctrl+Shift+N",),
        in_a_chat,
    ),
    Command(
        "conversation.export",
        "Export conversation…",
        "File",
        ("Ctrl+S", "Ctrl+Shift+E"),
        with_conversation,
        starts_group=True,
    ),
    Command("conversation.export_branch", "Export this branch…", "File", (), with_conversation),
    Command("conversation.export_pdf", "Export as PDF…", "File", (), with_conversation),
    Command("conversation.print", "Print…", "File", ("Ctrl+P",), with_conversation),
    Command(
        "archive.import",
        "Import conversations…",
        "File",
        ("Ctrl+O",),
        with_writable_archive,
        starts_group=True,
    ),
    Command("archive.export", "Export all conversations…", "File", (), outside_first_run),
    Command("archive.backups", "Backups…", "File", (), outside_first_run),
    Command("archive.check", "Check the archive", "File", (), outside_first_run),
    Command("archive.encryption", "Encryption…", "File", (), outside_first_run),
    Command("archive.lock", "Lock the archive", "File", ("Ctrl+Alt+L",), with_encrypted_archive),
    Command("folder.new", "New folder…", "File", (), with_writable_archive, starts_group=True),
    Command("trash.empty", "Empty trash…", "File", (), with_writable_archive),
    Command("app.quit", "Quit", "File", ("Ctrl+Q",), starts_group=True),
    Command("edit.undo", "Undo", "Edit", ("Ctrl+Z",)),
    Command("edit.redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("edit.copy", "Copy", "Edit", ("Ctrl+C",), starts_group=True, is_local=True),
    Command("edit.select_all", "Select all", "Edit", ("Ctrl+A",), is_local=True),
    Command(
        "answer.copy",
        "Copy last answer",
        "Edit",
        ("Ctrl+Shift+C",),
        with_ended_answer,
        starts_group=True,
    ),
    Command(
        "answer.copy_code", "Copy last code block", "Edit", ("Ctrl+Shift+;",), with_ended_answer
    ),
    Command(
        "archive.search",
        "Search everything",
        "Edit",
        ("Ctrl+Shift+F",),
        outside_first_run,
        starts_group=True,
    ),
    Command(
        "find.open",
        "Find in conversation…",
        "Edit",
        ("Ctrl+F",),
        with_conversation,
    ),
    Command("find.next", "Find next", "Edit", ("F3",), with_conversation),
    Command("find.previous", "Find previous", "Edit", ("Shift+F3",), with_conversation),
    Command("app.settings", "Settings…", "Edit", ("Ctrl+,",), starts_group=True),
    Command("view.sidebar", "Conversations", "View", ("Ctrl+B",), in_a_chat, is_checkable=True),
    Command("view.inspector", "Parameters", "View", ("Ctrl+Alt+P",), in_a_chat, is_checkable=True),
    Command("view.zen", "Zen mode", "View", ("Ctrl+Shift+.",), in_a_chat, is_checkable=True),
    Command("view.full_screen", "Full screen", "View", ("F11",), is_checkable=True),
    Command(
        "view.focus_composer",
        "Go to the message",
        "View",
        ("Ctrl+L",),
        in_a_chat,
        starts_group=True,
    ),
    Command("view.focus_list", "Go to the conversations", "View", ("Ctrl+Shift+L",), in_a_chat),
    Command("view.next_region", "Next region", "View", ("F6",), in_a_chat),
    Command("view.previous_region", "Previous region", "View", ("Shift+F6",), in_a_chat),
    Command("view.latest", "Jump to latest", "View", ("End",), with_conversation, is_local=True),
    Command("view.larger", "Larger text", "View", ("Ctrl+=", "Ctrl++"), starts_group=True),
    Command("view.smaller", "Smaller text", "View", ("Ctrl+-",)),
    Command("view.normal", "Normal text size", "View", ("Ctrl+0",)),
    Command("message.send", "Send", "Conversation", ("Ctrl+Return",), when_idle),
    Command("message.stop", "Stop", "Conversation", ("Esc",), while_answering),
    Command(
        "answer.regenerate",
        "Regenerate last answer",
        "Conversation",
        ("Ctrl+R", "F5"),
        with_ended_answer,
    ),
    Command("answer.continue", "Continue last answer", "Conversation", (), with_ended_answer),
    Command("message.edit_last", "Edit last message", "Conversation", (), with_ended_answer),
    Command(
        "conversation.rename",
        "Rename…",
        "Conversation",
        ("F2",),
        with_writable_conversation,
        starts_group=True,
    ),
    Command(
        "conversation.pin", "Pin or unpin", "Conversation", ("Ctrl+D",), with_writable_conversation
    ),
    Command(
        "conversation.title",
        "Title from the model",
        "Conversation",
        (),
        with_writable_conversation,
    ),
    Command(
        "conversation.branches", "Branches…", "Conversation", ("Ctrl+Shift+B",), with_conversation
    ),
    Command("conversation.duplicate", "Duplicate", "Conversation", (), with_writable_conversation),
    Command(
        "conversation.move",
        "Move to a new folder…",
        "Conversation",
        ("Ctrl+Shift+M",),
        with_writable_conversation,
        starts_group=True,
    ),
    Command(
        "conversation.tag",
        "Add a tag…",
        "Conversation",
        ("Ctrl+Shift+T",),
        with_writable_conversation,
    ),
    Command(
        "conversation.archive",
        "Archive or take out",
        "Conversation",
        ("Ctrl+Alt+A",),
        with_writable_conversation,
    ),
    Command(
        "conversation.delete",
        "Delete conversation",
        "Conversation",
        (),
        with_writable_conversation,
    ),
    Command(
        "conversation.next",
        "Next conversation",
        "Conversation",
        ("Ctrl+Tab", "Alt+Down"),
        in_a_chat,
        starts_group=True,
    ),
    Command(
        "conversation.previous",
        "Previous conversation",
        "Conversation",
        ("Ctrl+Shift+Tab", "Alt+Up"),
        in_a_chat,
    ),
    Command(
        "conversation.search", "Search in the sidebar", "Conversation", ("Ctrl+Alt+S",), in_a_chat
    ),
    _about_turn("message.edit", "Edit message", "E"),
    _about_turn("message.copy", "Copy message", "C"),
    _about_turn("message.regenerate", "Regenerate answer", "R"),
    _about_turn("message.branch", "Branch from here", "B"),
    _about_turn("message.sweep", "Sweep parameters…", "S"),
    _about_turn("message.delete", "Delete message", "Delete"),
    _about_turn("message.alternatives", "Show alternatives of its tokens", "A"),
    _about_turn("message.replay", "Replay up to here…", "P"),
    _about_turn("message.export", "Export message…"),
    _about_turn("message.previous_branch", "Previous alternative", "Alt+Left", starts_group=True),
    _about_turn("message.next_branch", "Next alternative", "Alt+Right"),
    Command(
        "message.next",
        "Next message",
        "Message",
        ("J",),
        with_conversation,
        starts_group=True,
        is_local=True,
    ),
    Command(
        "message.previous", "Previous message", "Message", ("K",), with_conversation, is_local=True
    ),
    Command(
        "answer.inspect",
        "Inspect answer…",
        "Message",
        ("Ctrl+Shift+I",),
        with_conversation,
        starts_group=True,
    ),
    Command("answer.view_code", "View code…", "Message", (), with_conversation),
    Command("model.choose", "Choose model…", "Model", ("Ctrl+M",), when_idle),
    Command("model.page", "About the model…", "Model", ("Ctrl+I",), in_a_chat),
    Command("model.providers", "Providers…", "Model", ("Ctrl+Alt+M",), in_a_chat),
    Command("model.compare", "Compare models…", "Model", ("Ctrl+Shift+K",), in_a_chat),
    Command("model.rankings", "Rankings…", "Model", (), in_a_chat),
    Command("model.refresh", "Refresh the list of models", "Model", (), in_a_chat),
    Command("usage.show", "Usage…", "Model", ("Ctrl+Alt+U",), outside_first_run, starts_group=True),
    Command("endpoint.choose", "Endpoints and keys…", "Model", (), always, starts_group=True),
    Command("parameters.find", "Find a parameter…", "Bench", ("Ctrl+Alt+F",), in_a_chat),
    Command("spending.caps", "Caps on spending…", "Bench", (), always),
    Command("parameters.unset_all", "Unset all parameters", "Bench", (), in_a_chat),
    _preset("save", "Save to preset", with_what_to_save, starts=True),
    _preset("save_as", "Save as new preset…", in_a_chat),
    _preset("revert", "Revert to preset", with_edits),
    _preset("compare", "Compare presets…", in_a_chat),
    _preset("rename", "Rename preset…", starts=True),
    _preset("move_up", "Move preset up"),
    _preset("move_down", "Move preset down"),
    _preset("duplicate", "Duplicate preset"),
    _preset("delete", "Delete preset"),
    _preset("default", "Use preset in new chats", starts=True, checks=True),
    _preset("default_model", "Use preset in new chats with this model", checks=True),
    _preset("import", "Import presets…", in_a_chat, starts=True),
    _preset("export", "Export preset…"),
    _preset("export_all", "Export all presets…", in_a_chat),
    Command("parameters.paste", "Paste parameters", "Bench", (), in_a_chat, starts_group=True),
    Command("parameters.copy_json", "Copy parameters as JSON", "Bench", (), in_a_chat),
    Command("parameters.copy_curl", "Copy parameters as curl", "Bench", (), in_a_chat),
    Command("parameters.copy_python", "Copy parameters as Python", "Bench", (), in_a_chat),
    Command("request.copy_json", "Copy request as JSON", "Bench", (), in_a_chat, starts_group=True),
    Command("request.copy_curl", "Copy request as curl", "Bench", (), in_a_chat),
    Command("request.view_code", "Code for the next request…", "Bench", (), in_a_chat),
    Command("conversation.replay", "Replay conversation…", "Bench", (), with_conversation),
    Command(
        "experiment.new",
        "New experiment…",
        "Bench",
        ("Ctrl+E",),
        in_a_writable_chat,
        starts_group=True,
    ),
    Command("experiment.list", "Experiments…", "Bench", ("Ctrl+Shift+X",), outside_first_run),
    _about_experiment("run", "Start or pause", "Ctrl+Shift+Return"),
    _about_experiment("stop", "Stop"),
    _about_experiment("retry", "Retry failed requests"),
    _about_experiment("rerun", "Run again"),
    _about_experiment("adopt", "Adopt as branch", "Ctrl+Shift+A", with_cell),
    _about_experiment("diff", "Compare two cells…", "Ctrl+Shift+D"),
    _about_experiment("compare", "Compare with the earlier run…"),
    _about_experiment("cheapest", "Go to the cheapest pass"),
    _about_experiment("export", "Export…"),
    _about_experiment("close", "Back to the conversation"),
    Command("help.shortcuts", "Keyboard shortcuts", "Help", ("F1", "Ctrl+/")),
    Command("help.about", "About Desktop Chat", "Help", ()),
)
"""In the order of the menus."""


def command(command_id: str) -> Command:
    """Return a command by its id.

    Raises:
        KeyError: There is none of that id.
    """
    for found in COMMANDS:
        if found.id == command_id:
            return found
    raise KeyError(command_id)
