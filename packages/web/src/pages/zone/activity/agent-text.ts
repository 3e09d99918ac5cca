/** A user agent in a word that people know; whatever else as its program says. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^(python|kachery|Python-urllib|aiohttp|httpx)/i, 'Python'],
  [/^curl\//i, 'curl'],
  [/^Wget\//i, 'Wget'],
  [/^(node|undici)/i, 'Node.js'],
  [/\bEdg\//, 'Edge'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari']
]

export const agentText = (agent: string): string =>
  known.find(([pattern]) => pattern.test(agent))?.[1] ?? agent.split(/[\s/]/)[0] ?? agent
