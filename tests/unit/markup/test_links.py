"""The allow-list of link targets."""

from __future__ import annotations

import pytest

from desktop_chat.markup.blocks import Link, Paragraph, RefusedLink
from desktop_chat.markup.links import host_of, is_openable, other_host
from desktop_chat.markup.parser import Parser


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "smb://host/share",
        "//host/share",
        "\\\\host\\share",
        "https:\\\\host",
        "https:///path",
        "https:host",
        "calculator://",
        "/relative",
        "#fragment",
        "",
        "mailto:",
        " https://x.example",
        "https://x.example\x00",
        "ftp://x.example",
    ],
)
def test_anything_but_web_and_mail_addresses_is_refused(target: str) -> None:
    assert not is_openable(target)


@pytest.mark.parametrize(
    "target", ["https://x.example/a?b#c", "HTTP://x.example", "mailto:a@b.example"]
)
def test_web_and_mail_addresses_are_openable(target: str) -> None:
    assert is_openable(target)


def test_the_host_is_the_real_one() -> None:
    assert host_of("https://bank.example@evil.example/login") == "evil.example"
    assert host_of("mailto:a@b.example") == "a@b.example"
    assert host_of("https://[bad") == ""
    assert host_of("relative") == ""


@pytest.mark.parametrize(
    ("target", "seen"),
    [
        ("https://xn--80ak6aa92e.com/login", "xn--80ak6aa92e.com (аррӏе.com)"),
        ("https://bücher.example", "xn--bcher-kva.example (bücher.example)"),
        ("https://xn--bcher-kva.example", "xn--bcher-kva.example (bücher.example)"),
        ("https://xn--\u00e9", "xn--xn---epa (xn--é)"),
        ("https://xn--zzzzzzzzzzzz.example", "xn--zzzzzzzzzzzz.example"),
        ("https://paypal.com.evil.example/", "paypal.com.evil.example"),
        ("https://a:b@c:8443/", "c"),
        ("https://[::1]/", "::1"),
        ("mailto:a@b.example?subject=x&cc=c@d.example,e@f.example", None),
    ],
)
def test_a_reader_sees_both_forms_of_a_host(target: str, seen: str | None) -> None:
    assert host_of(target) == (seen or "a@b.example, c@d.example, e@f.example")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example%2f@bank.example%00",
        "https://bank%2eexample",
        "https://bank.example\u202e",
        "https://x.example/\u200b",
        "https://x.example:port/",
        "https://x.example:99999/",
        "https://@/",
        "https://:80/",
        "https://[bad",
        "https://x'y/",
        "mailto:?subject=x",
        "mailto:a@b.example?attach=/etc/passwd",
        "mailto:a@b.example?Attachment=C:%5Cx",
        "mailto:a@b.example%0aBcc:c@d.example",
    ],
)
def test_disguised_addresses_and_mails_with_more_than_words_are_refused(target: str) -> None:
    assert not is_openable(target)


def test_mail_may_bring_a_subject_a_body_and_further_recipients() -> None:
    assert is_openable("mailto:a@b.example?subject=Hi%20there&body=a%0Ab&cc=c@d.example")


LINKS = [
    "[a](&#106;avascript:alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](\\javascript:alert(1))",
    "[a](%6aavascript:alert(1))",
    "[a](//host/share)",
    "[a](\\\\\\\\host\\\\share)",
    "[a](file:///etc/passwd)",
    "[a](FILE:///etc/passwd)",
    "[a](smb://host/share)",
    "[a](data:text/html,x)",
    "[a](data:text/html;base64,eA==)",
    "[a](vbscript:x)",
    "[a](calculator://)",
    "[a](ms-msdt:/id)",
    "[a](desktop-chat://x)",
    "[a](<javascript:alert(1)>)",
    "[a][r]\n\n[r]: javascript:alert(1)",
    "[r]\n\n[r]: <file:///etc/passwd> 'title'",
    "<javascript:alert(1)>",
    "<ssh://host>",
    "xmpp:a@b.example",
    "[a](https:/x.example)",
    "[a](https:\\\\x.example)",
    "[a](#here)",
    "[a]()",
    "[a](https://x.example%2f.evil.example)",
]


@pytest.mark.parametrize("text", LINKS)
def test_links_of_every_other_scheme_and_spelling_are_refused_links(text: str) -> None:
    block = Parser().parse(text)[0]
    assert isinstance(block, Paragraph)
    assert not any(isinstance(inline, Link) for inline in block.inlines)
    assert any(isinstance(inline, RefusedLink) for inline in block.inlines)


@pytest.mark.parametrize(
    ("text", "target", "host"),
    [
        ("https://bank.example", "https://evil.example/login", "evil.example"),
        ("bank.example/login", "https://evil.example", "evil.example"),
        ("www.bank.example", "https://evil.example", "evil.example"),
        ("https://bank.example@evil.example", "https://evil.example", ""),
        ("https://bank.example", "https://bank.example@evil.example", "evil.example"),
        ("BANK.example", "https://www.bank.example/x", ""),
        ("https://bank.example:443/a", "https://bank.example", ""),
        ("the bank", "https://evil.example", ""),
        ("e.g. this", "https://evil.example", ""),
        ("bank.example", "mailto:a@evil.example", ""),
        ("", "https://evil.example", ""),
    ],
)
def test_a_text_that_names_another_host_is_told(text: str, target: str, host: str) -> None:
    assert other_host(text, target) == host
