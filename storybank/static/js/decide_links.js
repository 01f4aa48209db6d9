// Deciding on suggested passages with one key each: S supports, X contradicts, C as suggested, R neither; J and K move, T ticks, U undoes.
// The same forms are sent as without script; only the reloading of the page is saved.

const WORDS = { supports: "It supports the promise", contradicts: "It contradicts the promise", reject: "It says nothing of the promise" };

const isTyping = (element) => Boolean(element?.closest("textarea, select, [contenteditable], input:not([type=checkbox])"));

class Links {
  constructor(list, status) {
    this.list = list;
    this.status = status;
    this.sending = false;
  }

  waiting() {
    return [...this.list.querySelectorAll("[data-link-suggestion]:not([data-decided])")];
  }

  current() {
    return document.activeElement?.closest("[data-link-suggestion]:not([data-decided])") ?? null;
  }

  show(item) {
    if (!item) return;
    item.focus({ preventScroll: true });
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  step(by) {
    const items = this.waiting();
    const at = items.indexOf(this.current());
    this.show(items[at === -1 ? (by > 0 ? 0 : items.length - 1) : (at + by + items.length) % items.length]);
  }

  /** Sends one of an item's forms; on any trouble hands over to the browser, which sends it the plain way. */
  async decide(item, act) {
    const form = item.querySelector(`form[data-decide="${act}"]`);
    if (!form || this.sending) return;
    this.sending = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok || new URL(answer.url).pathname.includes("sign-in")) throw new Error(String(answer.status));
      this.mark(item, act);
    } catch {
      form.submit();
    } finally {
      this.sending = false;
    }
  }

  mark(item, act) {
    const items = this.waiting();
    const next = items[items.indexOf(item) + 1] ?? items.find((other) => other !== item) ?? null;
    item.dataset.decided = act;
    item.querySelector(".sb-evidence__acts")?.remove();
    item.querySelector(".sb-evidence__tick")?.remove();
    const words = document.createElement("p");
    words.className = "sb-evidence__decided";
    words.textContent = `${WORDS[act]}: decided by you.`;
    item.append(words);
    const left = this.waiting().length;
    this.status.textContent = `${WORDS[act]}. ${left} left on this page.`;
    if (next) this.show(next);
    else item.focus({ preventScroll: true });
  }
}

function listen(links, undo) {
  const acts = { s: "supports", x: "contradicts", r: "reject" };
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const item = links.current();
      if (key === "p" && !undo) links.show(links.waiting()[0]);
      else if (undo && (key === "j" || key === "k")) links.step(key === "j" ? 1 : -1);
      else if (undo && key === "u") undo();
      else if (!item) return;
      else if (acts[key]) links.decide(item, acts[key]);
      else if (key === "c") links.decide(item, item.dataset.linkSuggestion);
      else if (key === "j" || key === "k") links.step(key === "j" ? 1 : -1);
      else if (key === "t" && item.querySelector("[data-tick]")) item.querySelector("[data-tick]").click();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation(); // on a story's page the same keys decide on codes
    },
    true,
  );
  links.list.addEventListener("submit", (event) => {
    const item = event.target.closest("[data-link-suggestion]");
    if (!item || !event.target.dataset.decide) return;
    event.preventDefault();
    links.decide(item, event.target.dataset.decide);
  });
}

/** Undoing changes several places of the page, so it is sent the plain way. */
function makeUndo(form) {
  return () => {
    const copy = document.createElement("form");
    copy.method = "post";
    copy.action = form.dataset.undo;
    for (const [name, value] of new FormData(form)) {
      if (name === "link") continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      copy.append(field);
    }
    document.body.append(copy);
    copy.submit();
  };
}

function startTicking(root, form) {
  const all = form.querySelector("[data-tick-all]");
  const count = form.querySelector("[data-tick-count]");
  const boxes = () => [...root.querySelectorAll("[data-tick]")];
  const whole = count.textContent;
  const tell = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    count.textContent = ticked ? `${ticked} of ${boxes().length} on this page ticked.` : whole;
    all.textContent = ticked && ticked === boxes().length ? "Tick none" : "Tick all on this page";
  };
  all.addEventListener("click", (event) => {
    event.preventDefault();
    const on = boxes().some((box) => !box.checked);
    for (const box of boxes()) box.checked = on;
    tell();
  });
  root.addEventListener("change", (event) => event.target.matches("[data-tick]") && tell());
  tell();
}

/** Starts deciding by key on each list[data-link-review] of the page. */
export function startDecidingLinks(root) {
  const list = root.querySelector("[data-link-review]");
  const status = root.querySelector("[data-link-status]");
  if (!list || !status) return;
  const form = root.querySelector("form[data-undo]");
  listen(new Links(list, status), form ? makeUndo(form) : null);
  if (form) startTicking(root, form);
  const keys = root.querySelector("[data-link-keys]");
  if (keys) keys.hidden = false;
}
