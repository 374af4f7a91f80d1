(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const d = document;
  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const opened = (o) => {
    const p = o.publicKey;
    p.challenge = bytes(p.challenge);
    if (p.user) p.user.id = bytes(p.user.id);
    for (const one of [...(p.excludeCredentials || []), ...(p.allowCredentials || [])]) one.id = bytes(one.id);
    return o;
  };
  const packed = (c) => {
    const response = {};
    for (const k of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (c.response[k]) response[k] = text(c.response[k]);
    }
    return JSON.stringify({
      id: c.id, rawId: text(c.rawId), type: c.type, response,
      clientExtensionResults: c.getClientExtensionResults(),
    });
  };
  const asked = async (f) => {
    if (f.dataset.options) return JSON.parse(f.dataset.options);
    const answer = await fetch(f.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).request_options;
  };
  d.querySelectorAll("[data-passkey-none]").forEach((e) => { e.hidden = true; });
  d.querySelectorAll("form[data-passkey]").forEach((f) => {
    const button = f.querySelector("[data-go]"), failed = f.querySelector("[role=alert]");
    const go = async () => {
      if (button.ariaDisabled === "true") return;
      button.ariaDisabled = "true";
      failed.parentNode.hidden = true;
      failed.textContent = "";
      try {
        const what = opened(await asked(f)), kind = f.dataset.passkey;
        f.elements.credential.value = packed(await navigator.credentials[kind](what));
        f.submit();
      } catch {
        button.ariaDisabled = "false";
        failed.parentNode.hidden = false;
        failed.textContent = failed.dataset.words;
      }
    };
    button.addEventListener("click", go);
    // Enter in the name's box presses the button too.
    f.addEventListener("submit", (e) => { e.preventDefault(); go(); });
    f.hidden = false;
  });
})();
