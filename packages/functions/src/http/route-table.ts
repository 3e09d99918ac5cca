/** Which route a request is for. Parts of a path in braces match one part whatever it is: `/client/{clientId}`. */
import type { HttpHandler, Route } from './route.ts'

interface Place {
  method: Route['method']
  path: string
}

export interface ServedRoute extends Place {
  handle: HttpHandler
}

export interface Match<R extends Place> {
  route: R
  /** As API Gateway names it: `GET /client/{clientId}`. */
  routeKey: string
  /** The parts in braces, decoded. */
  parameters: Record<string, string>
}

/** HEAD goes where GET goes. undefined: no route fits. */
export function routeTable<R extends Place>(
  routes: readonly R[]
): (method: string, path: string) => Match<R> | undefined {
  const table = routes.map(route => ({ route, parts: route.path.split('/') }))
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'GET' : method
    const parts = path.split('/')
    for (const { route, parts: template } of table) {
      if (route.method !== wanted || template.length !== parts.length) continue
      const parameters = parametersOf(template, parts)
      if (parameters === undefined) continue
      return { route, routeKey: `${route.method} ${route.path}`, parameters }
    }
    return undefined
  }
}

/** The methods that something is there for at a path, HEAD where GET is. */
export function methodsAt(routes: readonly Place[]): (path: string) => string[] {
  const finders = new Map(
    [...new Set(routes.map(({ method }) => method))].map(method => [
      method,
      routeTable(routes.filter(route => route.method === method))
    ])
  )
  return path => {
    const methods = [...finders].filter(([method, find]) => find(method, path) !== undefined).map(([method]) => method)
    return methods.flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  }
}

function parametersOf(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {}
  for (const [at, wanted] of template.entries()) {
    const part = parts[at] ?? ''
    const [, name] = /^\{(\w+)\}$/.exec(wanted) ?? []
    if (name === undefined) {
      if (part !== wanted) return undefined
    } else {
      const value = decoded(part)
      if (value === undefined) return undefined
      parameters[name] = value
    }
  }
  return parameters
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
