// Canvas basics shared by the live curves and the review: sharp pixels, scales and ticks.

/** Fits a canvas to its box at the screen's own pixels; gives the context in CSS pixels with width and height. */
export function sharp(canvas) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}

/** A round step that cuts `span` into about `count` parts. */
export function step(span, count) {
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const digit = raw / power;
  return power * (digit > 7 ? 10 : digit > 3 ? 5 : digit > 1.5 ? 2 : 1);
}

/** The font of the canvases in CSS pixels. */
export const font = (pixels, weight = 500) => `${weight} ${pixels}px system-ui, sans-serif`;
