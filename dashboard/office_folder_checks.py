"""What must hold for the folders of backups and log books: a readable address, secrets outside, a pinned host key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from dashboard.office_draft import Draft, Finding
from dashboard.office_files import Loc
from dashboard.office_sources import FolderPlace

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
_KEYS = ("user_env", "password_env", "key_file_env")
_SFTP_ONLY = ("key_file_env", "host_key", "known_hosts")


def check_folders(draft: Draft) -> Iterator[Finding]:
    """Folders of backups, of their second copies and of log books."""
    for part in draft.backups:
        yield from _place(part.loc, part.item, draft)
        copy = part.item.second_copy
        if copy is None:
            continue
        loc = (*part.loc, "second_copy")
        yield from _place(loc, copy, draft)
        if copy.folder == part.item.folder:
            fix = "isi folder lain, misalnya pada hardisk eksternal"
            yield (*loc, "folder"), "salinan kedua berada di folder yang sama", fix
        if copy.grace_minutes < 0:
            yield (*loc, "grace_minutes"), "tenggang di bawah nol", "isi menit, misalnya 1440 untuk sehari"
    for book in draft.tickets:
        if book.item.share is not None:
            yield from _place((*book.loc, "share"), book.item.share, draft)
            if "/" in book.item.path or "\\" in book.item.path:
                fix = "isi nama berkasnya saja; foldernya ditulis pada share"
                yield (*book.loc, "path"), "path memuat folder padahal ada share", fix


def _place(loc: Loc, place: FolderPlace, draft: Draft) -> Iterator[Finding]:
    if "://" not in place.folder:
        yield from _needless(loc, place, (*_KEYS, "host_key", "known_hosts"), "folder di komputer ini")
        return
    scheme = place.folder.split("://", 1)[0].lower()
    if scheme not in ("smb", "sftp"):
        fix = "pakai jalur folder di komputer ini, smb://server/share/folder atau sftp://server/folder"
        yield (*loc, "folder"), f"alamat folder {scheme}:// tidak dikenal", fix
        return
    yield from _address(loc, place.folder, scheme)
    for key in _KEYS:
        name = getattr(place, key)
        if name and not draft.known.env.get(name):
            fix = f"isi variabel {name} sebelum menjalankan"
            yield (*loc, key), f"variabel lingkungan {name} belum diisi", fix
    if not place.user_env:
        fix = "isi user_env dengan nama variabel lingkungan yang memuat nama pengguna"
        yield (*loc, "user_env"), f"folder {scheme}:// perlu user_env", fix
    if scheme == "smb":
        yield from _needless(loc, place, _SFTP_ONLY, "folder smb://")
        if not place.password_env:
            fix = "isi password_env dengan nama variabel lingkungan yang memuat sandinya"
            yield (*loc, "password_env"), "folder smb:// perlu password_env", fix
    else:
        yield from _sftp(loc, place)


def _address(loc: Loc, folder: str, scheme: str) -> Iterator[Finding]:
    place = (*loc, "folder")
    try:
        parts = urlsplit(folder)
        host, _ = parts.hostname, parts.port
    except ValueError:
        yield place, "alamat folder tidak terbaca (isinya tidak ditampilkan)", f"tulis {scheme}://server:port/folder"
        return
    if "@" in parts.netloc:
        fix = "pindahkan ke variabel lingkungan; isi namanya pada user_env dan password_env"
        yield place, "alamat folder memuat nama pengguna atau sandi (isinya tidak ditampilkan)", fix
    if not host:
        yield place, "alamat folder tanpa nama server", f"tulis misalnya {scheme}://10.0.0.5/cadangan"
    if parts.query or parts.fragment:
        yield place, "alamat folder memuat ? atau #", "hapus bagian itu; nama folder tidak boleh memuatnya"
    if scheme == "smb" and not parts.path.strip("/"):
        yield place, "alamat smb:// tanpa nama share", "tulis misalnya smb://10.0.0.5/cadangan/siak"


def _sftp(loc: Loc, place: FolderPlace) -> Iterator[Finding]:
    if not (place.password_env or place.key_file_env):
        fix = "isi salah satunya dengan nama variabel lingkungan yang memuat sandi atau letak berkas kunci"
        yield (*loc, "password_env"), "folder sftp:// perlu password_env atau key_file_env", fix
    if bool(place.host_key) == bool(place.known_hosts):
        message = "isi host_key atau known_hosts, jangan keduanya" if place.host_key else "kunci server belum dicatat"
        fix = "di server: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub, salin SHA256:... ke host_key"
        yield (*loc, "host_key"), message, fix
    elif place.host_key and not _FINGERPRINT.fullmatch(place.host_key):
        fix = "salin utuh dari ssh-keygen -lf, misalnya SHA256: diikuti 43 huruf"
        yield (*loc, "host_key"), "host_key bukan sidik jari SHA256", fix


def _needless(loc: Loc, place: FolderPlace, keys: tuple[str, ...], what: str) -> Iterator[Finding]:
    for key in keys:
        if getattr(place, key):
            yield (*loc, key), f"{key} tidak berlaku untuk {what}", f"hapus {key}"
