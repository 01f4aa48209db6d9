// Words chosen in a story are put into the field of words to cover; without this they are typed there.
import { readPassage } from "./select_passage.js";

const LONGEST = 200;

/** Starts it on the page on which personal details are decided on. */
export function startCoveringSelections(page) {
  const words = page.querySelector("[data-cover-from]");
  const field = page.querySelector("#more_words");
  if (!words || !field) return;
  page.addEventListener("selectionchange", () => {
    const passage = readPassage(words, page.getSelection());
    if (passage && passage.quote.length <= LONGEST) {
      field.value = passage.quote.replaceAll(/\s+/g, " ");
    }
  });
}
