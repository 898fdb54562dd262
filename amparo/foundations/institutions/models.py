from django.db import models


class Unit(models.Model):
    """An institution or a part of one. Units form a tree of command."""

    code = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    # Codes of all units above, from the top, this one at the end: "mininter/pnp/region-x".
    line = models.CharField(max_length=400, db_index=True)
    name = models.CharField(max_length=200)
    branch = models.CharField(max_length=30)
    level = models.CharField(max_length=30)
    territory = models.CharField(max_length=80, blank=True)
    police = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["line"], name="one_place_in_the_tree"),)

    def __str__(self) -> str:
        return self.name

    @property
    def above(self) -> tuple[str, ...]:
        """Codes of the units that command this one, from the top."""
        return tuple(self.line.split("/")[:-1])
