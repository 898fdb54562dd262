"""Counting what is the same once: expressions and numbers for figures, lists and exports."""

from collections.abc import Iterable

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from amparo.observatory.attacks.models import Attack
from amparo.observatory.duplicates.models import Represented
from amparo.observatory.duplicates.questions import Question


def counted_as(question: str, path: str) -> Coalesce:
    """Return an expression for the code by which a row is counted once. `path`: to the code of the
    attack (`attack__code`), or to the counting code of the victim (`victim__same_as`).

    Example: `Act.objects.annotate(one=counted_as("victim", "victim__same_as")).values("kind")
    .annotate(victims=Count("one", distinct=True))`.
    """
    standing = Represented.objects.filter(question=question, code=OuterRef(path)).values("by")[:1]
    return Coalesce(Subquery(standing), F(path), output_field=CharField())


def distinct_attacks(attacks: QuerySet[Attack]) -> int:
    """Return how many different attacks these records are about."""
    counted = attacks.order_by().annotate(one=counted_as(Question.EVENT, "code"))
    return counted.values("one").distinct().count()


def represented_by(question: str, codes: Iterable[str]) -> dict[str, str]:
    """Return, of those codes that another stands for, which."""
    rows = Represented.objects.filter(question=question, code__in=list(codes))
    return dict(rows.values_list("code", "by"))
