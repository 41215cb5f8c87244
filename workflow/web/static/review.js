// The review page's only script. No library, no build step; nothing is loaded from elsewhere.
//
// What a person types is never lost: it is saved as a draft after a pause and on leaving a sentence, it stays in the
// field and in this browser's storage while a save fails, and nothing that comes from the server replaces a field that
// somebody is in. "Done" is only ever a deliberate act.

import { people } from "/static/people.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const page = document.body.dataset;
const words = new Map($$("#words [data-key]").map((each) => [each.dataset.key, each.textContent]));
const say = (key, values = {}) =>
  (words.get(key) ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
};

const diff = (parts) =>
  parts.map(([kind, text]) => (kind === "same" ? text : element(kind === "out" ? "del" : "ins", {}, text)));

// What is printed bold looks bold; the text of all parts together is the text itself.
const styled = (parts) =>
  parts.map(([style, text]) => {
    if (!style) return text;
    const part = element("span", {}, text);
    part.dataset.style = style;
    return part;
  });

let saidTimer = 0;
const announce = (text) => {
  const place = $("#said");
  place.textContent = text;
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => (place.textContent = ""), 6000);
};

// --- talking to the server ---

class Refused extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

const call = async (method, path, value) => {
  let answer;
  // Somebody else may have signed in with this browser since: the server refuses what is not theirs.
  const headers = page.who === undefined ? {} : { "page-of": encodeURIComponent(page.who) };
  if (value !== undefined) headers["content-type"] = "application/json";
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: value === undefined ? undefined : JSON.stringify(value),
      keepalive: method === "PUT",
    });
  } catch {
    throw new Refused(0, say("offline"));
  }
  const json = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  const body = json ? await answer.json() : (await answer.text()).trim();
  if (!answer.ok) throw new Refused(answer.status, json ? "" : body, json ? body : undefined);
  return body;
};

// --- keys that every page has ---

const composing = (event) => event.isComposing || event.keyCode === 229;
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const control = (event) => (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey;
const alternative = (event) => event.altKey && !event.metaKey && event.ctrlKey === isMac;
const isField = (node) => node instanceof HTMLElement && node.matches("input, textarea, select");

$("#show-keys")?.addEventListener("click", () => $("#keys").showModal());
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !composing(event) && !isField(event.target)) $("#keys").showModal();
});

/** How many days ago a moment was, in words ("3 days"). */
const age = (moment) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "day", unitDisplay: "long" }).format(
    Math.max(0, Math.floor((Date.now() - new Date(moment)) / 86_400_000)),
  );

const bar = (place, counts) => {
  const all = counts.total;
  const order = ["approved", "translated", "stale", "draft", "missing"];
  place.replaceChildren(
    ...order
      .filter((state) => counts[state])
      .map((state) => {
        const part = element("i", { className: state });
        part.style.setProperty("width", `${(100 * counts[state]) / all}%`);
        return part;
      }),
  );
  place.setAttribute(
    "aria-label",
    order
      .filter((state) => counts[state])
      .map((state) => `${say(state)}: ${counts[state]}`)
      .join(", "),
  );
};

// --- the overview ---

const overview = async () => {
  let rows = { releases: [], problems: [] };
  const form = $("#filters");
  let turn = "";
  let month = "";
  const show = () => {
    const wanted = new FormData(form);
    const text = wanted.get("words").trim().toLowerCase();
    const fits = rows.releases.filter(
      (row) =>
        (!text || `${row.release} ${row.title}`.toLowerCase().includes(text)) &&
        (!wanted.get("state") || row.state === wanted.get("state")) &&
        (!wanted.get("language") || row.language === wanted.get("language")) &&
        (!wanted.get("findings") || row.findings.error + row.findings.warning > 0),
    );
    board(fits);
    const shown = fits.filter((row) => (!turn || row.turn === turn) && (!month || row.date.slice(0, 7) === month));
    $("#count").textContent = say("count", { n: shown.length, all: rows.releases.length });
    $("#releases").replaceChildren(...shown.map(overviewRow));
  };

  // Who has to do something, as buttons as wide as there is work; and the releases as squares, month by month.
  const board = (fits) => {
    const people = ["translator", "reviewer", "publisher", "nobody"];
    $("#turns").replaceChildren(
      ...people
        .map((person) => [person, fits.filter((row) => row.turn === person).length])
        .filter(([, n]) => n)
        .map(([person, n]) => {
          const button = element("button", { type: "button", className: `turn-${person}` }, `${say(person)} `, element("strong", {}, String(n)));
          button.setAttribute("aria-pressed", String(turn === person));
          button.style.setProperty("flex-grow", String(n));
          button.addEventListener("click", () => {
            turn = turn === person ? "" : person;
            show();
          });
          return button;
        }),
    );
    const months = new Map();
    for (const row of fits) {
      const key = row.date.slice(0, 7);
      if (!months.has(key)) months.set(key, []);
      months.get(key).push(row);
    }
    $("#months").replaceChildren(
      ...[...months.keys()].sort().map((key) => {
        const those = months.get(key);
        const button = element("button", { type: "button" }, element("span", {}, key || say("undated")));
        button.setAttribute("aria-pressed", String(month === key && key !== ""));
        button.setAttribute("aria-label", `${key || say("undated")}: ${those.length}`);
        const squares = element("span", { className: "squares" });
        for (const row of those.slice(0, 120)) {
          const square = element("i", { className: "square" });
          square.dataset.state = row.state;
          squares.append(square);
        }
        button.append(squares);
        button.addEventListener("click", () => {
          month = month === key ? "" : key;
          show();
        });
        return element("li", {}, button);
      }),
    );
  };

  let found = null;
  const showFound = () => {
    const language = new FormData(form).get("language");
    const places = (found?.places ?? []).filter((each) => !language || each.language === language);
    $("#found").hidden = !found;
    $("#found-title").textContent = found ? say("found", { n: places.length, words: found.asked }) : "";
    $("#found .places").replaceChildren(...places.map((each) => place(each, found.asked)));
  };
  let searching = 0;
  const search = () => {
    clearTimeout(searching);
    searching = setTimeout(async () => {
      const asked = new FormData(form).get("words").trim();
      if (asked.length < (/[\u2e80-\u9fff]/.test(asked) ? 1 : 3)) {
        found = null;
        showFound();
        return;
      }
      const answer = await call("GET", `/api/search?words=${encodeURIComponent(asked)}`);
      if (new FormData(form).get("words").trim() !== asked) return;
      found = { asked, places: answer.places };
      showFound();
    }, 300);
  };
  form.addEventListener("input", (event) => {
    show();
    if (event.target.name === "words") search();
    if (event.target.name === "language") showFound();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  if (new FormData(form).get("words").trim()) search(); // typed before this script was here
  try {
    rows = await call("GET", "/api/status");
  } catch (error) {
    rows.problems = [error.message];
  }
  $("#problems").replaceChildren(...rows.problems.map((text) => element("p", { className: "problem" }, text)));
  show();
};

// The words that were looked for, marked where they are written just so.
const withMarks = (text, words) => {
  const parts = [];
  let at = 0;
  for (let next; (next = text.toLowerCase().indexOf(words.toLowerCase(), at)) >= 0; at = next + words.length) {
    parts.push(text.slice(at, next), element("mark", {}, text.slice(next, next + words.length)));
  }
  return [...parts, text.slice(at)];
};

const place = (found, words) => {
  const link = element("a", {}, `${found.release} (${found.language})`);
  link.href = `/release/${encodeURIComponent(found.language)}/${encodeURIComponent(found.release)}#u-${found.key}`;
  const target = element("div", { lang: found.language, dir: "auto" }, ...withMarks(found.target, words));
  return element("li", {}, link, element("div", { lang: "zh" }, ...withMarks(found.source, words)), target);
};

const overviewRow = (row) => {
  const made = $("#row").content.firstElementChild.cloneNode(true);
  const link = $("a", made);
  link.textContent = row.title || row.release;
  link.lang = row.title ? "zh" : "";
  $(".id", made).textContent = [row.title ? row.release : "", row.date].filter(Boolean).join(" · ");
  link.href = `/release/${encodeURIComponent(row.language)}/${encodeURIComponent(row.release)}`;
  $(".language", made).textContent = row.language;
  const state = $(".state", made);
  state.dataset.state = row.state;
  state.textContent = say(row.state);
  bar($(".progress", made), row.units);
  for (const severity of ["error", "warning"]) {
    if (row.findings[severity]) {
      const text = say(`${severity}s`, { n: row.findings[severity] });
      $(".findings", made).append(element("span", { className: `badge ${severity}` }, text), " ");
    }
  }
  $(".whose", made).textContent = say(row.turn);
  $(".since", made).textContent = row.since ? `${say("since", { day: row.since.slice(0, 10) })} · ${age(row.since)}` : "";
  $(".turn", made).title = row.next;
  const notes = [];
  if (row.claim) notes.push(say("with", { name: row.claim.name }));
  if (row.here.length) notes.push(say("here", { names: row.here.join(", ") }));
  if (row.due && row.turn !== "nobody") notes.push(say(row.overdue ? "overdue" : "due", { day: row.due }));
  const more = notes.map((text) => element("span", { className: "note quiet" }, text));
  if (row.overdue) more.at(-1).className = "note late";
  $(".turn", made).append(...more);
  return made;
};

// --- a release ---

const release = () => {
  const base = `/api/${encodeURIComponent(page.language)}/${encodeURIComponent(page.release)}`;
  const rows = new Map($$(".unit").map((row) => [row.dataset.key, row]));
  const findings = new Map();
  const seen = new Set();
  const undo = [];
  const marked = new Map(); // key → short key of the sentences that a return will name
  let outOfDate = false; // the source or the catalog has other sentences than this page
  let active = null; // {row, key, field, base: the saved text, seen: its version, …}
  // Several people may share a browser, and several newsrooms an address, one after the other.
  const stored = (key) => `unsaved ${[page.newsroom, page.who, page.language, page.release, key].join("\t")}`;

  // Which sentences have been on the screen, for whoever approves.
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) seen.add(entry.target.dataset.key);
  });
  // Looking out for all of twenty thousand would take longer than typing a letter: only for those near the window.
  const parts = $$(".part");
  const near = new Set();
  const nearer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) near.add(target);
      else near.delete(target);
      for (const row of $$(".unit", target)) watcher[isIntersecting ? "observe" : "unobserve"](row);
    }
  });
  for (const part of parts) nearer.observe(part);

  const isDone = (row) => ["translated", "approved"].includes(row.dataset.state);

  // A release may have twenty thousand sentences: what is done for each save touches only what changed.
  const counts = { total: rows.size };
  const tally = (state, by) => (counts[state] = (counts[state] ?? 0) + by);
  for (const row of rows.values()) tally(row.dataset.state, 1);

  const count = () => {
    bar($("#progress"), counts);
    const done = (counts.approved ?? 0) + (counts.translated ?? 0);
    const parts = [say("progress", { done, all: counts.total })];
    for (const severity of ["error", "warning"]) {
      const n = [...findings.values()].flat().filter((each) => each.severity === severity && !each.waived).length;
      if (n) parts.push(say(`${severity}s`, { n }));
    }
    $("#counts").textContent = parts.join(" · ");
  };

  const show = (row, unit) => {
    row.at = unit.at;
    row.dataset.version = unit.version;
    tally(row.dataset.state, -1);
    tally(unit.state, 1);
    row.dataset.state = unit.state;
    row.toggleAttribute("data-same", unit.same);
    row.dataset.risk = risk(unit);
    $(".target", row).replaceChildren(...styled(unit.parts));
    $(".mark .state", row).textContent = say(unit.state);
    hide(row);
    hidePart(row.closest(".part"));
    renew();
  };

  // Whoever approves must see a text that somebody else changed; one that is on the screen counts at once.
  const unsee = (row) => {
    seen.delete(row.dataset.key);
    if (!near.has(row.closest(".part"))) return;
    watcher.unobserve(row);
    watcher.observe(row);
  };

  const marks = (row) => {
    for (const badge of $$(".badge", row)) badge.remove();
    const those = (findings.get(row.dataset.key) ?? []).filter((each) => !each.waived);
    for (const severity of ["error", "warning"]) {
      const n = those.filter((each) => each.severity === severity).length;
      if (n) {
        const text = n > 1 ? say(`${severity}s`, { n }) : say(severity);
        $(".mark", row).append(element("span", { className: `badge ${severity}` }, text));
      }
    }
  };

  // Findings are asked for after a pause: checking takes longer than saving.
  let asking = 0;
  const askFindings = (pause = 600) => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      let found;
      try {
        found = await call("GET", `${base}/findings`);
      } catch {
        return;
      }
      const before = new Map(findings);
      findings.clear();
      for (const [key, those] of Object.entries(found.units)) findings.set(key, those);
      for (const key of new Set([...before.keys(), ...findings.keys()])) {
        const row = rows.get(key);
        if (row && JSON.stringify(before.get(key)) !== JSON.stringify(findings.get(key))) marks(row);
      }
      $("#general").replaceChildren(
        ...(findings.get("") ?? []).map((each) => element("p", { className: "problem" }, each.message)),
        ...found.problems.map((text) => element("p", { className: "problem" }, text)),
      );
      count();
      filter();
      const since = found.since ? ` ${say("since", { day: found.since.slice(0, 10) })}` : "";
      $("#turn").textContent = `${say("turn")}: ${say(found.turn)}${since}`;
      if (active) showFindings();
    }, pause);
  };

  // The same order as the server's: a doubt counts more than the machine's score.
  const risk = (unit) => 10 * unit.doubts.length + Math.min(9.9, -Number(/\(score (-?[0-9.]+)/.exec(unit.origin)?.[1] ?? 0));

  const hide = (row) => {
    const wanted = $("#filter").value;
    const hidden =
      (wanted === "todo" && isDone(row)) ||
      (wanted === "findings" && !(findings.get(row.dataset.key) ?? []).some((each) => !each.waived)) ||
      (wanted === "changed" && row.hasAttribute("data-same"));
    row.hidden = hidden && row !== active?.row;
  };
  const hidePart = (part) => {
    part.hidden = $("#filter").value !== "all" && !$(".unit:not([hidden])", part);
  };

  const others = $$(".line.fixed, .line.again, .picture");
  let filtered = "all";
  const filter = () => {
    const wanted = $("#filter").value;
    if (wanted === "all" && filtered === "all") return;
    filtered = wanted;
    for (const row of rows.values()) hide(row);
    for (const row of others) row.hidden = wanted !== "all";
    for (const part of parts) hidePart(part);
  };
  $("#filter").addEventListener("change", filter);

  // --- the active sentence ---

  // Leaving saves what was typed; the sentence closes at once, and opens again if that fails.
  const close = () => {
    if (!active) return Promise.resolve(true);
    const left = active;
    const saved = keep();
    active = null;
    left.editor.remove();
    left.row.classList.remove("active");
    hide(left.row);
    hidePart(left.row.closest(".part"));
    return saved;
  };

  const open = (row, { focus = true } = {}) => {
    if (active?.row === row) return;
    if (active) void close();
    const editor = $("#editor").content.firstElementChild.cloneNode(true);
    const field = $("textarea", editor);
    const after = unfinished.get(row.dataset.key) ?? null;
    const target = after ? oneLine(after.field.value) : $(".target", row).textContent;
    active = { after, row, key: row.dataset.key, editor, field, base: target, seen: row.dataset.version, was: row.dataset.state, timer: 0 };
    field.lang = page.language;
    field.dir = $(".target", row).dir;
    $(".source", row).id = `s-${row.dataset.key}`;
    field.setAttribute("aria-describedby", `s-${row.dataset.key}`);
    field.value = target;
    const kept = unsaved(active.key);
    forgetKept(row);
    row.classList.add("active");
    row.append(editor);
    if (kept && kept.text !== target) {
      // Saved over another text than it was typed over, it is a conflict, which the server finds.
      active.seen = kept.seen;
      field.value = kept.text;
      note("kept", {}, true);
      later();
    }
    const opened = active;
    field.addEventListener("input", () => {
      remember(opened);
      note("unsaved");
      later();
    });
    field.addEventListener("blur", () => void keep());
    field.addEventListener("compositionstart", () => (opened.composing = true));
    field.addEventListener("compositionend", () => (opened.composing = false));
    $(".done", editor).addEventListener("click", () => void done());
    $(".keep", editor).addEventListener("click", () => void keep({ asked: true }));
    $(".take", editor).addEventListener("click", takeTheirs);
    $(".mine", editor).addEventListener("click", () => void keepMine());
    $(".where", editor).addEventListener("click", () => void whereElse());
    $(".redraft", editor)?.addEventListener("click", (event) => void machine(event.currentTarget, draftAgain));
    $(".others", editor)?.addEventListener("click", (event) => void machine(event.currentTarget, showDrafts));
    $(".notes textarea", editor).addEventListener("change", () => void keep({ notes: true }));
    const mark = $(".marked input", editor);
    mark.checked = marked.has(row.dataset.key);
    mark.addEventListener("change", () => {
      if (mark.checked) marked.set(row.dataset.key, row.dataset.short);
      else marked.delete(row.dataset.key);
      row.classList.toggle("for-return", mark.checked);
    });
    showFindings();
    if (focus) {
      field.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
    void askHelp(active);
  };

  const note = (key, values = {}, failed = false) => {
    if (!active) return;
    const place = $(".saved", active.editor);
    place.textContent = key ? say(key, values) : "";
    place.classList.toggle("failed", failed);
  };

  const showFindings = () => {
    const list = $(".findings", active.editor);
    list.replaceChildren(
      ...(findings.get(active.key) ?? []).map((each) => {
        const item = element("li", { className: `${each.severity}${each.waived ? " waived" : ""}` });
        item.append(element("strong", {}, each.waived ? say("waived") : say(each.severity)), ` ${each.check}: ${each.message} `);
        if (!each.waived) {
          const button = element("button", { type: "button" }, `${say("waive")} …`);
          button.addEventListener("click", () => void act("waive", { check: each.check, unit: each.short }));
          item.append(button);
        }
        return item;
      }),
    );
  };

  const askHelp = async (asked) => {
    let found;
    try {
      found = await call("GET", `${base}/unit/${asked.key}`);
    } catch {
      return;
    }
    if (active !== asked) return;
    if (found.problems.length) announce(found.problems[0]);
    const { editor } = asked;
    asked.inserts = [];
    const list = $(".help", editor);
    list.replaceChildren();
    const item = (text, target, more = []) => {
      asked.inserts.push({ target, whole: more.length > 0 });
      const number = asked.inserts.length;
      const button = element("button", { type: "button" }, number <= 9 ? element("kbd", {}, `Alt ${number}`) : "+");
      button.setAttribute("aria-label", `${number <= 9 ? `Alt ${number}` : "+"}: ${target}`);
      button.addEventListener("click", () => insert(number));
      const body = element("div", {}, element("span", { lang: page.language, dir: page.direction }, target), " ");
      body.append(element("span", { className: "quiet" }, ...text));
      list.append(element("li", {}, button, body));
    };
    $(".forbidden", editor).replaceChildren(
      ...found.terms
        .filter((term) => term.kind === "forbidden")
        .map((term) => element("li", {}, `${term.source}: ${say("do-not")} `, element("s", { lang: page.language, dir: page.direction }, term.target), ` ${term.note}`)),
    );
    for (const term of found.terms) if (term.kind !== "forbidden") item([`${term.source} · ${term.kind} ${term.note}`], term.target);
    for (const hit of found.hits) if (hit.target !== asked.base) item([`${hit.likeness} % · ${hit.release} · `, ...diff(hit.source)], hit.target, ["whole"]);
    $(".doubts", editor).replaceChildren(...found.unit.doubts.map((text) => element("li", {}, text)));
    const since = $(".since", editor);
    const differs = found.approved?.some(([kind]) => kind !== "same");
    since.hidden = !differs;
    if (differs) $(".diff", since).replaceChildren(...diff(found.approved));
    const previous = $(".previous", editor);
    previous.hidden = !found.unit.previous;
    if (found.unit.previous) $(".diff", previous).replaceChildren(...diff(found.unit.previous));
    const acts = { submit: "was-submitted", approve: "was-approved", return: "was-returned", waive: "was-waived" };
    $(".history", editor).replaceChildren(
      ...found.history.map((each) => {
        const what = `${each.when.slice(0, 10)} ${say(acts[each.act])} · ${each.who} `;
        const text = each.text === asked.base ? "" : each.text;
        const own = ["submit", "approve"].includes(each.act) ? { lang: page.language, dir: page.direction } : {};
        return element("li", {}, element("span", { className: "quiet" }, what), element("span", own, text));
      }),
    );
    $(".origin", editor).textContent = found.unit.origin;
    $(".notes textarea", editor).value = found.unit.notes.join("\n");
  };

  const insert = (number) => {
    const wanted = active?.inserts?.[number - 1];
    if (!wanted) return;
    const { field } = active;
    field.focus();
    if (wanted.whole) {
      if (field.value.trim() && field.value !== active.base && !confirm(say("replace"))) return;
      field.select();
    }
    type(field, wanted.target);
  };

  // --- what the machine and the memory have ---

  const machine = async (button, then) => {
    if (!(await keep())) return;
    const one = active;
    if (!one) return;
    button.disabled = true;
    note("working");
    try {
      const { drafts } = await call("GET", `${base}/unit/${one.key}/drafts`);
      note("");
      if (active === one) await then(one, drafts);
    } catch (error) {
      if (active === one) note("no-draft", { why: error.message }, true);
    } finally {
      button.disabled = false;
    }
  };

  const adopt = (one, draft) => {
    return inTurn(one, async () => {
      clearTimeout(one.timer);
      flying.add(one.key);
      try {
        const answer = await call("PUT", `${base}/unit/${one.key}/drafts`, { text: draft.text, seen: one.seen });
        taken(one, answer);
        one.field.value = one.base;
        write(stored(one.key), null);
        if (active !== one) return;
        one.field.focus();
        note("saved-at", { time: clock() });
        void askHelp(one);
      } catch (error) {
        if (error.body?.outcome === "conflict") conflict(one, error.body.unit);
        else if (active === one) note("no-draft", { why: error.message }, true);
      } finally {
        flying.delete(one.key);
      }
    });
  };

  // What was typed while the machine was working is not replaced: its drafts are shown instead.
  const draftAgain = (one, drafts) =>
    drafts.length && oneLine(one.field.value) === one.base ? adopt(one, drafts[0]) : showDrafts(one, drafts);

  const showDrafts = (one, drafts) => {
    const other = drafts.filter((draft) => draft.text !== one.base);
    if (!other.length) note("no-others");
    $(".drafts", one.editor).replaceChildren(
      ...other.map((draft) => {
        const button = element("button", { type: "button" }, say("use"));
        button.addEventListener("click", () => void adopt(one, draft));
        const text = element("span", { lang: page.language, dir: one.field.dir }, draft.text);
        const quiet = [draft.origin, ...draft.doubts].join(" · ");
        return element("li", {}, button, element("div", {}, text, element("span", { className: "quiet" }, quiet)));
      }),
    );
    $(".drafts button", one.editor)?.focus();
  };

  const selected = () => {
    const field = document.activeElement;
    if (active && field === active.field) return field.value.slice(field.selectionStart, field.selectionEnd).trim();
    return getSelection().toString().trim();
  };
  let lastSelected = "";
  document.addEventListener("selectionchange", () => {
    lastSelected = selected() || lastSelected;
  });

  const whereElse = async () => {
    const one = active;
    if (!one) return;
    const words = selected() || lastSelected;
    if (!words) return note("select-first");
    let found;
    try {
      found = await call("GET", `${base}/uses?text=${encodeURIComponent(words)}`);
    } catch (error) {
      return announce(error.message);
    }
    if (active !== one) return undefined;
    lastSelected = "";
    $(".uses", one.editor).replaceChildren(
      element("p", { className: "quiet" }, say("uses", { n: found.total, words })),
      ...found.uses.map((use) => {
        const source = element("div", { lang: page.source }, ...styled(use.source));
        const target = element("div", { lang: page.language, dir: one.field.dir }, ...styled(use.target));
        return element("div", { className: "use" }, source, target, element("span", { className: "quiet" }, [use.release, use.who, use.when.slice(0, 10)].filter(Boolean).join(" · ")));
      }),
    );
    return undefined;
  };

  // execCommand keeps the browser's own undo; assigning to value would destroy it.
  const type = (field, text) => {
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // --- saving ---

  const later = () => {
    clearTimeout(active.timer);
    const whose = active;
    active.timer = setTimeout(() => {
      if (active !== whose) return;
      if (whose.composing) later(); // half a word of an input method is not what somebody wrote
      else void keep();
    }, 2000);
  };

  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const write = (key, text) => {
    try {
      if (text === null) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      // A browser without storage still has the text in the field.
    }
  };

  // What was typed and not saved, with the version of the text that it was typed over.
  const remember = (one) => write(stored(one.key), `${one.seen}\n${one.field.value}`);
  const unsaved = (key) => {
    const kept = read(stored(key));
    const end = kept?.indexOf("\n") ?? -1;
    return end < 0 ? null : { seen: kept.slice(0, end), text: kept.slice(end + 1) };
  };

  // What was typed before the page was closed comes back when its sentence is opened; until then it is said where it is.
  const showKept = () => {
    const place = $("#kept span");
    for (const row of rows.values()) {
      const kept = unsaved(row.dataset.key);
      if (!kept || kept.text === $(".target", row).textContent) continue;
      const words = $(".source", row).textContent;
      const link = element("a", { href: "#", lang: page.source }, words.length > 20 ? `${words.slice(0, 20)}…` : words);
      link.dataset.to = row.dataset.short;
      place.append(link, " ");
    }
    $("#kept").hidden = !place.firstElementChild;
  };
  const forgetKept = (row) => {
    $(`#kept [data-to="${row.dataset.short}"]`)?.remove();
    $("#kept").hidden = !$("#kept a");
  };

  // One save at a time for each sentence; the next one sees the version that the last one made.
  const saving = new Map();
  const unfinished = new Map(); // key → the sentence, as it was open, whose save is on its way
  const flying = new Set(); // the sentences whose save the server has not answered yet
  const put = (one, edit) => inTurn(one, () => send(one, edit()));

  const inTurn = (one, work) => {
    const turn = (saving.get(one.key) ?? Promise.resolve()).then(() => {
      catchUp(one);
      return work();
    });
    saving.set(one.key, turn);
    unfinished.set(one.key, one);
    return turn.finally(() => {
      if (active?.after === one) catchUp(active);
      if (saving.get(one.key) === turn) unfinished.delete(one.key);
    });
  };

  // Whoever comes back to a sentence before its save is answered goes on from what that save makes of it.
  const catchUp = (one) => {
    if (!one.after) return;
    Object.assign(one, { seen: one.after.seen, base: one.after.base, after: null });
  };


  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  const taken = (one, answer) => {
    one.seen = answer.unit.version;
    one.base = answer.unit.target;
    if (answer.before) undo.push({ key: one.key, before: answer.before });
    show(one.row, answer.unit);
    count();
    askFindings();
  };

  const send = async (one, edit) => {
    if (!edit) return true;
    const text = edit.target;
    flying.add(one.key);
    try {
      const answer = await call("PUT", `${base}/unit/${one.key}`, { ...edit, seen: one.seen });
      const kept = unsaved(one.key);
      taken(one, answer);
      if (kept?.text === text) write(stored(one.key), null);
      else if (kept) remember(one);
      if (active === one) {
        note(edit.done ? "done-at" : "saved-at", { time: clock() });
      }
      return true;
    } catch (error) {
      if (error.body?.outcome === "conflict") conflict(one, error.body.unit);
      else if (active === one) note("failed", { why: error.message || say("offline") }, true);
      else announce(say("failed", { why: error.message || say("offline") }));
      return false;
    } finally {
      flying.delete(one.key);
    }
  };

  const oneLine = (text) => text.replace(/\s*\n\s*/g, " ").trim();

  // Save as a draft what was typed; a text that is as it was saved stays what it is, done or not.
  const keep = ({ asked = false, notes = false } = {}) => {
    if (!active) return Promise.resolve(true);
    const one = active;
    clearTimeout(one.timer);
    return put(one, () => {
      const target = oneLine(one.field.value);
      const changed = target !== one.base;
      if (!changed && !asked && !notes) return null;
      const isDoneNow = ["translated", "approved"].includes(one.row.dataset.state);
      const edit = { target, done: !changed && !asked && isDoneNow };
      if (notes) {
        const lines = $(".notes textarea", one.editor).value.split("\n");
        edit.notes = lines.map((line) => line.trim()).filter(Boolean);
      }
      return edit;
    });
  };

  const done = async () => {
    if (!active) return;
    const one = active;
    clearTimeout(one.timer);
    const target = oneLine(one.field.value);
    if (!(await put(one, () => ({ target, done: true })))) return;
    if (active !== one) return;
    const next = $("#order").value === "risk" ? riskiest() : following(one.row, (row) => !isDone(row));
    if (next) open(next);
    else {
      await close();
      one.row.focus();
      announce(say("progress", { done: rows.size, all: rows.size }));
    }
  };

  const conflict = (one, unit) => {
    if (active !== one) {
      if (active?.row !== one.row) {
        open(one.row, { focus: false });
        active.field.value = one.field.value;
      }
      one = Object.assign(active, { after: null });
    }
    one.theirs = unit;
    const place = $(".conflict", one.editor);
    place.hidden = false;
    $(".theirs", place).textContent = unit.target;
    remember(one);
  };

  const takeTheirs = () => {
    const one = active;
    $(".conflict", one.editor).hidden = true;
    Object.assign(one, { seen: one.theirs.version, base: one.theirs.target });
    show(one.row, one.theirs);
    one.field.focus();
    one.field.select();
    type(one.field, one.theirs.target);
    write(stored(one.key), null);
  };

  const keepMine = async () => {
    const one = active;
    $(".conflict", one.editor).hidden = true;
    Object.assign(one, { seen: one.theirs.version, base: one.theirs.target });
    await keep({ asked: true });
  };

  const takeBack = async () => {
    const last = undo.pop();
    if (!last) return;
    const row = rows.get(last.key);
    if (!row) return;
    if (active?.row !== row) open(row);
    const one = active;
    clearTimeout(one.timer);
    const { target, done: wasDone, previous } = last.before;
    const before = undo.length;
    one.field.value = target;
    await put(one, () => ({ target, done: wasDone && target !== "", previous: previous ?? undefined }));
    undo.length = before;
  };

  window.addEventListener("pagehide", () => void keep());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (active && oneLine(active.field.value) !== active.base) {
      void keep();
      event.preventDefault();
    }
  });

  // --- the preview ---

  // The page as it would be published, beside the text; it follows each save, and stays where one was reading.
  const side = $("#side");
  const frame = $("iframe", side);
  let renewing = 0;
  const renew = (pause = 800) => {
    if (side.hidden) return;
    clearTimeout(renewing);
    renewing = setTimeout(() => {
      const at = frame.contentWindow?.scrollY ?? 0;
      frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, at), { once: true });
      frame.src = frame.dataset.address;
    }, pause);
  };
  const preview = (wanted) => {
    side.hidden = !wanted;
    document.body.classList.toggle("split", wanted);
    $("#show-preview").setAttribute("aria-expanded", String(wanted));
    if (wanted) renew(0);
  };
  $("#show-preview").addEventListener("click", () => preview(side.hidden));
  $("#hide-preview").addEventListener("click", () => {
    preview(false);
    $("#show-preview").focus();
  });

  // --- moving ---

  const following = (row, wanted, step = 1) => {
    const all = [...rows.values()];
    const start = all.indexOf(row);
    for (let number = 1; number < all.length; number += 1) {
      const candidate = all[(start + step * number + all.length * number) % all.length];
      if (!candidate.hidden && wanted(candidate)) return candidate;
    }
    return undefined;
  };

  // Errors first, then warnings, then stale sentences, doubts and low scores; among equals the first to read.
  const riskiest = () => {
    let [worst, most] = [undefined, -1];
    for (const row of rows.values()) {
      if (isDone(row) || row.hidden) continue;
      let weight = Number(row.dataset.risk) + (row.dataset.state === "stale" ? 5 : 0);
      for (const each of findings.get(row.dataset.key) ?? []) if (!each.waived) weight += each.severity === "error" ? 1000 : 100;
      if (weight > most) [worst, most] = [row, weight];
    }
    return worst;
  };

  const move = (step) => {
    const all = [...rows.values()].filter((row) => !row.hidden);
    const at = active ? all.indexOf(active.row) : -1;
    const next = all[at < 0 ? 0 : at + step];
    if (next) open(next);
  };

  document.addEventListener("click", (event) => {
    const row = event.target.closest(".unit");
    if (row && !event.target.closest(".editor, a") && !getSelection().toString()) open(row);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".unit") && event.target !== active?.row) event.target.dataset.ready = "";
  });

  document.addEventListener("keydown", (event) => {
    if (composing(event) || document.querySelector("dialog[open]")) return;
    const inField = active && event.target === active.field;
    if (control(event) && event.key === "Enter" && active) {
      event.preventDefault();
      if (!event.repeat) void done();
    } else if (control(event) && event.code === "KeyS") {
      event.preventDefault();
      void keep({ asked: true });
    } else if (event.key === "Enter" && inField) {
      event.preventDefault();
    } else if (event.key === "Enter" && event.target.matches?.(".unit")) {
      event.preventDefault();
      open(event.target);
    } else if (event.key === "Escape" && inField) {
      if (active.field.value !== active.base) {
        active.field.select();
        type(active.field, active.base);
        write(stored(active.key), null);
      }
    } else if (alternative(event)) {
      const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
      if (event.code === "ArrowUp" || event.code === "ArrowDown") {
        event.preventDefault();
        move(event.code === "ArrowUp" ? -1 : 1);
      } else if (digit && active) {
        event.preventDefault();
        if (digit === "0") {
          active.field.focus();
          type(active.field, $(".source", active.row).textContent);
        } else insert(Number(digit));
      } else if (event.code === "KeyF") {
        event.preventDefault();
        const next = following(active?.row ?? [...rows.values()].at(-1), (row) =>
          (findings.get(row.dataset.key) ?? []).some((each) => !each.waived),
        );
        if (next) open(next);
      } else if (event.code === "KeyC" && active) {
        event.preventDefault();
        void whereElse();
      } else if (event.code === "KeyZ") {
        event.preventDefault();
        void takeBack();
      }
    }
  });

  // --- what others do ---

  const listen = () => {
    const source = new EventSource(`${base}/events?since=${encodeURIComponent(page.since)}`);
    source.addEventListener("units", (event) => {
      for (const unit of JSON.parse(event.data).units) {
        const row = rows.get(unit.key);
        // What this page is saving is answered by itself, and news may be older than an answer that came before.
        if (flying.has(unit.key) || unit.at < (row?.at ?? 0)) continue;
        if (!row || row.dataset.version === unit.version) {
          if (row && row.dataset.state !== unit.state) show(row, unit);
          continue;
        }
        if (active?.row === row) {
          if (active.seen === unit.version) continue;
          if (oneLine(active.field.value) !== active.base || document.activeElement === active.field) {
            if (unit.target === active.base) active.seen = unit.version;
            else conflict(active, unit);
            continue;
          }
          Object.assign(active, { seen: unit.version, base: unit.target });
          active.field.value = unit.target;
        }
        show(row, unit);
        unsee(row);
        row.classList.add("fresh");
        setTimeout(() => row.classList.remove("fresh"), 1500);
      }
      count();
      askFindings();
    });
    source.addEventListener("text", () => {
      outOfDate = true;
      $("#news").hidden = false;
    });
    source.addEventListener("state", (event) => {
      const now = JSON.parse(event.data);
      state(now.state);
      showReturned(now.returned);
      // An approval names the text on this page, not one that this page does not show.
      if (!outOfDate) page.text = now.text;
    });
    const showPeople = people(base, call, announce);
    source.addEventListener("people", (event) => showPeople(JSON.parse(event.data)));
    source.addEventListener("problem", (event) => announce(JSON.parse(event.data).message));
  };
  $("#reload").addEventListener("click", async () => {
    await close();
    location.reload();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-to]");
    if (!link) return;
    event.preventDefault();
    const row = [...rows.values()].find((each) => each.dataset.short === link.dataset.to);
    if (row) open(row);
  });

  const showReturned = (now) => {
    const place = $("#returned");
    place.hidden = !now;
    if (!now) return;
    $("strong", place).textContent = say("returned-by", now);
    $(".why", place).textContent = now.reason;
    $(".which", place).hidden = !now.units.length;
    const links = now.units.map((unit) => element("a", { href: "#" }, unit));
    links.forEach((link, number) => (link.dataset.to = now.units[number]));
    $(".which span", place).replaceChildren(...links.flatMap((link) => [link, " "]));
  };

  const state = (name) => {
    if (name !== "returned") $("#returned").hidden = true;
    const place = $("#state");
    place.dataset.state = name;
    place.textContent = say(name);
  };

  // --- the sign-off ---

  const act = async (name, more = {}) => {
    if (!(await close())) return;
    const dialog = $("#act");
    dialog.more = more;
    $("#act-title").textContent = say(name);
    $(".what", dialog).textContent = say(`${name}-what`, { text: page.text, check: more.check });
    $(".go", dialog).textContent = say(name);
    $(".go", dialog).hidden = false;
    $(".refused", dialog).hidden = true;
    $(".by", dialog).hidden = name !== "supersede";
    $(".until", dialog).hidden = name !== "waive";
    $(".reason span", dialog).textContent = say(name === "submit" ? "submit-reason" : "reason");
    $(".reason", dialog).hidden = ["approve", "supersede"].includes(name);
    const all = [...rows.values()];
    const undone = all.filter((row) => !isDone(row));
    const wrong = all.filter((row) => findings.get(row.dataset.key)?.some((each) => each.severity === "error" && !each.waived));
    $(".left", dialog).replaceChildren(
      ...(name === "submit" && undone.length ? [leftToDo("left", undone)] : []),
      ...(name === "submit" && wrong.length ? [leftToDo("left-errors", wrong)] : []),
      ...(name === "return" && marked.size ? [element("li", {}, say("marked", { n: marked.size }))] : []),
    );
    const unseen = [...rows.keys()].some((key) => !seen.has(key));
    const scrolled = $(".scrolled", dialog);
    scrolled.hidden = !(name === "approve" && unseen);
    $("input", scrolled).checked = false;
    dialog.dataset.act = name;
    dialog.returnValue = "";
    $(".summary", dialog).replaceChildren();
    dialog.showModal();
    if (name === "submit" || name === "approve") void summarise(name);
  };

  // The sentences that are left, the first of them to go to.
  const leftToDo = (key, those) => {
    const item = element("li", {}, say(key, { n: those.length }));
    const list = element("ul");
    for (const row of those.slice(0, 8)) {
      const button = element("button", { type: "button", lang: page.source }, $(".source", row).textContent.slice(0, 60));
      button.addEventListener("click", () => {
        $("#act").close();
        open(row);
      });
      list.append(element("li", {}, button));
    }
    if (those.length > 8) list.append(element("li", { className: "quiet" }, say("and-more", { n: those.length - 8 })));
    item.append(list);
    return item;
  };

  // What would be signed, as the command line shows it before it asks.
  const summarise = async (name) => {
    const dialog = $("#act");
    const place = $(".summary", dialog);
    place.replaceChildren(element("p", { className: "quiet" }, say("reading-text")));
    let found;
    try {
      found = await call("POST", `${base}/prepare`, { act: name, text: page.text });
    } catch (error) {
      found = { refused: [error.message] };
    }
    if (!dialog.open || dialog.dataset.act !== name) return;
    const lines = found.refused.map((text) => element("p", { className: "problem" }, text));
    const line = (...parts) => lines.push(element("p", {}, ...parts));
    if (found.units !== undefined) {
      line(`${say("text-of", { n: found.units, text: found.text })}, ${say("as", { who: found.who })}`);
      if (found.submitted) line(say("submitted-by", found.submitted), found.submitted.reason ? `: ${found.submitted.reason}` : "");
      if (found.compared) {
        const { same, changed, gone } = found.compared;
        line(`${say("compared", found.compared)} ${same ? say("same-text") : say("changed-gone", { n: changed.length, gone })}`);
      }
      if (found.approved) {
        line(say("approved-changes", { day: found.approved.when.slice(0, 10), n: found.approved.changes.length }));
        lines.push(
          element(
            "ul",
            { className: "changes" },
            ...found.approved.changes.map((each) => {
              const source = element("div", { lang: page.source }, ...diff(each.source));
              const target = element("div", { lang: page.language, dir: page.direction }, ...diff(each.target));
              return element("li", {}, element("span", { className: "quiet" }, say(`is-${each.kind}`)), source, target);
            }),
          ),
        );
      } else if (name === "approve") line(say("never-approved"));
      if (found.warnings) line(say("warnings-open", { n: found.warnings }));
      for (const each of found.waived) line(say("waived-by", each));
      if (found.not_run.length) line(say("not-run", { checks: found.not_run.join(", ") }));
      if (found.off.length) line(say("off", { checks: found.off.join(", ") }));
    }
    place.replaceChildren(...lines);
  };

  $("#act form").addEventListener("submit", async (event) => {
    if (event.submitter?.value !== "go") return;
    event.preventDefault();
    const dialog = $("#act");
    const name = dialog.dataset.act;
    const scrolled = $(".scrolled", dialog);
    if (!scrolled.hidden && !$("input", scrolled).checked) {
      $("input", scrolled).focus();
      return;
    }
    const go = $(".go", dialog);
    go.disabled = true;
    try {
      const value = { act: name, reason: $(".reason textarea", dialog).value.trim(), ...dialog.more };
      if (name === "approve") value.text = page.text;
      if (name === "return") value.units = [...marked.values()];
      if (name === "supersede") value.by = $(".by input", dialog).value.trim();
      if (name === "waive") value.until = $(".until input", dialog).value;
      const answer = await call("POST", `${base}/act`, value);
      if (answer.command) {
        $(".what", dialog).replaceChildren(say("elsewhere"), element("code", { className: "command" }, answer.command));
        go.hidden = true;
        return;
      }
      dialog.close();
      state(answer.state);
      announce([say("acted", { state: say(answer.state) }), ...answer.said].join(" · "));
      if (name === "waive") askFindings(0);
      if (name === "return") {
        marked.clear();
        for (const row of rows.values()) row.classList.remove("for-return");
      }
    } catch (error) {
      const refused = $(".refused", dialog);
      refused.textContent = error.message;
      refused.hidden = false;
    } finally {
      go.disabled = false;
    }
  });
  for (const button of $$("[data-act]")) if (button.matches("button")) button.addEventListener("click", () => void act(button.dataset.act));

  count();
  askFindings(0);
  listen();
  showKept();
  const first = location.hash.startsWith("#u-") ? rows.get(location.hash.slice(3)) : undefined;
  if (first) open(first);
};

if (page.page === "overview") await overview();
if (page.page === "release") release();
