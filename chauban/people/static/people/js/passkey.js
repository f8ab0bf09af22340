// <form data-passkey="create|get" data-passkey-options="id">: on its way the form asks the browser for a passkey and sends
// what the key answers in its field `credential`. The options stand as JSON in the element of that id; a form without
// one fetches them from its own address. Binary values go as base64url, as the server's WebAuthn library has them.
(() => {
  "use strict";
  const { upgrade, notice } = window.chauban;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

  function forCreating(options, alone) {
    const choice = { ...options.authenticatorSelection };
    choice.residentKey = alone ? "required" : "discouraged";
    choice.requireResidentKey = alone;
    if (alone) choice.userVerification = "required";
    return {
      ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials), authenticatorSelection: choice,
    };
  }

  const forGetting = (options) => (
    { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) }
  );

  function told(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment, response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  async function optionsOf(form) {
    const element = document.getElementById(form.dataset.passkeyOptions);
    if (element) return JSON.parse(element.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  async function ask(form) {
    const options = await optionsOf(form);
    if (form.dataset.passkey === "get") {
      return navigator.credentials.get({ publicKey: forGetting(options.request_options.publicKey) });
    }
    const alone = Boolean(form.elements.passwordless?.checked);
    return navigator.credentials.create({ publicKey: forCreating(options.creation_options.publicKey, alone) });
  }

  upgrade("form[data-passkey]", (form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      form.elements.credential.value = told(await ask(form));
      form.submit();
    } catch (error) {
      const words = document.querySelector("[data-key-problem]").dataset;
      const cancelled = error.name === "NotAllowedError" || error.name === "AbortError";
      notice(cancelled ? words.keyCancelled : words.keyProblem, { kind: "error" });
    }
  }));
})();
