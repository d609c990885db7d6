"""A request as Go with its standard library."""

from __future__ import annotations

from desktop_chat.app.code_samples.literals import go_string, json_text
from desktop_chat.app.code_samples.sample import CodeSample, SampleRequest

_START = """package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

"""
_END = """	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		log.Fatal(response.Status)
	}
}
"""


def write(request: SampleRequest) -> str:
    """Return a program that prints the answer as it comes."""
    # A raw string ends at the first backquote.
    body = json_text(request.body).replace("`", "\\u0060")
    lines = [f"// {request.note}\n"] if request.note else []
    lines += [
        _START,
        f"const body = `{body}`\n\nfunc main() {{\n",
        f'	request, err := http.NewRequest("POST", {go_string(request.url)}, ',
        "strings.NewReader(body))\n	if err != nil {\n		log.Fatal(err)\n	}\n",
    ]
    lines += [
        f"	request.Header.Set({go_string(name)}, {go_string(value)})\n"
        for name, value in request.headers.items()
    ]
    if request.key_variable:
        key = f'"Bearer "+os.Getenv("{request.key_variable}")'
        lines.append(f'	request.Header.Set("Authorization", {key})\n')
    return "".join([*lines, _END])


GO = CodeSample("go", "Go, net/http", "go", ".go", "", write)
