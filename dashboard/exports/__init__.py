"""Files that leave the dashboard: every form is written from the same ``ReportView``, and lies there whole or not.

A form is a name and a writer ``(view, path, progress)``; ``register`` adds one. Writers write to the path that they
are given and nothing else; ``export`` gives them a temporary file beside the goal and moves it there when it is whole.
"""

import dashboard.exports.written_forms  # noqa: F401  (registers the forms)
from dashboard.exports.forms import FORMS, ExportError, Form, Writer, export, file_name, form_of, refusal, register

__all__ = ["FORMS", "ExportError", "Form", "Writer", "export", "file_name", "form_of", "refusal", "register"]
