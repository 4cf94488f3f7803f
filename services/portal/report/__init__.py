"""The joint meeting's report for people: a printable Chinese page, and plain text."""

from services.portal.report.page import CONTENT_SECURITY_POLICY, render
from services.portal.report.text import as_text

__all__ = ["CONTENT_SECURITY_POLICY", "as_text", "render"]
