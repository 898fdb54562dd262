"""No address at all: a surface that is served alone."""

urlpatterns: list[object] = []
