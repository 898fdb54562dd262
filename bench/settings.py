"""The product's own settings, with one bare page beside it to compare with."""

from amparo.settings.main import *

ROOT_URLCONF = "bench.urls"
