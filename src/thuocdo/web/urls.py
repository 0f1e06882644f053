"""The addresses of the web: each screen keeps its own."""

from thuocdo.web.views import account, audit, entry, language, my_work, offline, people, posts

urlpatterns = [
    *my_work.urls,
    *entry.urls,
    *offline.urls,
    *language.urls,
    *account.urls,
    *people.urls,
    *posts.urls,
    *audit.urls,
]
