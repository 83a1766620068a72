// Keeps the screen awake while a test runs, where the browser can.

let lock = null;

/** Asks for a wake lock, or gives it back. */
export async function stayAwake(on) {
  try {
    if (on && !lock && navigator.wakeLock && document.visibilityState === "visible") {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => { lock = null; });
    } else if (!on && lock) {
      await lock.release();
    }
  } catch {
    lock = null;
  }
}
