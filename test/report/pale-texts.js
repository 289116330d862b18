// Texts whose contrast with what they stand on is below 4.5:1 (WCAG 2.2, 1.4.3), by element and class.
;(() => {
  const parts = (color) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const luminance = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255)
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor
      if (color.startsWith('rgb(')) return parts(color)
    }
    return [255, 255, 255]
  }
  const holdsText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')
  const pale = new Set()
  for (const element of document.querySelectorAll('body *')) {
    if (!holdsText(element) || element.getClientRects().length === 0) continue
    const [darker, lighter] = [luminance(parts(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => a - b)
    if ((lighter + 0.05) / (darker + 0.05) < 4.5) pale.add(`${element.tagName}.${element.className}`)
  }
  return [...pale]
})()
