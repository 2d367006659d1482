/** What people call a provider; the head of the page names them all. @param {string} id */
export function providerName(id) {
  return window.studioProviders?.[id] ?? id;
}
