// Lets a person choose words in a story with the mouse or the keyboard, and fills a form with their place.
// The server counts Unicode code points and JavaScript counts UTF-16 units, so the count is converted here, at the edge.

const countCodePoints = (text) => Array.from(text).length;

/** The place in the kept text of a boundary of the selection, or null when it lies outside the runs. */
function offsetAt(container, offset, runs, atEnd) {
  const element = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
  const run = element.closest("[data-start]");
  if (run && container.nodeType === Node.TEXT_NODE) {
    return Number(run.dataset.start) + countCodePoints(container.data.slice(0, offset));
  }
  // A boundary between runs: the end of the last run before it, or the start of the first run after it.
  const boundary = document.createRange();
  boundary.setStart(container, offset);
  const isBefore = (candidate) => {
    const place = document.createRange();
    place.selectNodeContents(candidate);
    return place.compareBoundaryPoints(Range.START_TO_START, boundary) < 0;
  };
  const before = runs.filter(isBefore);
  if (atEnd) {
    const last = before.at(-1);
    return last ? Number(last.dataset.start) + countCodePoints(last.textContent) : null;
  }
  const next = runs[before.length];
  return next ? Number(next.dataset.start) : null;
}

/** The kept text from start to end, as far as the page shows it; breaks between paragraphs come back as line ends. */
function wordsBetween(runs, start, end) {
  let words = "";
  let reached = start;
  for (const run of runs) {
    const from = Number(run.dataset.start);
    const points = Array.from(run.textContent);
    if (from + points.length <= start || from >= end) continue;
    if (from > reached) words += "\n".repeat(from - reached);
    words += points.slice(Math.max(0, start - from), end - from).join("");
    reached = from + points.length;
  }
  return words;
}

/** Reads the selection inside `text`: {start, end, quote} in code points, end not included, or null when nothing is chosen. */
export function readPassage(text, selection) {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const runs = [...text.querySelectorAll("[data-start]")];
  let start = offsetAt(range.startContainer, range.startOffset, runs, false);
  let end = offsetAt(range.endContainer, range.endOffset, runs, true);
  if (start === null || end === null || start >= end) return null;
  const quote = wordsBetween(runs, start, end);
  // A double click often takes the space after the word; the passage is the words only.
  const lead = countCodePoints(quote) - countCodePoints(quote.trimStart());
  const trail = countCodePoints(quote) - countCodePoints(quote.trimEnd());
  start += lead;
  end -= trail;
  return start < end ? { start, end, quote: quote.trim() } : null;
}

/** The range on the page that holds the kept text from start to end (code points), or null where it is not shown. */
export function rangeOf(text, start, end) {
  const runs = [...text.querySelectorAll("[data-start]")];
  const place = (at, atEnd) => {
    const fits = (run) => {
      const from = Number(run.dataset.start);
      const to = from + countCodePoints(run.textContent);
      return atEnd ? from < at && at <= to : from <= at && at < to;
    };
    const run = runs.find(fits);
    if (!run) return null;
    const node = document.createTreeWalker(run, NodeFilter.SHOW_TEXT).nextNode();
    const points = Array.from(node.data).slice(0, at - Number(run.dataset.start));
    return [node, points.join("").length];
  };
  const [from, to] = [place(start, false), place(end, true)];
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

function connect(form, text) {
  const part = (name) => form.querySelector(`[data-passage-${name}]`);
  const fill = (passage) => {
    for (const name of ["start", "end", "quote"]) {
      form.elements.namedItem(name).value = passage ? String(passage[name]) : "";
    }
    part("chosen").hidden = !passage;
    part("quote").textContent = passage ? passage.quote : "";
    for (const other of [part("hint"), part("sentences")]) {
      if (other) other.hidden = Boolean(passage);
    }
    // Where there are promises to attach to, a small bar asks first what the words are for.
    if (!passage || !form.dataset.attachUrl) form.classList.toggle("has-passage", Boolean(passage));
    form.dispatchEvent(new CustomEvent("passage:chosen", { detail: passage }));
  };

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      // An empty selection keeps the last words chosen: using the form itself collapses the selection.
      const passage = readPassage(text, document.getSelection());
      if (passage) fill(passage);
    }, 150);
  });
  const clear = () => {
    fill(null);
    document.getSelection().removeAllRanges();
  };
  part("clear").addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && form.elements.namedItem("start").value) clear();
  });
  fill(null);
}

/** Joins each form[data-select-passage] to the text it names. */
export function startSelectingPassages(root) {
  for (const form of root.querySelectorAll("form[data-select-passage]")) {
    const text = root.getElementById(form.dataset.selectPassage);
    if (text) connect(form, text);
  }
}
