// Who else is on a release's page, and who works on it.

const $ = (selector) => document.querySelector(`#people ${selector}`);
const words = new Map(
  [...document.querySelectorAll("#words-people [data-key]")].map((each) => [each.dataset.key, each.textContent]),
);
const say = (key, values) => words.get(key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// Returns what shows people as the server tells of them; `call` asks the server, `failed` gets a sentence.
export const people = (base, call, failed) => {
  const claim = async (take, reason = "") => {
    try {
      await call("POST", `${base}/claim`, { take, reason });
    } catch (error) {
      failed(error.message);
    }
  };
  $(".take").addEventListener("click", () => void claim(true));
  $(".leave").addEventListener("click", () => void claim(false));
  $(".over").addEventListener("click", () => {
    const reason = prompt(say("why-over"))?.trim();
    if (reason) void claim(true, reason);
  });
  return ({ here, claim: now, due, overdue }) => {
    $(".due").textContent = due ? say(overdue ? "overdue" : "due", { day: due }) : "";
    $(".due").classList.toggle("late", overdue);
    $(".here").textContent = here.length ? say("here", { names: here.join(", ") }) : "";
    const parts = [];
    if (now) {
      const day = now.since.slice(0, 10);
      parts.push(now.mine ? say("claimed-by-you", { day }) : say("claimed", { name: now.name, day }));
      if (now.reason) parts.push(say("over", { reason: now.reason }));
    }
    $(".claim").textContent = parts.join(" ");
    $(".take").hidden = Boolean(now);
    $(".over").hidden = !now || now.mine;
    $(".leave").hidden = !now?.mine;
  };
};
