/**
 * uPlot makes a number format of the browser's language when it is loaded, and fails where that is no language: some
 * browsers say `en-US@posix` or nothing. To be imported before it; the chart's own texts do not depend on it.
 */
function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

if (!isLanguage(navigator.language)) {
  Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true })
}
