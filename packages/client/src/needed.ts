/** The variable's value; throws a sentence where the services were not started. */
export function needed(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`These tests need real services: ${name} is not set.`)
  return value
}
