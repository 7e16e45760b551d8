const GAP = 4
const MARGIN = 8

/** Places a panel in the window: below an element if there is room, and never beyond an edge. */
export function placeBelow(panel: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect()
  const most = { left: window.innerWidth - panel.offsetWidth, top: window.innerHeight - panel.offsetHeight }
  const clamp = (value: number, end: number): number => Math.max(MARGIN, Math.min(value, end - MARGIN))
  panel.style.left = `${clamp(from.right - panel.offsetWidth / 2, most.left)}px`
  panel.style.top = `${clamp(from.bottom + GAP, most.top)}px`
}
