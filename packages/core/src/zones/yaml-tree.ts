/** Where everything stands in a YAML text, for whoever changes it in places and leaves the rest as it is. */
import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml'

export interface YamlNode {
  kind: 'map' | 'list' | 'text' | 'alias'
  /** Offsets; anchors and tags before it are not counted in. */
  start: number
  end: number
  /** Of a text, without its quotes. */
  text: string
  /** In brackets or braces. */
  isFlow: boolean
  /** Of a map. */
  entries: YamlEntry[]
  /** Of a list. */
  items: YamlNode[]
}

export interface YamlEntry {
  /** undefined: it is no text. */
  name: string | undefined
  key: YamlNode
  value: YamlNode
}

/** Of a text with one document; undefined: there is nothing in it. */
export function yamlTree(text: string, events: readonly Event[]): YamlNode | undefined {
  let root: YamlNode | undefined
  const around: YamlNode[] = []
  const keys = new Map<YamlNode, YamlNode>()
  let end = 0

  const place = (node: YamlNode) => {
    const parent = around.at(-1)
    if (parent === undefined) root ??= node
    else if (parent.kind === 'list') parent.items.push(node)
    else {
      const key = keys.get(parent)
      if (key === undefined) keys.set(parent, node)
      else {
        parent.entries.push({ name: key.kind === 'text' ? key.text : undefined, key, value: node })
        keys.delete(parent)
      }
    }
  }

  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const isFlow = event.style === COLLECTION_STYLE.FLOW
        const node = nodeOf(event.type === EVENT_ID.MAPPING ? 'map' : 'list', event.start, event.start, isFlow)
        place(node)
        around.push(node)
        end = Math.max(end, event.start + (isFlow ? 1 : 0))
        break
      }
      case EVENT_ID.SCALAR: {
        const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
        const isEmpty = event.valueStart < 0
        const start = isEmpty ? end : event.valueStart - (isQuoted ? 1 : 0)
        end = isEmpty ? end : Math.max(end, event.valueEnd + (isQuoted ? 1 : 0))
        place({ ...nodeOf('text', start, end), text: isEmpty ? '' : getScalarValue(text, event) })
        break
      }
      case EVENT_ID.ALIAS:
        end = Math.max(end, event.anchorEnd)
        place(nodeOf('alias', event.anchorStart - 1, end))
        break
      case EVENT_ID.POP: {
        const node = around.pop()
        if (node === undefined) break
        if (node.isFlow) end = closedAt(text, end)
        node.end = end
      }
    }
  }
  return root
}

const nodeOf = (kind: YamlNode['kind'], start: number, end: number, isFlow = false): YamlNode => ({
  ...{ kind, start, end, isFlow },
  ...{ text: '', entries: [], items: [] }
})

/** Behind the bracket or brace that comes next; there may be a comma and comments before it. */
function closedAt(text: string, from: number): number {
  const found = /^(?:[\s,:?]|#[^\n]*)*[\]}]/.exec(text.slice(from, from + 10_000))
  return from + (found?.[0].length ?? 0)
}
