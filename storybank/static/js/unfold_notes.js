// On a narrow page a note waits behind a small mark at its sentence and unfolds under the sentence when asked for.
// On a wide page the style sheet hides the marks, and every note stands in the margin beside where its sentence begins.

const WIDE = "(min-width: 1040px)"; // the style sheet's own width for notes in the margin

function open(toggle, note, isOpen) {
  note.classList.toggle("is-open", isOpen);
  toggle.setAttribute("aria-expanded", String(isOpen));
}

function makeToggle(note) {
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "sb-note__toggle";
  toggle.setAttribute("aria-controls", note.id);
  const words = note.querySelector(".sb-chip").textContent.replace(/\s+/g, " ").trim();
  toggle.setAttribute("aria-label", `Code: ${words}`);
  const mark = note.querySelector(".sb-change")?.cloneNode(true);
  if (mark) {
    mark.setAttribute("aria-hidden", "true");
    toggle.append(mark);
  }
  open(toggle, note, false);
  toggle.addEventListener("click", () => open(toggle, note, !note.classList.contains("is-open")));
  note.addEventListener("note:show", () => open(toggle, note, true));
  note.before(toggle);
  return toggle;
}

/** Stands the note under its sentence on a narrow page, or beside its beginning on a wide one. */
function place(note, toggle, isWide) {
  const runs = toggle.parentElement.querySelectorAll(`[data-codings~="${CSS.escape(note.dataset.note)}"]`);
  const anchor = isWide || runs.length === 0 ? toggle : runs[runs.length - 1];
  anchor.after(note);
}

/** Puts a mark before each note of each story on the page. */
export function startUnfoldingNotes(root) {
  const width = window.matchMedia(WIDE);
  for (const story of root.querySelectorAll(".sb-story--notes")) {
    const pairs = [...story.querySelectorAll(".sb-note")].map((note) => [note, makeToggle(note)]);
    // From the last to the first, so that notes under one sentence keep their order.
    const arrange = () => [...pairs].reverse().forEach(([note, toggle]) => place(note, toggle, width.matches));
    arrange();
    width.addEventListener("change", arrange);
    story.classList.add("has-toggles");
  }
}
