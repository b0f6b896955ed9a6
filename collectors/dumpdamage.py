"""What a transfer in text mode leaves in a binary file: line ends that were translated, bytes that were re-encoded."""

from __future__ import annotations

import codecs

_FEWEST_LINES = 16
"""So many line ends, each behind a carriage return, are no chance: in a binary file one in 256 is."""
_FEWEST_HIGH = 64
_FEWEST_REPLACED = 8
_REPLACEMENT = "\ufffd"
_MOSTLY = 0.95


def damage_in(*pieces: bytes) -> str:
    """What text mode did to a binary file, in Indonesian; "" where these pieces of it show nothing.

    Found: LF made CR LF (FTP in ASCII mode to Windows), bytes read as Latin-1 and written as UTF-8, bytes replaced
    because they were no text, a file re-written as UTF-16. A lost CR (from Windows to Unix) leaves no certain trace.
    """
    if any(piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)) for piece in pieces[:1]):
        return "ditulis ulang sebagai teks Unicode (ada tanda BOM)"
    lines = sum(piece.count(b"\n") for piece in pieces)
    translated = sum(piece.count(b"\r\n") for piece in pieces)
    if lines >= _FEWEST_LINES and lines - translated <= len(pieces):  # a pair may be cut between two pieces
        return "semua LF menjadi CRLF (FTP mode teks)"
    return _re_encoded(pieces)


def _re_encoded(pieces: tuple[bytes, ...]) -> str:
    high = sum(len(piece) - len(piece.translate(None, bytes(range(0x80, 0x100)))) for piece in pieces)
    if high < _FEWEST_HIGH:
        return ""
    texts = [_whole_utf8(piece) for piece in pieces]
    if None in texts:
        return ""
    letters = [letter for text in texts if text for letter in text if letter >= "\x80"]
    if letters.count(_REPLACEMENT) >= _FEWEST_REPLACED:
        return "byte yang bukan teks diganti tanda tanya Unicode"
    # A real export holds numbers and dates whose bytes are no UTF-8; one that is all Latin-1 in UTF-8 was re-encoded.
    if sum(letter <= "\xff" for letter in letters) >= _MOSTLY * len(letters):
        return "byte disandikan ulang ke UTF-8"
    return ""


def _whole_utf8(piece: bytes) -> str | None:
    """The text of a piece that is UTF-8 throughout (but for letters cut at its ends), else None."""
    start = 0
    while start < 3 and start < len(piece) and 0x80 <= piece[start] < 0xC0:
        start += 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(piece[start:])
    except UnicodeDecodeError:
        return None
