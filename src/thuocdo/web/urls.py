"""The addresses of the web: each screen keeps its own."""

from thuocdo.web.views import entry, language, my_work, offline

urlpatterns = [*my_work.urls, *entry.urls, *offline.urls, *language.urls]
