/** Placeholder until its page is here. */
export default function Page() {
  return <h1>zone/clients</h1>
}
