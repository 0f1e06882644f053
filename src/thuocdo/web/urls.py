"""The addresses of the web: each screen keeps its own."""

from thuocdo.web.views import language, my_work

urlpatterns = [*my_work.urls, *language.urls]
