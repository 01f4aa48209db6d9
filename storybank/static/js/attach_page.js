// Attaching words to a promise with a few keys: a figure takes a promise, S supports, X contradicts; Enter sends the form.

const isTyping = (element) => Boolean(element?.closest("textarea, select, [contenteditable], input:not([type=radio])"));

function startFinding(form) {
  const field = form.querySelector("[data-pick-find]");
  const list = form.querySelector("[data-pick-list]");
  if (!field || !list) return;
  const found = form.querySelector("[data-pick-found]");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.value = field.value;
    for (const one of list.querySelectorAll("[data-pick]")) {
      const holds = words.every((word) => one.dataset.pick.includes(word));
      one.hidden = !holds && !one.querySelector("input").checked;
    }
  });
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

/** Taking a promise takes what was suggested for it too, as long as the person has not said themselves. */
function startSuggesting(form) {
  let saidSo = false;
  const stances = [...form.querySelectorAll("input[name=stance]")];
  form.addEventListener("change", (event) => {
    if (event.target.name === "stance") saidSo = true;
    if (event.target.name !== "commitment" || saidSo) return;
    for (const one of stances) one.checked = one.value === event.target.dataset.stance;
  });
  return stances;
}

/** Starts the keys on the page where words are attached to a promise. */
export function startAttaching(root) {
  const form = root.querySelector("form[data-attach]");
  if (!form) return;
  startFinding(form);
  const stances = startSuggesting(form);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
    const key = event.key.toLowerCase();
    const promise = /^[1-9]$/.test(key) ? form.querySelector(`[data-pick-key="${key}"]`) : null;
    const stance = { s: stances[0], x: stances[1] }[key];
    const taken = promise ?? stance;
    if (!taken) return;
    event.preventDefault();
    taken.focus();
    taken.click();
  });
}
