// The colours of the canvases, read once from the style sheet for each theme.

const names = ["ink", "soft", "grid", "panel", "left", "right", "total", "accent", "phase-a", "phase-b"];
let colours = null;

/** The colours of the theme in use by their names in the style sheet. */
export function palette() {
  if (!colours) {
    const style = getComputedStyle(document.documentElement);
    colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }
  return colours;
}

/** Reads the colours anew at the next use. */
export const repaint = () => { colours = null; };

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
