/** The part of the Kubernetes API that keeps pods, in memory, as far as the glue asks it. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { at, isObject, type Json, type JsonObject } from '../../src/json.js'

export interface Asked {
  readonly method: string
  /** Decoded, with its query. */
  readonly path: string
  readonly type: string
  readonly body: Json
}

export interface PodsApi {
  readonly port: number
  /** By name. */
  readonly pods: Map<string, JsonObject>
  readonly calls: Asked[]
  /** Answers instead of the API, where it returns something; the text may be no JSON. */
  answer: (asked: Asked) => Answer | undefined
}

export interface Answer {
  readonly status: number
  readonly body?: Json | string
  readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>
}

/** The certificate of the server, for 127.0.0.1, and its key. */
export const certificate = 'test/components/fixtures/api-server.crt'
const key = 'test/components/fixtures/api-server.key'

/** Listens on loopback; knows the token `the-token` and the namespace `ml`. */
export const podsApi = async (t: Test): Promise<PodsApi> => {
  const pods = new Map<string, JsonObject>()
  let count = 0
  const answered = (asked: Asked): Answer => {
    const own = api.answer(asked)
    if (own !== undefined) return own
    const url = new URL(`https://api${asked.path}`)
    const [, name] = /^\/api\/v1\/namespaces\/ml\/pods(?:\/(.+))?$/.exec(url.pathname) ?? []
    const found = name === undefined ? undefined : pods.get(name)
    switch (asked.method) {
      case 'GET':
        return { status: 200, body: { kind: 'PodList', items: selected([...pods.values()], url) } }
      case 'PATCH': {
        if (name === undefined || !isObject(asked.body)) return refused(400, 'BadRequest', 'no pod')
        const metadata = { ...(asked.body.metadata as JsonObject), uid: `uid-${++count}` } // a pod has metadata
        const pod = { ...asked.body, metadata, status: found?.status ?? { phase: 'Pending' } }
        pods.set(name, pod)
        return { status: found === undefined ? 201 : 200, body: pod }
      }
      case 'DELETE':
        if (found === undefined) return refused(404, 'NotFound', `pods "${name}" not found`)
        pods.delete(name ?? '')
        return { status: 200, body: found }
      default:
        return refused(405, 'MethodNotAllowed', asked.method)
    }
  }
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    async (request, response) => {
      const asked = await read(request)
      api.calls.push(asked)
      const isKnown = request.headers.authorization === 'Bearer the-token'
      const {
        status,
        body = {},
        headers = {},
      } = isKnown ? answered(asked) : refused(401, 'Unauthorized', 'Unauthorized')
      for (const [name, value] of Object.entries(headers)) response.appendHeader(name, value)
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  const api: PodsApi = { port, pods, calls: [], answer: () => undefined }
  return api
}

/** What the API says when it refuses. */
export const refused = (status: number, reason: string, message: string): Answer => ({
  status,
  body: { kind: 'Status', status: 'Failure', reason, message, code: status },
})

const read = async (request: IncomingMessage): Promise<Asked> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return {
    method: request.method ?? '',
    path: decodeURIComponent(request.url ?? ''),
    type: request.headers['content-type'] ?? '',
    body: text === '' ? null : JSON.parse(text),
  }
}

/** Labels and fields, equal or not, as selectors name them. */
const selected = (pods: ReadonlyArray<JsonObject>, url: URL): ReadonlyArray<JsonObject> => {
  const terms = (name: string) => (url.searchParams.get(name) ?? '').split(',').filter((term) => term !== '')
  return pods.filter(
    (pod) =>
      terms('labelSelector').every((term) => {
        const i = term.indexOf('=')
        return at(pod, ['metadata', 'labels', term.slice(0, i)]) === term.slice(i + 1)
      }) &&
      terms('fieldSelector').every((term) => {
        const [, path = '', not, value] = /^([^!=]*)(!?)=(.*)$/.exec(term) ?? []
        return (at(pod, path.split('.')) === value) === (not === '')
      }),
  )
}
