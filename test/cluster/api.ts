/** The Kubernetes API over HTTPS, as far as the cluster tests speak it. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { Json, JsonObject } from '../../src/json.js'
import { at, isObject } from '../../src/json.js'

export interface Access {
  /** `https://127.0.0.1:PORT` */
  readonly url: string
  /** Path of the file with the server's certificate. */
  readonly ca: string
  readonly token: string
}

export interface Reply {
  readonly status: number
  readonly body: JsonObject
}

export interface Sent {
  readonly type?: string
  readonly text: string
}

export type Call = (method: string, path: string, sent?: Sent) => Promise<Reply>

export interface Api {
  readonly call: Call
  /** The path of an object, or of all objects of its kind in its namespace when it has no name. */
  readonly pathOf: (manifest: JsonObject) => Promise<string>
  /** Server-side apply, strict on unknown fields; with `dryRun` nothing is kept. */
  readonly apply: (manifest: JsonObject, options?: { readonly dryRun?: boolean }) => Promise<Reply>
  readonly get: (manifest: JsonObject) => Promise<Reply>
  /** All objects of a path such as `/api/v1/pods`. */
  readonly list: (path: string) => Promise<ReadonlyArray<JsonObject>>
}

export const FIELD_MANAGER = 'clearml-manifests'

export const apiOf = (access: Access): Api => {
  const call = callerOf(access)
  const resources = new Map<string, Promise<Reply>>()
  const pathOf = async (manifest: JsonObject): Promise<string> => {
    const apiVersion = String(manifest.apiVersion)
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const known = resources.get(root)
    const found = known ?? call('GET', root)
    if (known === undefined) resources.set(root, found)
    const reply = await found
    if (reply.status !== 200) resources.delete(root)
    const kinds = at(reply.body, ['resources'])
    const resource = (Array.isArray(kinds) ? kinds : []).find(
      (one: JsonObject) => one.kind === manifest.kind && !String(one.name).includes('/'),
    )
    if (resource === undefined) throw new Error(`no kind ${String(manifest.kind)} in ${apiVersion}`)
    const { name, namespace } = metadataOf(manifest)
    const scope = resource.namespaced === true ? `/namespaces/${namespace ?? 'default'}` : ''
    return `${root}${scope}/${resource.name}${name === undefined ? '' : `/${name}`}`
  }
  return {
    call,
    pathOf,
    apply: async (manifest, { dryRun = false } = {}) => {
      const query = `fieldManager=${FIELD_MANAGER}&fieldValidation=Strict&force=true${dryRun ? '&dryRun=All' : ''}`
      return call('PATCH', `${await pathOf(manifest)}?${query}`, {
        type: 'application/apply-patch+yaml',
        text: JSON.stringify(manifest),
      })
    },
    get: async (manifest) => call('GET', await pathOf(manifest)),
    list: async (path) => {
      const items = at((await call('GET', path)).body, ['items'])
      return Array.isArray(items) ? items.filter(isObject) : []
    },
  }
}

export const metadataOf = (
  manifest: JsonObject,
): { readonly name?: string; readonly namespace?: string; readonly resourceVersion?: string } =>
  (manifest.metadata ?? {}) as JsonObject // read from a server, or built: both have text there

/** What a server says when it refuses. */
export const messageOf = ({ status, body }: Reply): string => `${status} ${String(body.message ?? '')}`

const callerOf = ({ url, ca, token }: Access): Call => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca: readFileSync(ca) })
  return (method, path, sent) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(sent === undefined
          ? {}
          : {
              'content-type': sent.type ?? 'application/json',
              'content-length': Buffer.byteLength(sent.text),
            }),
      }
      const asked = request(`${url}${path}`, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: response.statusCode ?? 0, body: bodyOf(text) })
        })
      })
      asked.on('error', reject)
      asked.end(sent?.text)
    })
}

const bodyOf = (text: string): JsonObject => {
  try {
    const value: Json = JSON.parse(text)
    return isObject(value) ? value : { message: text }
  } catch {
    return { message: text }
  }
}
