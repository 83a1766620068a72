"""Our own audit of the page: names of controls, contrast of text, order of focus, and no scrolling sideways."""

from page import Failed, SIZES, expect

CONTROLS = {"button", "textbox", "combobox", "listbox", "checkbox", "slider", "link", "searchbox", "spinbutton", "radio"}

CONTRAST = """() => {
  const parse = (words) => { const n = (words.match(/[\\d.]+/g) ?? []).map(Number); return words.startsWith("color(srgb")
    ? [n[0] * 255, n[1] * 255, n[2] * 255, n[3] ?? 1] : [n[0], n[1], n[2], n[3] ?? 1]; };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = (c) => { const f = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = (node) => { const layers = [];
    for (let n = node; n; n = n.parentElement) { const c = parse(getComputedStyle(n).backgroundColor); layers.push(c); if (c[3] === 1) break; }
    let c = [255, 255, 255, 1]; for (const layer of layers.reverse()) c = over(layer, c); return c; };
  const bad = []; let seen = 0;
  const check = (node, colour, words) => { const under = ground(node); const r = ratio(over(parse(colour), under), under); seen++;
    if (r < 4.5) bad.push(`${r.toFixed(2)} "${words.trim().slice(0, 40)}" ${node.id || node.className}`); };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || node.closest("script, dialog:not([open]), datalist")) continue;
    const box = node.getBoundingClientRect(); const style = getComputedStyle(node);
    if (!box.width || !box.height || style.visibility === "hidden" || style.clipPath !== "none") continue;
    check(node, style.color, walker.currentNode.data); }
  for (const field of document.querySelectorAll("input[placeholder]"))
    if (field.offsetWidth) check(field, getComputedStyle(field, "::placeholder").color, field.placeholder);
  return { bad, seen };
}"""

TABBABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
  .filter((n) => !n.disabled && n.tabIndex >= 0 && !n.closest("[inert]") && n.checkVisibility({ visibilityProperty: true })
    && (!document.querySelector("dialog[open]") || n.closest("dialog[open]")))
  .map((n, i) => { n.dataset.audit = i; return n.id || n.textContent.trim().slice(0, 30) || n.className; })"""

FOCUS = """() => { const n = document.activeElement; if (!n || n === document.body) return null;
  const b = n.getBoundingClientRect(); const s = getComputedStyle(n); const c = n.firstElementChild && getComputedStyle(n.firstElementChild);
  const drawn = (x) => x && x.outlineStyle !== "none" && parseFloat(x.outlineWidth) > 0;
  return { at: n.dataset.audit === undefined ? -1 : Number(n.dataset.audit), name: n.id || n.textContent.trim().slice(0, 30),
    left: b.left + scrollX, right: b.right + scrollX, top: b.top + scrollY, bottom: b.bottom + scrollY, bar: Boolean(n.closest("footer")),
    seen: drawn(s) || drawn(c) }; }"""


def names(page):
    """Every control that a screen reader finds has a name; gives how many there are."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    found = [n for n in nodes if not n.get("ignored") and n.get("role", {}).get("value") in CONTROLS]
    nameless = [n["role"]["value"] for n in found if not n.get("name", {}).get("value", "").strip()]
    expect(found and not nameless, f"controls without a name: {nameless} of {len(found)}")
    landmarks = {n["role"]["value"] for n in nodes if not n.get("ignored") and "role" in n}
    if "dialog" in landmarks:
        return len(found)
    expect({"banner", "main", "contentinfo", "heading"} <= landmarks, f"landmarks: {landmarks}")
    return len(found)


def contrast(page):
    """All visible text stands out by 4.5 to 1; gives how many pieces were measured."""
    result = page.evaluate(CONTRAST)
    expect(result["seen"] > 3, "no text was measured")
    expect(not result["bad"], f"too little contrast: {result['bad']}")
    return result["seen"]


def focus(page):
    """The Tab key reaches every control, in the order they are read, with a visible mark; gives how many."""
    wanted = page.evaluate(TABBABLE)
    page.evaluate("document.activeElement?.blur(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    order = []
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None:
            continue
        if order and here["at"] == order[0]["at"]:
            break
        order.append(here)
    page.evaluate("document.activeElement?.blur()")
    # In a dialog the walk may begin in its middle; past its end comes the browser's own bar, then its beginning.
    first = min(range(len(order)), key=lambda i: order[i]["at"])
    order = order[first:] + order[:first]
    reached = {step["at"] for step in order}
    missed = [name for i, name in enumerate(wanted) if i not in reached]
    expect(not missed, f"not reached by Tab: {missed}")
    unmarked = [step["name"] for step in order if not step["seen"]]
    expect(not unmarked, f"focus is not seen on: {unmarked}")
    for before, after in zip(order, order[1:]):
        expect(after["at"] > before["at"], f"{after['name']} comes after {before['name']}")
        above = after["bottom"] <= before["top"] + 1 and after["left"] < before["right"]
        expect(after["bar"] or not above, f"{after['name']} lies above {before['name']} but comes later")
    return len(order)


def sideways(page):
    """Nothing is wider than the screen, at any of the three widths."""
    kept = page.viewport_size
    try:
        for width in (390, 820, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(120)
            wide = page.evaluate("document.documentElement.scrollWidth")
            expect(wide <= width, f"{wide} px of content at {width} px")
    finally:
        page.set_viewport_size(kept)


def audit(page, where):
    """All four; gives a line of what was counted."""
    try:
        counts = names(page), contrast(page), focus(page)
        sideways(page)
    except Failed as trouble:
        raise Failed(f"{where}: {trouble}") from trouble
    return f"{where}: {counts[0]} named controls, {counts[1]} texts, {counts[2]} steps of Tab"
