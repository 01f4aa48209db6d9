// Starts what the page uses. Every page works without this file; it only makes some things quicker.
import {
  Button,
  CharacterCount,
  ErrorSummary,
  ExitThisPage,
  PasswordInput,
  SkipLink,
  createAll,
} from "../build/govuk-frontend.min.js";
import { startSelectingPassages } from "./select_passage.js";
import { startReviewing } from "./review_suggestions.js";
import { startFoldingFilters } from "./fold_filters.js";
import { startPassageBar } from "./passage_bar.js";
import { startDecidingLinks } from "./decide_links.js";
import { startAttaching } from "./attach_page.js";
import { startCoveringSelections } from "./cover_selection.js";
import { startUnfoldingNotes } from "./unfold_notes.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

for (const component of [Button, CharacterCount, ErrorSummary, ExitThisPage, PasswordInput, SkipLink]) {
  createAll(component);
}
startFoldingFilters(document);
startPassageBar(document);
startSelectingPassages(document);
startDecidingLinks(document);
startAttaching(document);
startCoveringSelections(document);
startUnfoldingNotes(document);
startReviewing(document);
