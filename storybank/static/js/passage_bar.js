// A small bar beside the words chosen in a story: attach them to a promise, or put a code on them.
// By keyboard: A takes the first sentence in view, the arrows move, Shift with an arrow takes more, Enter goes on, Escape lets go.

import { rangeOf } from "./select_passage.js";

const isTyping = (element) => Boolean(element?.closest("input, textarea, select, [contenteditable]"));

function makeBar(onAttach, onCode) {
  const bar = document.createElement("div");
  bar.className = "sb-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "What to do with the words chosen");
  bar.hidden = true;
  const add = (words, key, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sb-bar__button";
    button.textContent = words;
    if (key) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      cap.setAttribute("aria-hidden", "true");
      button.append(" ", cap);
    }
    // Pressing a button must not let go of the words first.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", act);
    bar.append(button);
  };
  add("Attach to a promise", "A", onAttach);
  if (onCode) add("Add a code", "", onCode);
  document.body.append(bar);
  return bar;
}

/** Stands the bar under the end of the words chosen, within the page. */
function stand(bar) {
  const selection = document.getSelection();
  if (!selection.rangeCount) return;
  const boxes = selection.getRangeAt(0).getClientRects();
  const box = boxes[boxes.length - 1];
  if (!box) return;
  bar.hidden = false;
  const room = document.documentElement.clientWidth - bar.offsetWidth - 8;
  bar.style.left = `${Math.max(8, Math.min(box.right - bar.offsetWidth / 2, room)) + window.scrollX}px`;
  bar.style.top = `${box.bottom + 8 + window.scrollY}px`;
}

class Sentences {
  constructor(text, form) {
    this.text = text;
    this.list = [...form.elements.namedItem("sentences").options]
      .filter((option) => option.dataset.from)
      .map((option) => [Number(option.dataset.from), Number(option.dataset.to)]);
    this.first = -1;
    this.last = -1;
  }

  get active() {
    return this.first >= 0;
  }

  begin() {
    const inView = ([start, end]) => (rangeOf(this.text, start, end)?.getBoundingClientRect().bottom ?? 0) > 0;
    const at = this.list.findIndex(inView);
    if (at >= 0) this.take(at, at);
  }

  /** Moves by one sentence, or takes one more on that side. */
  step(by, more) {
    const at = this.last + by;
    if (at < 0 || at >= this.list.length) return;
    this.take(more ? this.first : at, at);
  }

  take(first, last) {
    [this.first, this.last] = [first, last];
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    const range = rangeOf(this.text, this.list[low][0], this.list[high][1]);
    if (!range) return;
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    (range.startContainer.parentElement ?? this.text).scrollIntoView({ block: "nearest" });
  }

  leave() {
    this.first = this.last = -1;
  }
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function connect(form, text) {
  let passage = null;
  const field = (name) => form.elements.namedItem(name).value;
  const attach = () => {
    const address = new URL(form.dataset.attachUrl, window.location.href);
    for (const name of ["version", "start", "end"]) address.searchParams.set(name, field(name));
    window.location.assign(address);
  };
  const code = () => {
    form.classList.add("has-passage");
    bar.hidden = true;
    form.querySelector("select[name=theme]")?.focus({ preventScroll: true });
  };
  const bar = makeBar(attach, form.querySelector("select[name=theme]") ? code : null);
  const sentences = new Sentences(text, form);
  form.addEventListener("passage:chosen", (event) => {
    passage = event.detail;
    if (passage) stand(bar);
    else bar.hidden = true;
  });
  document.addEventListener("selectionchange", () => {
    if (document.getSelection().isCollapsed) bar.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "a" && passage && !document.getSelection().isCollapsed) attach();
    else if (key === "a" && !sentences.active) sentences.begin();
    else if (key === "Escape") return sentences.leave();
    else if (!sentences.active) return;
    else if (STEPS[key]) sentences.step(STEPS[key], event.shiftKey);
    else if (key === "Enter" && passage && !document.activeElement?.closest("a, button")) attach();
    else return;
    event.preventDefault();
  });
  text.addEventListener("pointerdown", () => sentences.leave());
}

/** Gives each story whose words may be attached to a promise its bar. */
export function startPassageBar(root) {
  for (const form of root.querySelectorAll("form[data-select-passage][data-attach-url]")) {
    const text = root.getElementById(form.dataset.selectPassage);
    if (text) connect(form, text);
  }
}
