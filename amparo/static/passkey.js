// Passkeys: asks the browser what the page says and sends its answer with the form. Without this, codes do.
"use strict";
(() => {
  const can = window.isSecureContext && Boolean(window.PublicKeyCredential);
  for (const one of document.querySelectorAll("[data-with-passkeys]")) one.hidden = !can;
  for (const one of document.querySelectorAll("[data-without-passkeys]")) one.hidden = can;
  const form = document.querySelector("form[data-passkey]");
  if (!form || !can) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const asked = JSON.parse(form.dataset.asked);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const one of asked.allowCredentials || asked.excludeCredentials || []) one.id = bytes(one.id);

  const answered = async () => {
    const made = await navigator.credentials[form.dataset.passkey]({ publicKey: asked });
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"])
      if (made.response[part]) response[part] = text(made.response[part]);
    return JSON.stringify({ id: made.id, rawId: made.id, type: made.type, response });
  };
  const [button, said] = [form.querySelector("button[value=shown]"), form.querySelector("[data-said]")];
  form.addEventListener("submit", async (event) => {
    if (event.submitter !== button || form.elements.passkey.value) return;
    event.preventDefault();
    said.hidden = true;
    try {
      form.elements.passkey.value = await answered();
      form.requestSubmit(button);
    } catch {
      said.hidden = false;
    }
  });
  button.click();
})();
