/** The ClearML API, in memory, as far as the Kubernetes glue of clearml-agent asks it. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { at, isArray, isObject, type Json, type JsonObject } from '../../src/json.js'

export interface Task {
  readonly id: string
  status: string
  container: JsonObject
  /** User properties, by name. */
  readonly properties: Record<string, string>
  /** Lines of its log. */
  readonly log: string[]
}

export interface ClearmlApi {
  readonly url: string
  /** Names of queues, in each the ids of its tasks. */
  readonly queues: Map<string, string[]>
  readonly tasks: Map<string, Task>
  /** `service.action` of each call, in order. */
  readonly calls: string[]
  /** Ids of the workers that are registered. */
  readonly workers: Set<string>
  /** A status instead of an answer, where it returns one; called before each call. */
  answer: (call: string) => number | undefined | Promise<number | undefined>
  /** A new task at the end of a queue. */
  readonly enqueue: (queue: string, container?: JsonObject) => Task
  /** Asked for instead of `access-key:secret-key`. */
  readonly stop: () => void
}

/** The keys that it knows. */
export const keys = { access: 'ACCESSKEY0123456789', secret: 'secret-key-0123456789abcdef' }

const idOf = (text: string): string => Buffer.from(text).toString('hex').padEnd(32, '0').slice(0, 32)

/** Listens on loopback, at `port` or any. */
export const clearmlApi = async (t: Test, queues: ReadonlyArray<string>, port = 0): Promise<ClearmlApi> => {
  let count = 0
  const server = createServer(async (request, response) => {
    const body = await read(request)
    const call = (request.url ?? '').replace(/\?.*/, '').replace(/^\/(v[\d.]+\/)?/, '')
    api.calls.push(call)
    const status = await api.answer(call)
    if (status !== undefined) return send(response, status, {})
    const known = `Basic ${Buffer.from(`${keys.access}:${keys.secret}`).toString('base64')}`
    if (call === 'auth.login' && request.headers.authorization !== known) return send(response, 401, {})
    const data = answers[call]?.(body)
    return data === undefined ? send(response, 404, {}) : send(response, 200, data)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  t.teardown(stop)

  const nameOf = (id: Json | undefined): string =>
    [...api.queues.keys()].find((one) => idOf(one) === id) ?? ''
  const listed = (name: string) => ({ id: idOf(name), name, tags: [], system_tags: [] })
  const taskOf = (body: JsonObject): Task | undefined => api.tasks.get(String(body.task))
  const leave = (task: Json | undefined): void => {
    for (const waiting of api.queues.values()) {
      const i = waiting.indexOf(String(task))
      if (i >= 0) waiting.splice(i, 1)
    }
  }
  const become = (body: JsonObject, status: string): JsonObject => {
    const task = taskOf(body)
    if (task !== undefined) task.status = status
    return { updated: task === undefined ? 0 : 1, fields: {} }
  }
  const answers: Readonly<Record<string, (body: JsonObject) => JsonObject>> = {
    'debug.ping': () => ({}),
    'auth.login': () => ({ token }),
    'workers.register': (body) => {
      api.workers.add(String(body.worker))
      return {}
    },
    'workers.unregister': (body) => {
      api.workers.delete(String(body.worker))
      return {}
    },
    'workers.status_report': () => ({}),
    'queues.get_all': ({ name, id }) => ({
      queues: [...api.queues.keys()]
        .filter((one) => typeof name !== 'string' || new RegExp(name).test(one))
        .filter((one) => !isArray(id) || id.includes(idOf(one)))
        .map(listed),
    }),
    'queues.get_by_id': ({ queue }) => ({ queue: listed(nameOf(queue)) }),
    'queues.create': ({ name }) => {
      api.queues.set(String(name), [])
      return { id: idOf(String(name)) }
    },
    'queues.get_next_task': ({ queue }) => {
      const task = api.queues.get(nameOf(queue))?.shift()
      return { entry: task === undefined ? null : { task, added: '2026-01-01T00:00:00+00:00' } }
    },
    'queues.remove_task': ({ task }) => {
      leave(task)
      return { removed: 1 }
    },
    'tasks.get_all': ({ id, status }) => {
      const ids = isArray(id) ? id : [id]
      return {
        tasks: [...api.tasks.values()]
          .filter((task) => ids.includes(task.id) && (!isArray(status) || status.includes(task.status)))
          .map(({ id, status, container }) => ({ id, status, container })),
      }
    },
    'tasks.stop': (body) => become(body, 'stopped'),
    'tasks.failed': (body) => become(body, 'failed'),
    'tasks.dequeue': (body) => {
      leave(body.task)
      return become(body, 'created')
    },
    'tasks.enqueue': (body) => {
      api.queues.get(nameOf(body.queue))?.push(String(body.task))
      return { queued: 1, ...become(body, 'queued') }
    },
    'tasks.update': () => ({ updated: 1, fields: {} }),
    'tasks.edit': (body) => {
      const task = taskOf(body)
      if (task !== undefined && isObject(body.container)) task.container = body.container
      return { updated: 1, fields: {} }
    },
    'tasks.edit_hyper_params': (body) => {
      const properties = taskOf(body)?.properties ?? {}
      for (const one of isArray(body.hyperparams) ? body.hyperparams : [])
        properties[String(at(one, ['name']))] = String(at(one, ['value']))
      return { updated: 1 }
    },
    'events.add_batch': ({ lines }) => {
      const events = isArray(lines) ? lines : []
      for (const event of events)
        api.tasks.get(String(at(event, ['task'])))?.log.push(String(at(event, ['msg'])))
      return { added: events.length, errors: 0, errors_info: {} }
    },
  }
  const api: ClearmlApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    queues: new Map(queues.map((name) => [name, []])),
    tasks: new Map(),
    calls: [],
    workers: new Set(),
    answer: () => undefined,
    enqueue: (queue, container = {}) => {
      const task: Task = { id: idOf(`task${++count}`), status: 'queued', container, properties: {}, log: [] }
      api.tasks.set(task.id, task)
      api.queues.get(queue)?.push(task.id)
      return task
    },
    stop,
  }
  return api
}

/** Lines of JSON are given as `lines`. */
const read = async (request: IncomingMessage): Promise<JsonObject> => {
  let text = ''
  for await (const chunk of request) text += chunk
  if (text === '') return {}
  if (request.headers['content-type']?.includes('json-lines'))
    return { lines: text.split('\n').map((line): Json => JSON.parse(line)) }
  const value: Json = JSON.parse(text)
  return isObject(value) ? value : {}
}

const send = (
  response: { writeHead: (status: number) => { end: (text: string) => void } },
  status: number,
  data: JsonObject,
): void => {
  const meta = {
    id: 'x',
    trx: 'x',
    result_code: status,
    result_subcode: 0,
    result_msg: status === 200 ? 'OK' : 'refused',
  }
  response.writeHead(status).end(JSON.stringify({ meta, data }))
}

const encoded = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = [
  encoded({ alg: 'HS256', typ: 'JWT' }),
  encoded({
    exp: 4_000_000_000,
    api_version: '2.33',
    server_version: '2.4.0',
    feature_set: 'basic',
    env: 'prod',
  }),
  'c2lnbmF0dXJl',
].join('.')
