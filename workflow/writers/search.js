// The search box of the lists. Without this script the box stays hidden; nothing is sent anywhere.
"use strict";
(() => {
  const form = document.querySelector("form.search");
  if (!form) return;
  const field = form.elements.q;
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const MOST = 50;
  let loading = null;
  let known = null;

  // Case, accents and width make no difference.
  const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = form.dataset.releases;
      script.onload = () => {
        known = globalThis.releases.map((release) => ({
          release,
          text: plain([release[1], release[2], release[3], release[5], release[6]].join(" ")),
        }));
        resolve();
      };
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function line([href, date, title, source, language, about]) {
    const item = document.createElement("li");
    item.append(element("a", title || source, { href: form.dataset.pages + href, ...(title ? {} : { lang: language }) }));
    if (source && title && source !== title) item.append(element("span", source, { class: "source", lang: language }));
    if (date) item.append(element("span", date, { class: "date" }));
    if (about) item.append(element("p", about));
    return item;
  }

  async function show() {
    const words = plain(field.value).split(/\s+/u).filter(Boolean);
    if (words.length) await load();
    if (words.join(" ") !== plain(field.value).split(/\s+/u).filter(Boolean).join(" ")) return;
    const found = words.length ? known.filter(({ text }) => words.every((word) => text.includes(word))) : [];
    list.replaceChildren(...found.slice(0, MOST).map(({ release }) => line(release)));
    status.textContent = !words.length
      ? ""
      : found.length
        ? form.dataset.found.replace("{n}", found.length)
        : form.dataset.none;
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", show);
  field.value = new URLSearchParams(location.search).get("q") ?? field.value;
  if (field.value) show();
})();
