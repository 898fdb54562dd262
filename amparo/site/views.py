"""Whether a proof of filing is true. It tells when something was filed, and nothing else."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from amparo.foundations.access.pages import anyone
from amparo.foundations.letterbox.folders import STRANGER
from amparo.foundations.letterbox.queries import Proof, proof_called
from amparo.sealing import marks

PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class ProofForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=60, widget=forms.TextInput(attrs=PLAIN))
    fingerprint = forms.CharField(
        label=_("Fingerprint"), max_length=60, widget=forms.TextInput(attrs=PLAIN)
    )

    def proof(self) -> Proof | None:
        """The proof that both name; a wrong number and a wrong fingerprint are the same answer."""
        found = proof_called(self.cleaned_data["number"], seen_by=STRANGER)
        given = marks.code_normalised(self.cleaned_data["fingerprint"])
        return found if found and given and found.fingerprint == given else None


@anyone
def check(request: HttpRequest) -> HttpResponse:
    form = ProofForm(request.POST if request.method == "POST" else None, label_suffix="")
    asked = request.method == "POST" and form.is_valid()
    context = {"form": form, "asked": asked, "proof": form.proof() if asked else None}
    return render(request, "site/check.html", context, status=400 if form.errors else 200)
