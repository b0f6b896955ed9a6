"""Texts that somebody types to harm whoever stores or shows them."""

from __future__ import annotations

SQL = (
    "'; DROP TABLE tickets; --",
    "' OR '1'='1",
    '" OR 1=1 --',
    "%_%",
    "\\'; SELECT pg_sleep(9); --",
    "1) UNION SELECT password_hash FROM users --",
    "{{7*7}} ${7*7} %(x)s :x ?",
)
HTML = (
    "<script>window.__hit=1</script>",
    "<img src=x onerror=window.__hit=1>",
    '"><svg onload=window.__hit=1>',
    "' autofocus onfocus=window.__hit=1 x='",
    "</textarea></title></script><script>window.__hit=1</script>",
    "javascript:window.__hit=1",
    "[klik](javascript:window.__hit=1)",
    "<a href='data:text/html,<script>window.__hit=1</script>'>x</a>",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://jahat.example","klik")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0;=2",
)
ODD = (
    "x" * 4000,
    "\u202egnp.exe",
    "\u200b\u200f\ufeff",
    "😀𝕳𝖎 ǆ ﷽",
    "a\r\nBcc: x@jahat.example\r\n\r\n<b>",
    "../../../etc/passwd",
    "\x07\x1b[31m",
)
HOSTILE_TEXTS = (*SQL, *HTML, *FORMULAS, *ODD)
UNSTORABLE = ("a\x00b", "\x00", "\ud800", "x\udfff")
