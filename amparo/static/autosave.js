// Long forms: what is typed is saved on the server, sealed for its author; the browser keeps nothing.
"use strict";
(() => {
  const said = document.querySelector("[data-draft]");
  if (!said) return;
  const form = said.closest("form");
  const every = 20_000;
  let [changed, timer, running] = [false, 0, null];

  const later = () => {
    timer ||= setTimeout(save, every);
  };
  const fields = () => {
    const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams([...typed, ["form_draft", "save"]]);
  };
  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (!changed || running) return;
    changed = false;
    running = new AbortController();
    try {
      const answer = await fetch(said.dataset.draft, {
        method: "POST", body: fields(), redirect: "error", signal: running.signal,
      });
      if (answer.ok) said.textContent = await answer.text();
      else if (answer.status === 401) [changed, said.textContent] = [true, said.dataset.ended];
      else if (answer.status === 409) said.textContent = said.dataset.sent;
      else throw new Error(answer.status);
    } catch {
      if (!running) return;
      [changed, said.textContent] = [true, said.dataset.failed];
      later();
    } finally {
      running = null;
      if (changed && !timer) later();
    }
  }
  form.addEventListener("input", () => {
    changed = true;
    later();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
    const now = running;
    running = null;
    now?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
