/** What a gateway lacks although it runs: shown to anyone by /api/health, so that nothing here is a value or an address. */
export interface ConfigurationIssues {
  missing: readonly { name: string; consequence: string; remedy: string }[]
  wrong: readonly { name: string; problem: string }[]
}
