"""What templates may use: words, icons, dates, links of the present page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from taikan.core.texts import Text
from taikan.studio.pages.words import language, say

register = template.Library()


@register.simple_tag
def t(key: str, **values: object) -> str:
    """``{% t "clients.title" count=3 %}``: the text ``studio.clients.title``."""
    return say(key, **values)


@register.filter
def spoken(text: Text | Mapping[str, str] | None) -> str:
    """A text of the knowledge files in the reader's language."""
    if text is None:
        return ""
    return text.in_language(language()) if isinstance(text, Text) else text[language()]


@register.filter
def say_with(code: str, prefix: str) -> str:
    """``{{ client.status|say_with:"clients.status" }}``: the text ``studio.clients.status.<code>``."""
    return say(f"{prefix}.{code}")


@register.filter
def day(moment: date | datetime | None) -> str:
    """A date as people write it here: 2026/11/24 or 24 Nov 2026."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return f"{local:%Y/%m/%d}" if language() == "ja" else f"{local.day} {local:%b %Y}"


@register.filter
def moment(at: datetime | None) -> str:
    """A date with its time."""
    return "" if at is None else f"{day(at)} {timezone.localtime(at):%H:%M}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of ``icons.svg``; decoration only, so it is hidden from screen readers."""
    from django.templatetags.static import static

    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("studio/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], start: str) -> SafeString:
    """``aria-current`` where the present page lies under ``start``."""
    request: HttpRequest = context["request"]
    return SafeString('aria-current="page"') if request.path.startswith(start) else SafeString("")
