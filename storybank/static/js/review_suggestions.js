// Reviewing suggestions with one key each: J or down for the next, K or up for the one before, C to confirm, R to reject.
// The same forms are sent as without script; only the reloading of the page is saved.

const DECISIONS = {
  confirm: { status: "confirmed", word: "Confirmed by you" },
  reject: { status: "rejected", word: "Rejected by you" },
};

class Review {
  constructor(text, status) {
    this.text = text;
    this.status = status;
    this.current = null;
    this.sending = false;
  }

  waiting() {
    return [...this.text.querySelectorAll("[data-suggestion]:not([data-decided])")];
  }

  runsOf(note) {
    return this.text.querySelectorAll(`[data-codings~="${CSS.escape(note.dataset.note)}"]`);
  }

  say(words) {
    this.status.textContent = words;
  }

  tellCount(first = "") {
    const left = this.waiting().length;
    const count = left === 0 ? "No suggestions left." : `${left} ${left === 1 ? "suggestion" : "suggestions"} to look at.`;
    this.say(first ? `${first} ${count}` : count);
  }

  show(note) {
    for (const run of this.text.querySelectorAll(".sb-run--current")) run.classList.remove("sb-run--current");
    this.unfold(note);
    this.current = note;
    if (!note) return;
    for (const run of this.runsOf(note)) run.classList.add("sb-run--current");
    note.dispatchEvent(new CustomEvent("note:show", { bubbles: true }));
    note.focus({ preventScroll: true });
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    (this.runsOf(note)[0] ?? note).scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  /** Shows one note in full; on a wide page the others are only their names, so that each stays by its sentence. */
  unfold(note) {
    for (const other of this.text.querySelectorAll(".sb-note.is-current")) other.classList.remove("is-current");
    note?.classList.add("is-current");
  }

  step(by) {
    const notes = this.waiting();
    if (notes.length === 0) return this.tellCount();
    const at = notes.indexOf(this.current);
    const next = at === -1 ? (by > 0 ? 0 : notes.length - 1) : (at + by + notes.length) % notes.length;
    this.show(notes[next]);
  }

  /** Sends one of a note's forms; on any trouble hands over to the browser, which sends it the plain way. */
  async decide(note, action) {
    const form = note.querySelector(`form[data-${action}]`);
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
      this.mark(note, DECISIONS[action]);
    } catch {
      form.submit();
    } finally {
      this.sending = false;
    }
  }

  mark(note, decision) {
    const notes = this.waiting();
    const next = notes[notes.indexOf(note) + 1] ?? notes.find((other) => other !== note) ?? null;
    note.dataset.decided = decision.status;
    note.querySelector(".sb-note__actions")?.remove();
    const chip = note.querySelector(".sb-chip");
    chip.classList.replace("sb-chip--suggested", `sb-chip--${decision.status}`);
    const words = document.createElement("span");
    words.className = "sb-note__decision";
    words.textContent = decision.word;
    note.querySelector(".sb-note__by")?.remove();
    note.append(words);
    for (const run of this.runsOf(note)) {
      run.classList.remove("sb-run--suggested");
      if (decision.status === "confirmed") run.classList.add("sb-run--confirmed");
      else if (run.dataset.codings.split(" ").length === 1) run.classList.remove("sb-run--coded");
      else run.classList.add("sb-run--suggested");
    }
    this.show(next);
    this.tellCount(`${decision.word}.`);
  }
}

const isTyping = (element) => Boolean(element?.closest("input, textarea, select, [contenteditable]"));

function listen(review) {
  const keys = {
    j: () => review.step(1),
    ArrowDown: () => review.current && review.step(1),
    k: () => review.step(-1),
    ArrowUp: () => review.current && review.step(-1),
    c: () => review.current && review.decide(review.current, "confirm"),
    r: () => review.current && review.decide(review.current, "reject"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // Arrows belong to the page until a suggestion has been chosen.
    if (!keys[key] || (key.startsWith("Arrow") && !document.activeElement?.closest("[data-suggestion]"))) return;
    event.preventDefault();
    keys[key]();
  });
  review.text.addEventListener("submit", (event) => {
    const note = event.target.closest("[data-suggestion]");
    if (!note) return;
    event.preventDefault();
    review.decide(note, event.target.matches("[data-confirm]") ? "confirm" : "reject");
  });
  review.text.addEventListener("focusin", (event) => {
    const note = event.target.closest("[data-suggestion]:not([data-decided])");
    if (note) review.current = note;
    const any = event.target.closest("[data-note]");
    if (any) review.unfold(any);
  });
  review.text.addEventListener("click", (event) => {
    const run = event.target.closest("[data-codings]");
    if (!run || !document.getSelection().isCollapsed) return;
    const notes = review.waiting().filter((note) => run.dataset.codings.split(" ").includes(note.dataset.note));
    if (notes.length > 0) review.show(notes[0]);
  });
}

/** Starts keyboard review on each text[data-review] of the page. */
export function startReviewing(root) {
  const text = root.querySelector("[data-review]");
  const status = root.querySelector("[data-review-status]");
  if (!text || !status) return;
  const review = new Review(text, status);
  listen(review);
  for (const note of text.querySelectorAll(".sb-note:has(.sb-note__actions, .sb-note__change)")) note.tabIndex = 0;
  review.unfold(review.waiting()[0]);
  const keys = root.querySelector("[data-review-keys]");
  if (keys) keys.hidden = review.waiting().length === 0;
  review.tellCount();
}
