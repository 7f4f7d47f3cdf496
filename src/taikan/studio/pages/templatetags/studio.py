"""What templates may use: words, icons, dates, links of the present page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from taikan.core.texts import Text
from taikan.core.units import UNITS
from taikan.knowledge.questionnaire_models import Question, Worded
from taikan.studio.accounts.models import Studio
from taikan.studio.pages.words import language, say

LONGEST_SCALE = 10
register = template.Library()


@register.simple_tag
def t(key: str, **values: object) -> str:
    """``{% t "clients.title" count=3 %}``: the text ``studio.clients.title``."""
    return say(key, **values)


@register.simple_tag
def sign_up_studios() -> list[Studio]:
    """The studios that people who train alone may join by themselves."""
    return list(Studio.objects.filter(self_sign_up=True).order_by("name"))


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


@register.filter
def clock(at: datetime) -> str:
    """The time of day, by the gym's clock."""
    return f"{timezone.localtime(at):%H:%M}"


@register.filter
def short_day(at: date) -> str:
    """A day with its weekday: 11/24(火) or Tue 24 Nov."""
    name = say(f"day.{at.weekday()}")
    return f"{at.month}/{at.day}({name})" if language() == "ja" else f"{name} {at.day} {at:%b}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of ``icons.svg``; decoration only, so it is hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("studio/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], start: str) -> SafeString:
    """``aria-current`` where the present page lies under ``start``."""
    request: HttpRequest = context["request"]
    return SafeString('aria-current="page"') if request.path.startswith(start) else SafeString("")


@register.filter
def worded(thing: Worded) -> str:
    """A question or answer of a questionnaire in the reader's language."""
    return thing.words(language()) or ""


@register.filter
def worded_always(thing: Any) -> str:
    """Anything with ``ja`` and ``en`` in the reader's language."""
    return str(thing.en if language() == "en" else thing.ja)


@register.filter
def is_short_scale(question: Question) -> bool:
    """Whether a scale has few enough whole steps for a button each."""
    if question.kind != "scale" or question.low is None or question.high is None:
        return False
    return question.high - question.low <= LONGEST_SCALE


@register.filter
def steps(question: Question) -> list[str]:
    """The steps of a short scale."""
    return [str(n) for n in range(int(question.low or 0), int(question.high or 0) + 1)]


@register.filter
def unlocalized(value: float) -> str:
    """A number as scripts and drawings need it."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


@register.filter
def words(listed: str) -> list[str]:
    """``{% for code in "all some none"|words %}``."""
    return listed.split()


@register.filter
def unit(code: str) -> str:
    """A unit as people read it."""
    return UNITS[code].in_language(language())


@register.filter
def item(table: Mapping[str, Any], key: str) -> Any:
    """``table[key]``, or nothing."""
    return table.get(key)
