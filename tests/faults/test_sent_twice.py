"""A second press of the button, or a browser that sends again, makes no second request."""

FACTS = "Una camioneta espera frente a la casa."


def count(site, table, which="1 = 1"):
    [(found,)] = site.rows(f"SELECT count(*) FROM {table} WHERE {which}")  # noqa: S608 - our own words
    return found


def test_an_urgent_request_that_is_sent_twice_is_one_request_with_the_same_words(shared):
    person = shared.person()
    before = count(shared, "intake_filing")
    page = person.browser.open("/urgent/")
    form = page.form("facts", "coarse_place", "safe_contact")
    given = {"facts": FACTS, "coarse_place": "la quebrada", "safe_contact": "la vecina"}
    first = person.browser.submit(page, form, given)
    second = person.browser.submit(page, form, given)
    assert len(first.words) == 10
    assert first.words == second.words
    assert count(shared, "intake_filing") == before + 1


def test_a_request_of_many_steps_that_is_sent_twice_is_one_request(shared):
    person = shared.person()
    before = count(shared, "intake_filing")
    answers = {"facts": FACTS, "safe_contact": "la vecina", "subject_kind": "person"}
    page = person.browser.open("/request/")
    while "/check/" not in page.path:
        form = next(form for form in page.forms if form.multipart)
        given = {name: value for name, value in answers.items() if name in form.fields}
        page = person.browser.submit(page, form, {**given, "go": "on"})
    form = next(form for form in page.forms if form.own)
    first = person.browser.submit(page, form, {})
    second = person.browser.submit(page, form, {})
    assert len(first.words) == 10
    assert first.words == second.words
    assert count(shared, "intake_filing") == before + 1


def test_a_message_that_is_sent_twice_is_one_message(shared):
    person = shared.person()
    messages = ("intake_document", "kind = 'message'")
    before = count(shared, *messages)
    person.ask_urgently(FACTS, "la quebrada", "la vecina")
    person.confirm_words()
    page = person.browser.open("/mine/write/")
    form = page.form("text")
    for _ in range(2):
        person.browser.submit(page, form, {"text": "Llamen después de las seis."})
    assert count(shared, *messages) == before + 1
