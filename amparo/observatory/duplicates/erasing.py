"""What becomes of answers when a record, or what one party of it said, is erased. Called by the
services that erase, in their transaction."""

from collections.abc import Iterable

from django.db.models import Q

from amparo.observatory.attacks.models import Attack, Source, Victim
from amparo.observatory.attacks.services import erased_with_attack, erased_with_party
from amparo.observatory.duplicates.groups import joined_with, work_out
from amparo.observatory.duplicates.models import Comparison, PairAnswer, Represented
from amparo.observatory.duplicates.questions import Question


@erased_with_attack
def forget_attack(attack: Attack) -> None:
    """Erase the answers about an attack and its victims; called before the rows go. What was one
    with it stands for itself, or with others, again."""
    _forget(Question.EVENT, [attack.code])
    _forget(Question.VICTIM, list(attack.victims.values_list("ref", flat=True)))


@erased_with_party
def forget_party(party: Victim | Source) -> None:
    """Erase that a victim is, or is not, the same as another, and the reasons of answers about the
    attack, which may name a party of it. Other answers stay: they are codes."""
    if isinstance(party, Victim):
        _forget(Question.VICTIM, [party.ref])
        Victim.objects.filter(pk=party.pk).update(same_as=party.ref)
    own = [party.attack.code, *party.attack.victims.values_list("ref", flat=True)]
    PairAnswer.objects.filter(Q(first__in=own) | Q(second__in=own)).update(sealed=b"")
    Comparison.objects.all().delete()


def _forget(question: str, codes: Iterable[str]) -> None:
    codes = list(codes)
    together = set(joined_with(question, *codes)) - set(codes)
    about = Q(first__in=codes) | Q(second__in=codes)
    PairAnswer.objects.filter(about, question=question).delete()
    Comparison.objects.all().delete()
    if question == Question.EVENT:
        standing = codes
    else:
        # A code that counts other rows too stays, for those.
        of_victims = Victim.objects.filter(ref__in=codes).values_list("same_as", flat=True)
        standing = list(of_victims)
    Represented.objects.filter(
        Q(code__in=standing) | Q(by__in=standing), question=question
    ).delete()
    work_out(question, *together)
