import os

from django.core.wsgi import get_wsgi_application

from amparo.foundations.access.bodies import only_whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.main")
application = only_whole(get_wsgi_application())
