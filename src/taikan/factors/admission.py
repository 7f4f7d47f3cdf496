"""What safety leaves open for one client: which evidence may be taken and scored, and which only in a limited way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from taikan.factors.records import ClientEvidence, Observation, Refusal
from taikan.knowledge.factor_model import FactorModel, TrialTest
from taikan.knowledge.safety_models import TestLimit, covers


@dataclass(frozen=True)
class Admission:
    """The rules of ``model`` for ``client``."""

    model: FactorModel
    client: ClientEvidence

    @cached_property
    def codes(self) -> frozenset[str]:
        """The client's safety codes with all they imply and those derived from age."""
        limits = self.model.limits
        old = self.client.age is not None and self.client.age >= limits.age_years
        return limits.closure(frozenset(self.client.modifiers) | ({limits.age_code} if old else set()))

    @cached_property
    def _active(self) -> tuple[tuple[TestLimit, frozenset[str]], ...]:
        return tuple((limit, codes) for limit, codes in self.model.limited_codes if limit.code in self.codes)

    @property
    def allows_factors(self) -> bool:
        """Whether any factor may be put out at the client's safety level."""
        return self.client.level not in self.model.limits.no_factors_levels

    @cached_property
    def _refusals(self) -> Mapping[str, Refusal | None]:
        return {code: self._refusal(code) for code in self.model.evidence}

    def refusal_of(self, code: str) -> Refusal | None:
        """Why evidence ``code`` may not be taken or scored; ``None`` if it may. Questions are always open."""
        return self._refusals.get(code)

    def _refusal(self, code: str) -> Refusal | None:
        kind = self.model.evidence[code].kind
        if kind == "answer":
            return None
        if kind != "photo":
            shut = self._shut(code)
            if shut is not None:
                return shut
        for limit, codes in self._active:
            if limit.effect == "exclude" and code in codes:
                return Refusal(code=code, reason="modifier", because=limit.code)
        pain, most = self.client.pain_now, self._most_pain(code)
        if pain is not None and pain > most:
            return Refusal(code=code, reason="pain", because=str(most))
        return None

    def ways(self, test: TrialTest) -> tuple[TestLimit, ...]:
        """How ``test`` is limited for this client, each way once."""
        found = {
            limit.how: limit
            for limit, codes in self._active
            if limit.effect == "limit" and not codes.isdisjoint(test.codes)
        }
        return tuple(found.values())

    def sort(self, observations: Sequence[Observation]) -> tuple[tuple[Observation, ...], tuple[Refusal, ...]]:
        """Observations that may be scored, and the refusals of the others; those of no factor are among neither."""
        known = [o for o in observations if o.code in self.model.evidence]
        refusals = {o.code: self.refusal_of(o.code) for o in known}
        scored = tuple(o for o in known if refusals[o.code] is None)
        return scored, tuple(r for _, r in sorted(refusals.items()) if r is not None)

    def _shut(self, code: str) -> Refusal | None:
        limits = self.model.limits
        if self.client.level in limits.closed_levels:
            return Refusal(code=code, reason="level", because=self.client.level)
        for modifier, left in limits.only.items():
            if modifier in self.codes and not any(covers(pattern, code) for pattern in left):
                return Refusal(code=code, reason="modifier", because=modifier)
        return None

    def _most_pain(self, code: str) -> int:
        return max((test.max_pain for test in self.model.tests_giving[code]), default=10)
