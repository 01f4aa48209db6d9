// On a narrow page the filters fold away, so that what was found comes first; on a wide page they stay open beside it.

const WIDE = "(min-width: 800.02px)"; // the style sheet's own width for a column beside the content

/** Keeps each details[data-filters] open on a wide page and folded on a narrow one until it is asked for. */
export function startFoldingFilters(root) {
  const width = window.matchMedia(WIDE);
  for (const panel of root.querySelectorAll("details[data-filters]")) {
    const arrange = () => {
      panel.open = width.matches;
    };
    arrange();
    width.addEventListener("change", arrange);
  }
}
