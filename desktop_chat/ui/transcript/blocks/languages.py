"""The languages of code blocks: what a fence may call them, their titles, lexers and file names.

Owns the way from a fence's word to a language. Must not know how code is drawn or coloured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_PREFIX = re.compile(r"^(?:\{?\.?language-|\{?\.)")
_END = re.compile(r"[:{},;=\[]")


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        title: As a person writes it.
        suffix: Of a file in it, with its dot.
        lexer: Its name among the lexers, or the nearest one's; "" for text without colours.
    """

    title: str
    suffix: str
    lexer: str


# Title, suffix, lexer, and further words that a fence may have for it.
_TABLE = """
ABAP|.abap|abap
Ada|.adb|ada|adb ads
Apache|.conf|apache|apacheconf htaccess
AppleScript|.applescript|applescript
Assembly|.s|gas|asm arm armasm s
Assembly|.asm|nasm|x86asm masm
Astro|.astro|html|
Awk|.awk|awk|gawk
Batch|.bat|batch|bat cmd dosbatch
Bicep|.bicep|bicep
C|.c|c|h
C#|.cs|csharp|cs c# dotnet
C++|.cpp|cpp|c++ cc cxx hpp hh hxx ino arduino
Clojure|.clj|clojure|clj cljs edn
CMake|.cmake|cmake
COBOL|.cob|cobol|cob
CoffeeScript|.coffee|coffeescript|coffee
Common Lisp|.lisp|common-lisp|lisp cl
Crontab|.crontab||cron crontab
Crystal|.cr|crystal|cr
CSS|.css|css
CSV|.csv||csv
CUDA|.cu|cuda|cu
D|.d|d|dlang
Dart|.dart|dart
Diff|.diff|diff|patch udiff
Dockerfile|.dockerfile|docker|dockerfile containerfile
Dot|.dot|graphviz|dot gv
Elixir|.ex|elixir|ex exs iex
Elm|.elm|elm
Emacs Lisp|.el|emacs-lisp|elisp el
Environment|.env|ini|env dotenv
Erlang|.erl|erlang|erl
F#|.fs|fsharp|f# fs
Fish|.fish|fish
Fortran|.f90|fortran|f90 f95
Gherkin|.feature|gherkin|cucumber feature
GLSL|.glsl|glsl|vert frag hlsl wgsl
Go|.go|go|golang
Gradle|.gradle|groovy|gradle
GraphQL|.graphql|graphql|gql
Groovy|.groovy|groovy
Handlebars|.hbs|html+handlebars|handlebars hbs mustache
Haskell|.hs|haskell|hs
HTML|.html|html|xhtml htm
HTTP|.http|http|
INI|.ini|ini|cfg conf config editorconfig
Java|.java|java
JavaScript|.js|javascript|js mjs cjs node ecmascript
Jinja|.j2|html+jinja|jinja jinja2 j2 twig
JSON|.json|json|json5 jsonc geojson webmanifest
JSON Lines|.jsonl|json|jsonl ndjson
JSX|.jsx|typescript|jsx react
Julia|.jl|julia|jl
Kotlin|.kt|kotlin|kt kts
LaTeX|.tex|latex|tex
Less|.less|less
Log|.log||log
Lua|.lua|lua|luau
Makefile|.mk|make|makefile mk mf
Markdown|.md|markdown|md mdx
MATLAB|.m|matlab
Mermaid|.mmd||mermaid mmd
Nginx|.conf|nginx|
Nim|.nim|nim
Nix|.nix|nix
Objective-C|.m|objective-c|objc objectivec obj-c
OCaml|.ml|ocaml|ml mli
Octave|.m|octave
Pascal|.pas|pascal|delphi objectpascal
Perl|.pl|perl|pl pm
PHP|.php|php|php3 php8
PL/SQL|.sql|sql|plsql
PlantUML|.puml||plantuml puml
PowerShell|.ps1|powershell|ps1 pwsh ps posh
Prolog|.pl|prolog
Properties|.properties|properties|
Protocol Buffers|.proto|protobuf|proto
Python|.py|python|py py3 python3 gyp ipython jupyter
Python console|.txt|pycon|python-console
R|.r|r|rscript rlang
Racket|.rkt|racket|rkt
Ruby|.rb|ruby|rb irb
Rust|.rs|rust|rs
Sass|.sass|sass
Scala|.scala|scala|sc
Scheme|.scm|scheme|scm
SCSS|.scss|scss
Shell|.sh|bash|sh shell zsh ksh
Shell session|.txt|console|terminal shell-session shellsession session
Solidity|.sol|solidity|sol
SQL|.sql|sql|mysql mariadb sqlite tsql mssql bigquery
PostgreSQL|.sql|postgresql|postgres psql pgsql
Starlark|.bzl|python|starlark bazel bzl
Svelte|.svelte|html|
SVG|.svg|xml|
Swift|.swift|swift
SystemVerilog|.sv|systemverilog|sv
Tcl|.tcl|tcl
Terraform|.tf|terraform|tf hcl
Text|.txt||text plaintext plain txt output none
TOML|.toml|toml
TSX|.tsx|typescript|tsx
TSV|.tsv||tsv
TypeScript|.ts|typescript|ts mts cts
Vala|.vala|vala
VB.NET|.vb|vb.net|vb vbnet visualbasic
Verilog|.v|verilog|
VHDL|.vhdl|vhdl|
Vim script|.vim|vim|viml vimscript
Vue|.vue|html|
WebAssembly|.wat|wast|wasm wat
XML|.xml|xml|xsd xsl rss plist xaml
YAML|.yaml|yaml|yml
Zig|.zig|zig
"""


def language_of(word: str) -> Language:
    """Return the language that the first word after a fence names.

    A word that nobody knows is its own title, and may still be the name of a lexer.
    """
    name = _plain_name(word)
    known = _table().get(name.lower())
    return known or Language(name[:1].upper() + name[1:] or "Code", ".txt", name.lower())


def file_name(word: str) -> str:
    """Return a name for a file with code in a language; nothing of the foreign word is in it."""
    language = language_of(word)
    return "Dockerfile" if language.title == "Dockerfile" else f"code{language.suffix}"


def _plain_name(word: str) -> str:
    """Return a fence's word without what some writers put around a language."""
    return _END.split(_PREFIX.sub("", word.strip()), maxsplit=1)[0][:40]


@cache
def _table() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for line in _TABLE.strip().splitlines():
        title, suffix, lexer, *more = line.split("|")
        language = Language(title, suffix, lexer)
        for name in (title, lexer, *more[0].split()) if more else (title, lexer):
            found.setdefault(name.lower(), language)
    found.pop("", None)
    return found
