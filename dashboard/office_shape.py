"""What pydantic finds wrong with the shape of an office file, said in Indonesian with the mend."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.office_files import Document, Loc
from dashboard.office_model import Office

_FOLLOWS_ANOTHER = "default_factory_not_called"
_WANTED = {
    "string": ("teks", "tulis teks"),
    "int": ("bilangan bulat", "tulis bilangan bulat, misalnya 60"),
    "float": ("bilangan", "tulis bilangan dengan titik desimal, misalnya -8.187"),
    "bool": ("true atau false", "tulis true atau false"),
    "date": ("tanggal", "tulis tanggal seperti 2026-03-01"),
    "time": ("jam", 'tulis jam dalam tanda kutip seperti "21:00"'),
    "list": ("daftar", "tulis setiap butir pada baris sendiri dan awali dengan tanda hubung (-)"),
    "dict": ("pasangan kunci: nilai", "tulis kunci: nilai, menjorok ke dalam"),
    "model": ("pasangan kunci: nilai", "tulis kunci: nilai, menjorok ke dalam"),
}


def complain_of_shape(document: Document, error: ValidationError) -> None:
    """Note every mistake of ``error`` in ``document``, leaving out places already complained of."""
    for detail in error.errors(include_url=False):
        # "[key]" is pydantic's own; the others tag the forms that a schedule can be written in.
        loc = tuple(part for part in detail["loc"] if part not in ("[key]", "[one]", "[dated]"))
        if detail["type"] == _FOLLOWS_ANOTHER or loc in document.reported:
            continue
        message, fix = _said(document, detail, loc)
        document.complain(loc, message, fix)


def _said(document: Document, detail: ErrorDetails, loc: Loc) -> tuple[str, str]:
    context: Mapping[str, typing.Any] = detail.get("ctx", {})
    if "fix" in context:  # our own validators
        return str(context["message"]), str(context["fix"])
    kind = detail["type"]
    if kind == "missing":
        return f"{loc[-1]} belum diisi", f"tambahkan {loc[-1]}: ..."
    if kind == "extra_forbidden":
        return _unknown_key(loc)
    text = document.texts.get(loc, "")
    if kind in ("literal_error", "enum"):
        return f"nilai {text!r} tidak dikenal", _choices(text, str(context["expected"]))
    if detail["input"] is None:
        name = loc[-1] if loc and isinstance(loc[-1], str) else "butir ini"
        return f"{name} kosong", "isi nilainya, atau hapus baris ini"
    if kind == "string_type" and isinstance(detail["input"], bool | int | float):
        read_as = "ya/tidak" if isinstance(detail["input"], bool) else f"bilangan {detail['input']}"
        return f"{text} tanpa tanda kutip dibaca YAML sebagai {read_as}", f'tulis "{text}"'
    wanted, fix = _WANTED.get(kind.split("_", maxsplit=1)[0], ("nilai yang benar", "lihat contoh: check --example"))
    return (f"{text!r} bukan {wanted}" if text else f"isinya bukan {wanted}"), fix


def _unknown_key(loc: Loc) -> tuple[str, str]:
    known = _fields_beside(loc)
    near = get_close_matches(str(loc[-1]), known, n=1, cutoff=0.6)
    if near:
        return f"kunci {loc[-1]!r} tidak dikenal (maksud Anda {near[0]!r}?)", f"ganti dengan {near[0]}"
    return f"kunci {loc[-1]!r} tidak dikenal", f"hapus, atau pakai salah satu: {', '.join(known)}"


def _choices(text: str, expected: str) -> str:
    known = [choice.strip("'") for choice in expected.replace(" or ", ", ").split(", ")]
    near = get_close_matches(text, known, n=1, cutoff=0.6)
    hint = f"maksud Anda {near[0]!r}? " if near else ""
    return f"{hint}Pilih salah satu: {', '.join(known)}" if hint else f"pilih salah satu: {', '.join(known)}"


def _fields_beside(loc: Loc) -> list[str]:
    """Names of the fields of the model that the last part of ``loc`` was written into."""
    model: type[BaseModel] = Office
    for part in loc[:-1]:
        if isinstance(part, int):
            continue
        inner = _model_in(model.model_fields[part].annotation) if part in model.model_fields else None
        if inner is None:
            return []
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(inner) for inner in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)
