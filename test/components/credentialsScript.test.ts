import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { credentialKeys, credentialsScript, rotatedKeys } from '../../src/components/credentialsScript.js'
import { PUBLISHED } from '../../src/lint/published.js'
import { parseHocon } from '../support/hocon.js'

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'
const fixture = (name: string): string => join('test/components/fixtures', name)

type Data = Readonly<Record<string, string>>
type Body = {
  apiVersion?: string
  kind?: string
  type?: string
  metadata: Record<string, unknown>
  data: Data
}
type Api = {
  readonly port: number
  /** The Secret's values, decoded. */
  secret: Data | undefined
  annotations: Data
  readonly calls: { method: string; path: string; body: Body | undefined }[]
  /** Answers instead of the API, when it returns a status. */
  answer: (method: string) => number | undefined
}

/** The few calls of the Kubernetes API that the script makes, on one Secret `clearml-credentials`. */
const fakeApi = async (t: Test, secret?: Data, host = '127.0.0.1'): Promise<Api> => {
  let version = 7
  const read = async (request: IncomingMessage): Promise<string> => {
    let text = ''
    for await (const chunk of request) text += chunk
    return text
  }
  const server = createServer(
    { key: readFileSync(fixture('api-server.key')), cert: readFileSync(fixture('api-server.crt')) },
    async (request, response) => {
      const { method = '', url: path = '' } = request
      const text = await read(request)
      const body: Body | undefined = text === '' ? undefined : JSON.parse(text)
      api.calls.push({ method, path, body })
      const object = () => ({
        metadata: {
          name: 'clearml-credentials',
          resourceVersion: `${version}`,
          annotations: api.annotations,
        },
        data: api.secret && map(api.secret, encode),
      })
      const send = (status: number, json: unknown = {}) =>
        response.writeHead(status).end(JSON.stringify(json))
      const status = api.answer(method)
      if (request.headers.authorization !== 'Bearer the-token') return send(401)
      if (status !== undefined) return send(status)
      const collection = '/api/v1/namespaces/ml/secrets'
      if (method === 'POST' && path === collection && body) {
        if (api.secret) return send(409)
        api.secret = map(body.data, decode)
        api.annotations = body.metadata.annotations as Data // the script sends texts
        return send(201, object())
      }
      if (path !== `${collection}/clearml-credentials`) return send(404)
      if (!api.secret) return send(404)
      if (method === 'GET') return send(200, object())
      if (method !== 'PATCH' || !body) return send(405)
      if (request.headers['content-type'] !== 'application/merge-patch+json') return send(415)
      if (body.metadata.resourceVersion !== `${version}`) return send(409)
      version += 1
      api.secret = { ...api.secret, ...map(body.data, decode) }
      api.annotations = { ...api.annotations, ...(body.metadata.annotations as Data | undefined) } // as above
      return send(200, object())
    },
  )
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, () => resolve()))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  const api: Api = { port, secret, annotations: {}, calls: [], answer: () => undefined }
  return api
}

const encode = (text: string): string => Buffer.from(text).toString('base64')
const decode = (text: string): string => Buffer.from(text, 'base64').toString()
const map = (data: Data, change: (text: string) => string): Data =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, change(value)]))

type Result = { code: number | null; log: string; files: Data; target: string }

/** What is mounted into the container, beside the account of the API: a Secret of the user, users and their passwords. */
type Mounts = {
  readonly secret?: Data
  readonly users?: ReadonlyArray<Data>
  /** By `SECRET/KEY`. */
  readonly passwords?: Data
}

/** A Secret of the user has no API beside it. `uid`: who runs it; nothing but its target is writable then. */
const run = (
  t: Test,
  api: { port: number } | null,
  env: Data = {},
  { secret, users, passwords = {} }: Mounts = {},
  uid?: number,
): Promise<Result> => {
  const dir = mkdtempSync(join(tmpdir(), 'credentials-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  const [account, target, source] = ['account', 'target', 'my-keys'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ] // of three names
  for (const path of [account, target, source]) mkdirSync(path, { recursive: true })
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  put('account/token', 'the-token\n')
  put('account/namespace', 'ml')
  copyFileSync(fixture('api-server.crt'), join(account, 'ca.crt'))
  for (const [key, text] of Object.entries(secret ?? {})) put(`my-keys/${key}`, text)
  for (const [path, text] of Object.entries(passwords)) put(`passwords/${path}`, text)
  if (users !== undefined) put('users.json', JSON.stringify(users))
  if (uid !== undefined) {
    chmodSync(target, 0o777)
    chmodSync(dir, 0o755)
  }
  const before = tree(dir, target)
  // Modules are loaded before: where they are installed the other user may not look.
  const modules = /^import .*$/m.exec(credentialsScript)?.[0] ?? ''
  const as =
    uid === undefined
      ? ''
      : `${modules}, bcrypt, encodings.idna; os.setgroups([]); os.setgid(0); os.setuid(${uid})\n`
  const child = spawn(python, ['-c', `${as}${credentialsScript}`], {
    ...(uid === undefined ? {} : { cwd: dir }),
    env: {
      PATH: process.env.PATH ?? '',
      FILES: 'secure.conf services.conf apiserver.conf',
      TARGET: target,
      ...(api === null
        ? { SOURCE: source }
        : {
            SECRET_NAME: 'clearml-credentials',
            KUBERNETES_SERVICE_HOST: '127.0.0.1',
            KUBERNETES_SERVICE_PORT: `${api.port}`,
            SERVICE_ACCOUNT_DIR: account,
          }),
      ...(users === undefined ? {} : { USERS: join(dir, 'users.json') }),
      ...(Object.keys(passwords).length === 0 ? {} : { PASSWORDS: join(dir, 'passwords') }),
      HTTPS_PROXY: 'http://127.0.0.1:9', // the API is never asked through a proxy
      RETRY_SECONDS: '1',
      ...env,
    },
  })
  return new Promise((resolve) => {
    let log = ''
    child.stdout.on('data', (chunk) => {
      log += chunk
    })
    child.stderr.on('data', (chunk) => {
      log += chunk
    })
    child.on('close', (code) => {
      t.strictSame(tree(dir, target), before, 'nothing is written but into the target')
      const files = readdirSync(target).map((name) => [name, readFileSync(join(target, name), 'utf8')])
      resolve({ code, log, files: Object.fromEntries(files), target })
    })
  })
}

/** Every file below a directory with its text, but those of one directory in it. */
const tree = (dir: string, without: string): Data =>
  Object.fromEntries(
    readdirSync(dir, { withFileTypes: true }).flatMap((entry): ReadonlyArray<[string, string]> => {
      const path = join(dir, entry.name)
      if (path === without) return []
      return entry.isDirectory() ? Object.entries(tree(path, without)) : [[path, readFileSync(path, 'utf8')]]
    }),
  )

const json = (text: string | undefined) => JSON.parse(text ?? 'null')
const methods = (api: Api): string => api.calls.map(({ method }) => method).join(' ')
const without = (data: Data | undefined, ...keys: string[]): Data =>
  Object.fromEntries(Object.entries(data ?? {}).filter(([key]) => !keys.includes(key)))
const keys = credentialKeys.map(({ key }) => key).sort()

/** The rows of the published defaults of ClearML, and those of the chart, that have a path in a file. */
const publishedDefaults: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  ['secure.conf', ['http', 'session_secret', 'apiserver']],
  ['secure.conf', ['auth', 'token_secret']],
  ...['apiserver', 'fileserver', 'webserver', 'services_agent', 'tests'].flatMap(
    (name) =>
      [
        ['secure.conf', ['credentials', name, 'user_key']],
        ['secure.conf', ['credentials', name, 'user_secret']],
      ] as const,
  ),
  ['services.conf', ['events', 'events_retrieval', 'scroll_id_key']],
  ['services.conf', ['auth', 'fixed_users', 'guest', 'username']],
  ['services.conf', ['auth', 'fixed_users', 'guest', 'password']],
]
const valueAt = (files: Data, [file, path]: (typeof publishedDefaults)[number]): unknown =>
  path.reduce((value, step) => value?.[step], json(files[file]))

/** Every text of the Secret: a whole file, and each of the values in it, as they are and in base64. */
const secretTexts = (data: Data): string[] => {
  const leaves = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : Object.values(value && typeof value === 'object' ? value : {}).flatMap(leaves)
  const all = Object.entries(data).flatMap(([key, text]) =>
    key.endsWith('.conf') ? [text, ...leaves(json(text))] : [text],
  )
  return all.filter((text) => text.length > 12 && text !== 'Administrator').flatMap((s) => [s, encode(s)])
}

/** A Secret as the script makes it. */
const complete = async (t: Test): Promise<Data> => {
  const api = await fakeApi(t)
  await run(t, api)
  return api.secret ?? {}
}

/** Without these modules of Python the tests are skipped; in CI they run and fail. */
const needsModules = (...modules: ReadonlyArray<string>): { readonly skip: string | false } => {
  const missing = modules.filter((module) => spawnSync(python, ['-c', `import ${module}`]).status !== 0)
  const reason = `${python} has no ${missing.join(', ')}; CLEARML_MANIFESTS_PYTHON names another python3`
  return { skip: missing.length > 0 && process.env.CI !== 'true' && reason }
}
const options = needsModules('bcrypt')

t.test('the script names every key of the Secret, and no key twice', async (t) => {
  for (const { key, meaning } of credentialKeys)
    t.ok(credentialsScript.includes(`  ${key.padEnd(17)} ${meaning}`))
  t.equal(new Set(keys).size, keys.length)
})

t.test('an absent Secret is created with every key, and the files are written', options, async (t) => {
  const api = await fakeApi(t)
  const { code, log, files, target } = await run(t, api)
  t.equal(code, 0, log)
  t.equal(methods(api), 'GET POST')
  const { data, ...rest } = api.calls[1]?.body ?? { data: {} }
  t.strictSame(Object.keys(data).sort(), keys)
  t.strictSame(rest, {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: 'clearml-credentials',
      namespace: 'ml',
      labels: {
        'app.kubernetes.io/name': 'clearml',
        'app.kubernetes.io/part-of': 'clearml',
        'app.kubernetes.io/component': 'credentials',
      },
      annotations: {
        'helm.sh/resource-policy': 'keep',
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    },
  })
  t.strictSame(Object.keys(files).sort(), ['apiserver.conf', 'secure.conf', 'services.conf'])
  for (const [name, text] of Object.entries(files)) {
    t.equal(text, api.secret?.[name])
    t.equal(statSync(join(target, name)).mode & 0o777, 0o440, name)
  }
  t.strictSame(json(files['services.conf']).auth.fixed_users.guest.enabled, false)
  const { username, password, ...more } = json(files['apiserver.conf']).auth.fixed_users.users[0]
  t.strictSame([username, more], ['admin', { name: 'Administrator' }])
  t.match(json(files['apiserver.conf']).auth.fixed_users, { enabled: true, pass_hashed: true })
  const check = `import base64, bcrypt, sys; print(bcrypt.checkpw(sys.argv[1].encode(), base64.b64decode(sys.argv[2])))`
  const verify = (word = '') => spawnSync(python, ['-c', check, word, password]).stdout.toString().trim()
  t.equal(verify(api.secret?.['admin-password']), 'True')
  t.equal(verify('another'), 'False')
  const web = json(files['secure.conf']).credentials.webserver
  t.equal(api.secret?.['webserver-key'], web.user_key)
  t.equal(api.secret?.['webserver-secret'], web.user_secret)
})

t.test('every credential with a published default is set, at random', options, async (t) => {
  const [one, two] = [await complete(t), await complete(t)]
  for (const row of publishedDefaults) {
    const name = `${row[0]} ${row[1].join('.')}`
    const value = valueAt(one, row)
    t.match(value, name.endsWith('user_key') ? /^[A-Z][A-Z0-9]{29}$/ : /^[A-Za-z][A-Za-z0-9]{29,}$/, name)
    if (/secret|scroll/.test(name) && !name.endsWith('_key')) t.ok(`${value}`.length >= 43, name)
    t.not(value, valueAt(two, row), `${name} differs between two installations`)
  }
  const values = publishedDefaults.map((row) => valueAt(one, row))
  t.equal(new Set(values).size, values.length, 'no value is used twice')
  t.match(one['admin-password'], /^[A-Za-z][A-Za-z0-9]{42}$/)
  t.not(one['admin-password'], two['admin-password'])
})

t.test('pyhocon reads the files as the same data', needsModules('bcrypt', 'pyhocon'), async (t) => {
  const api = await fakeApi(t)
  const { files, target } = await run(t, api, { ADMIN_USERNAME: 'jörg "the" \\ $admin' })
  for (const [name, text] of Object.entries(files)) {
    const print =
      'import sys, json, pyhocon; print(json.dumps(pyhocon.ConfigFactory.parse_file(sys.argv[1])))'
    const read = spawnSync(python, ['-c', print, join(target, name)])
    t.strictSame(json(read.stdout.toString()), json(text), read.stderr.toString())
  }
})

t.test('another reader of HOCON reads the files as the same data', options, async (t) => {
  const { files } = await run(t, await fakeApi(t), { ADMIN_USERNAME: 'jörg "the" \\\\ $admin' })
  t.equal(Object.keys(files).length, 3)
  for (const [name, text] of Object.entries(files)) t.strictSame(await parseHocon(text), json(text), name)
})

t.test('a complete Secret is read and not written', options, async (t) => {
  const secret = await complete(t)
  const api = await fakeApi(t, { ...secret, 'own-key': '' })
  const { code, log, files } = await run(t, api, { FILES: 'secure.conf', ADMIN_USERNAME: 'other' })
  t.equal(code, 0, log)
  t.equal(methods(api), 'GET')
  t.strictSame(files, { 'secure.conf': secret['secure.conf'] })
})

t.test('only keys that are missing are added', options, async (t) => {
  const secret = await complete(t)
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ['services.conf', ['services.conf']],
    ['the pair of the webserver', ['webserver-key', 'webserver-secret']],
    ['everything', keys],
    ['sign-in', ['apiserver.conf', 'admin-password', 'admin-username']],
    ['the user name', ['admin-username']],
  ]
  for (const [name, removed] of cases) {
    const before = without(secret, ...removed)
    const api = await fakeApi(t, before)
    const { code, log } = await run(t, api)
    t.equal(code, 0, log)
    t.equal(methods(api), 'GET PATCH', name)
    t.strictSame(Object.keys(api.calls[1]?.body?.data ?? {}).sort(), [...removed].sort(), name)
    t.strictSame(api.calls[1]?.body?.metadata, { resourceVersion: '7' })
    t.strictSame(without(api.secret, ...removed), before, `${name}: the rest is as before`)
  }
})

t.test('keys that depend on others follow those that are there', options, async (t) => {
  const secret = await complete(t)
  const users = (data: Data | undefined) => json(data?.['apiserver.conf']).auth.fixed_users.users[0]
  const verifies = (data: Data | undefined, password: string) => {
    const check =
      'import base64,bcrypt,sys; sys.exit(not bcrypt.checkpw(sys.argv[1].encode(), base64.b64decode(sys.argv[2])))'
    return spawnSync(python, ['-c', check, password, users(data).password]).status === 0
  }

  const given = await fakeApi(t, { 'admin-username': 'jane', 'admin-password': 'p"a$s w0rd\n' })
  await run(t, given)
  t.equal(users(given.secret).username, 'jane')
  t.ok(verifies(given.secret, 'p"a$s w0rd'), 'a present password is hashed, without the line end of its file')
  t.equal(given.secret?.['admin-password'], 'p"a$s w0rd\n')

  const hashOnly = await fakeApi(t, without(secret, 'admin-password'))
  const result = await run(t, hashOnly)
  t.equal(result.code, 0)
  t.equal(methods(hashOnly), 'GET', 'a password is never made for a hash that is there')
  t.match(result.log, 'admin-password is not there')

  const pair = { 'webserver-key': 'WKEY', 'webserver-secret': 'wsecret' }
  const pairOnly = await fakeApi(t, pair)
  await run(t, pairOnly)
  t.strictSame(json(pairOnly.secret?.['secure.conf']).credentials.webserver, {
    user_key: 'WKEY',
    user_secret: 'wsecret',
  })
})

t.test('two pods at once end with the same Secret', options, async (t) => {
  const api = await fakeApi(t)
  const results = await Promise.all([run(t, api), run(t, api), run(t, api)])
  for (const { code, log, files } of results) {
    t.equal(code, 0, log)
    for (const [name, text] of Object.entries(files)) t.equal(text, api.secret?.[name])
  }
})

t.test('a create that comes second takes the Secret of the first', options, async (t) => {
  const secret = await complete(t)
  const api = await fakeApi(t)
  api.answer = (method) => {
    if (method === 'POST') api.secret = secret
    return undefined
  }
  const { code, log, files } = await run(t, api)
  t.equal(code, 0, log)
  t.equal(methods(api), 'GET POST GET')
  t.equal(files['secure.conf'], secret['secure.conf'])
  t.strictSame(api.secret, secret)
})

t.test('a patch that meets a change is made again from what is there then', options, async (t) => {
  const secret = await complete(t)
  const api = await fakeApi(t, without(secret, 'services.conf', 'webserver-key'))
  api.answer = (method) => {
    if (method !== 'PATCH' || api.secret?.['services.conf']) return undefined
    api.secret = without(secret, 'webserver-key')
    return 409
  }
  const { code, log, files } = await run(t, api)
  t.equal(code, 0, log)
  t.equal(methods(api), 'GET PATCH GET PATCH')
  t.equal(files['services.conf'], secret['services.conf'])
  t.strictSame(api.secret, secret)
})

t.test('what the API refuses is said in one line, at once', options, async (t) => {
  const cases: ReadonlyArray<readonly [string, number, Data | undefined, string]> = [
    ['GET', 403, undefined, 'may not get Secret ml/clearml-credentials (403 Forbidden)'],
    ['GET', 401, undefined, 'may not get Secret ml/clearml-credentials (401 Unauthorized)'],
    ['POST', 403, undefined, 'may not create Secret ml/clearml-credentials (403 Forbidden)'],
    ['PATCH', 403, {}, 'may not patch Secret ml/clearml-credentials (403 Forbidden)'],
    ['GET', 500, undefined, 'could not get Secret ml/clearml-credentials'],
    ['PATCH', 422, {}, 'answered 422 Unprocessable Entity'],
  ]
  for (const [refused, status, secret, message] of cases) {
    const api = await fakeApi(t, secret)
    api.answer = (method) => (method === refused ? status : undefined)
    const { code, log, files } = await run(t, api, { RETRY_SECONDS: '100' })
    t.equal(code, 1)
    t.strictSame(files, {})
    t.ok(log.includes(message), log)
    t.equal(log.trim().split('\n').length, 1, log)
    if (status < 404) t.match(log, 'the Role clearml-credentials or its RoleBinding is missing')
    t.equal(api.calls.filter(({ method }) => method === refused).length, 1, 'not repeated')
  }
})

t.test('an API that is not reachable is tried for a while', options, async (t) => {
  const { code, log } = await run(t, { port: 9 }, { RETRY_SECONDS: '1' })
  t.equal(code, 1)
  t.match(log, /not reachable: ConnectionRefusedError.*; trying again\n.*not reachable.*; tried for 1 s\n$/s)
})

t.test('a certificate of another authority is refused', options, async (t) => {
  const api = await fakeApi(t, {})
  const account = t.testdir({
    token: 'the-token',
    namespace: 'ml',
    'ca.crt': readFileSync(fixture('other-ca.crt')),
  })
  const { code, log } = await run(t, api, { SERVICE_ACCOUNT_DIR: account, RETRY_SECONDS: '100' })
  t.equal(code, 1)
  t.match(
    log,
    /^credentials: the certificate of the Kubernetes API at 127.0.0.1 port \d+ is not trusted: .*\n$/,
  )
  t.strictSame(api.calls, [])
  const unmounted = await run(t, api, { SERVICE_ACCOUNT_DIR: join(account, 'absent') })
  t.equal(unmounted.code, 1)
  t.match(unmounted.log, /^credentials: no usable token, namespace and ca.crt.*\n$/)
})

t.test('a value that would let ClearML take a published default is an error', options, async (t) => {
  const secret = await complete(t)
  const { tests: _, ...credentials } = json(secret['secure.conf']).credentials
  const cases: ReadonlyArray<readonly [Data, string]> = [
    [{ 'secure.conf': '' }, 'the key secure.conf of Secret ml/clearml-credentials is empty'],
    [{ 'admin-password': '\n' }, 'the key admin-password of Secret ml/clearml-credentials is empty'],
    [
      { 'secure.conf': '{}' },
      'secure.conf in Secret ml/clearml-credentials does not set http.session_secret.apiserver',
    ],
    [
      { 'secure.conf': JSON.stringify({ ...json(secret['secure.conf']), credentials }) },
      'does not set credentials.tests.user_key',
    ],
    [{ 'services.conf': '{}' }, 'does not set events.events_retrieval.scroll_id_key'],
  ]
  for (const [change, message] of cases) {
    const before = { ...secret, ...change }
    const api = await fakeApi(t, before)
    const { code, log, files } = await run(t, api)
    t.equal(code, 1)
    t.ok(log.includes(message), log)
    t.strictSame([files, api.secret], [{}, before], 'nothing is written, nothing overwritten')
  }
})

t.test(
  'nothing is written unless every file is there, and what cannot be written is said',
  options,
  async (t) => {
    const api = await fakeApi(t)
    const { code, log, files } = await run(t, api, { FILES: 'secure.conf extra.conf' })
    t.equal(code, 1)
    t.match(log, 'Secret ml/clearml-credentials has no extra.conf: nothing is written')
    t.strictSame(files, {})
    const target = join(t.testdir(), 'absent')
    const unwritable = await run(t, api, { TARGET: target })
    t.equal(unwritable.code, 1)
    t.match(unwritable.log, `could not write to ${target}`)
    t.notOk(existsSync(target))
  },
)

t.test('no secret value is ever logged', options, async (t) => {
  const secret = await complete(t)
  const logs: string[] = []
  const texts = secretTexts(secret)
  for (const present of [
    undefined,
    secret,
    without(secret, 'services.conf'),
    { ...secret, 'services.conf': '{}' },
  ]) {
    for (const status of [undefined, 422]) {
      const api = await fakeApi(t, present)
      api.answer = (method) => (method === 'GET' ? undefined : status)
      logs.push((await run(t, api)).log)
      texts.push(...secretTexts(api.secret ?? {}))
      for (const { body } of api.calls) texts.push(...secretTexts(map(body?.data ?? {}, decode)))
    }
  }
  t.ok(texts.length > 300)
  t.strictSame(
    texts.filter((text) => logs.some((log) => log.includes(text))),
    [],
  )
})

const ipv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'))
t.test('an API with an IPv6 address is reached', ipv6 ? options : { skip: 'no IPv6' }, async (t) => {
  const api = await fakeApi(t, undefined, '::1')
  const { code, log } = await run(t, api, { KUBERNETES_SERVICE_HOST: '::1' })
  t.equal(code, 0, log)
})

const asRoot = process.getuid?.() === 0 ? options : { skip: 'only root can become another user' }
t.test('any user runs it, with nothing writable but the target', asRoot, async (t) => {
  const { code, log, files } = await run(
    t,
    await fakeApi(t),
    { HOME: '/nonexistent', TMPDIR: '/nonexistent' },
    {
      users: [{ username: 'jane', name: 'Jane', passwordFrom: 'pw/jane' }],
      passwords: { 'pw/jane': 'secret word' },
    },
    1000660000,
  )
  t.equal(code, 0, log)
  t.equal(Object.keys(files).length, 3)
})

const hocon = needsModules('bcrypt', 'pyhocon')

t.test('HOCON that is no JSON is read as the server reads it', hocon, async (t) => {
  const secret = await complete(t)
  const { http, auth, credentials } = json(secret['secure.conf'])
  const text = `# by hand\nhttp.session_secret.apiserver = "${http.session_secret.apiserver}"
auth { token_secret: ${auth.token_secret} }\ncredentials: ${JSON.stringify(credentials)}\n`
  const api = await fakeApi(t, { 'secure.conf': text })
  const { code, log, files } = await run(t, api)
  t.equal(code, 0, log)
  t.equal(files['secure.conf'], text, 'and is written as it is')
  t.equal(api.secret?.['agent-key'], credentials.services_agent.user_key, 'pairs are told from it')
  const half = await run(t, await fakeApi(t, { 'secure.conf': 'auth { token_secret: "x" }' }))
  t.equal(half.code, 1)
  t.match(half.log, 'does not set http.session_secret.apiserver')
  const broken = await run(t, await fakeApi(t, { 'secure.conf': 'auth { token_secret: "hush' }))
  t.equal(broken.code, 1)
  t.match(broken.log, 'secure.conf in Secret ml/clearml-credentials is no HOCON that pyhocon reads')
  t.notMatch(broken.log, 'hush')
})

t.test('a Secret of the user is checked and written, without an API', options, async (t) => {
  const secret = await complete(t)
  const { code, log, files } = await run(t, null, {}, { secret })
  t.equal(code, 0, log)
  for (const name of ['secure.conf', 'services.conf', 'apiserver.conf'])
    t.equal(files[name], secret[name], name)
  t.equal(Object.keys(files).length, 3)
  const some = ['secure.conf', 'services.conf', 'apiserver.conf']
  const only = Object.fromEntries(some.map((name) => [name, secret[name] ?? '']))
  t.equal(
    (await run(t, null, {}, { secret: only })).code,
    0,
    'of the keys that it asks for, no more are needed',
  )
  const cases: ReadonlyArray<readonly [Data, string]> = [
    [
      { ...only, 'secure.conf': ' \n' },
      'the key secure.conf of Secret my-keys is empty or not text: set it\n',
    ],
    [without(only, 'services.conf'), 'Secret my-keys has no services.conf: nothing is written'],
    [
      { ...only, 'services.conf': '{}' },
      'services.conf in Secret my-keys does not set events.events_retrieval',
    ],
    [{ ...only, 'apiserver.conf': '{}' }, 'apiserver.conf in Secret my-keys has no users'],
    [{ ...only, 'apiserver.conf': '[]' }, 'apiserver.conf in Secret my-keys is no map'],
  ]
  for (const [given, message] of cases) {
    const refused = await run(t, null, {}, { secret: given })
    t.equal(refused.code, 1, message)
    t.ok(refused.log.includes(message), refused.log)
    t.strictSame(refused.files, {})
  }
})

t.test(
  'each published credential is refused, wherever it stands, and none is in the script',
  options,
  async (t) => {
    const secret = await complete(t)
    t.strictSame(
      PUBLISHED.filter(([, key]) => credentialsScript.includes(key)),
      [],
    )
    const secure = json(secret['secure.conf'])
    const places: ReadonlyArray<(key: string) => Data> = [
      (key) => ({ 'secure.conf': JSON.stringify({ ...secure, auth: { token_secret: key } }) }),
      (key) => ({ 'secure.conf': JSON.stringify({ ...secure, more: [{ x: key }] }) }),
      (key) => ({ 'agent-key': `${key}\n` }),
    ]
    const some = PUBLISHED.filter((_, index) => index % 10 === 0)
    for (const [name, key] of some)
      for (const place of places) {
        const given = { ...secret, ...place(key) }
        const api = await fakeApi(t, given)
        for (const { code, log, files } of [await run(t, null, {}, { secret: given }), await run(t, api)]) {
          t.equal(code, 1, name)
          t.match(log, 'holds a credential that ClearML or its charts have published')
          t.notOk(log.includes(key))
          t.strictSame(files, {})
        }
      }
    const hashes = (text: string) => text.match(/^ {4}"[0-9a-f]{64}",$/gm) ?? []
    t.equal(hashes(credentialsScript).length, new Set(PUBLISHED.map(([, key]) => key)).size)
    const guest = json(secret['services.conf'])
    guest.auth.fixed_users.guest.password = 'guest'
    const refused = await run(t, null, {}, { secret: { ...secret, 'services.conf': JSON.stringify(guest) } })
    t.match([refused.code, refused.log], [1, /has the published password of the guest/])
  },
)

/** Whether a password opens what a list of users holds for it. */
const opens = (password: string, hash: string): boolean => {
  const check =
    'import base64,bcrypt,sys; sys.exit(not bcrypt.checkpw(sys.argv[1].encode(), base64.b64decode(sys.argv[2])))'
  return spawnSync(python, ['-c', check, password, hash]).status === 0
}
const usersIn = (files: Data) => json(files['apiserver.conf']).auth.fixed_users
const jane = '$2b$04$lmh4oDr0uMnMTqLW0oXbXO.VvVtlKD0gUhHOGSOeB.yo85aAMFpqy'

t.test('who may sign in is one list: the administrator, and the users beside', options, async (t) => {
  const secret = await complete(t)
  const users = [
    { username: 'jane', name: 'Jane Doe', passwordHash: jane },
    { username: 'bob', name: 'Bob', passwordFrom: 'pw/bob' },
    { username: 'eve', name: 'Eve', passwordFrom: 'more/the.key' },
  ]
  const passwords = { 'pw/bob': "bob's word\n", 'more/the.key': `${jane}\n` }
  for (const api of [await fakeApi(t, secret), null]) {
    const { code, log, files } = await run(t, api, {}, { secret, users, passwords })
    t.equal(code, 0, log)
    const fixed = usersIn(files)
    t.match(fixed, { enabled: true, pass_hashed: true })
    t.strictSame(
      fixed.users.map(({ username, name }: Data) => [username, name]),
      [
        ['admin', 'Administrator'],
        ['jane', 'Jane Doe'],
        ['bob', 'Bob'],
        ['eve', 'Eve'],
      ],
    )
    const [admin, first, second, third] = fixed.users.map(({ password }: Data) => password)
    t.equal(decode(first), jane, 'a hash is wrapped as ClearML wants it')
    t.equal(decode(third), jane, 'also one from a Secret')
    t.ok(opens(secret['admin-password'] ?? '', admin))
    t.ok(opens("bob's word", second), 'a password is hashed, without the line end of its file')
    t.notOk(JSON.stringify(files).includes("bob's word"))
    t.notMatch(log, "bob's word")
    if (api !== null) t.strictSame(api.secret, secret, 'the Secret stays as it is')
  }
})

t.test('a list of users with plain passwords is hashed', options, async (t) => {
  const secret = await complete(t)
  const given = (fixed: unknown) => ({
    ...secret,
    'apiserver.conf': JSON.stringify({ workers: { x: 1 }, auth: { cookies: { a: 1 }, fixed_users: fixed } }),
  })
  const plain = { enabled: false, users: [{ username: 'jane', password: 'hush hush', name: 'J' }] }
  const { code, log, files } = await run(t, null, {}, { secret: given(plain) })
  t.equal(code, 0, log)
  const { workers, auth } = json(files['apiserver.conf'])
  t.strictSame([workers, auth.cookies], [{ x: 1 }, { a: 1 }], 'other settings stay')
  t.match(auth.fixed_users, { enabled: true, pass_hashed: true })
  t.ok(opens('hush hush', auth.fixed_users.users[0].password))
  const bare = { pass_hashed: true, users: [{ username: 'jane', password: jane }] }
  t.match(usersIn((await run(t, null, {}, { secret: given(bare) })).files).users, [
    { username: 'jane', name: 'jane', password: encode(jane) },
  ])
})

t.test('a list of users that ClearML would swallow is an error', options, async (t) => {
  const secret = await complete(t)
  const given = (fixed: unknown) => ({
    ...secret,
    'apiserver.conf': JSON.stringify({ auth: { fixed_users: fixed } }),
  })
  const one = { username: 'jane', password: 'word', name: 'J' }
  const guest = json(secret['services.conf']).auth.fixed_users.guest
  const more = { username: 'joe', name: 'Joe', passwordHash: jane }
  const from = { username: 'joe', name: 'Joe', passwordFrom: 'pw/joe' }
  const cases: ReadonlyArray<readonly [Mounts, string, Data?]> = [
    [{ secret: given({ users: [{ ...one, admin: true }] }) }, 'the user jane has admin: ClearML takes only'],
    [
      { secret: given({ users: [{ ...one, password: 123 }] }) },
      'user 0 of auth.fixed_users has no password that',
    ],
    [
      { secret: given({ users: [{ name: 'x' }] }) },
      'user 0 of auth.fixed_users has no username that is a text',
    ],
    [{ secret: given({ users: { a: 1 } }) }, 'auth.fixed_users.users is no list of users'],
    [{ secret: given({ pass_hashed: true, users: [one] }) }, 'is not the base64 text of a bcrypt hash'],
    [{ secret: given({ users: [one, one] }) }, 'the user name jane is there twice'],
    [{ secret, users: [{ ...more, username: 'ADMIN' }] }, 'the user name admin is there twice'],
    [{ secret, users: [more, { ...more, username: 'Joe' }] }, 'the user name joe is there twice'],
    [{ secret, users: [{ ...more, username: guest.username }] }, 'is there twice', { GUEST: 'true' }],
    [
      { secret, users: [from], passwords: { 'pw/joe': '\n' } },
      'the key joe of Secret pw, the password of joe, is empty',
    ],
    [{ secret, users: [from], passwords: { 'pw/joe': 'x'.repeat(73) } }, 'longer than the 72 bytes'],
    [{ secret, users: [from], passwords: { 'pw/joe': PUBLISHED[0]?.[1] ?? '' } }, 'have published'],
    [{ secret, users: [from], passwords: { 'pw/x': 'y' } }, 'could not read the users of auth.users'],
  ]
  for (const [mounts, message, env] of cases) {
    const { code, log, files } = await run(t, null, env, mounts)
    t.equal(code, 1, message)
    t.ok(log.includes(message), log)
    t.equal(log.trim().split('\n').length, 1, log)
    t.strictSame(files, {})
  }
})

t.test('with a guest, passwords are plain for the server, and hashes are refused', options, async (t) => {
  const secret = await complete(t)
  const users = [{ username: 'bob', name: 'Bob', passwordFrom: 'pw/bob' }]
  const { code, log, files } = await run(
    t,
    null,
    { GUEST: 'true' },
    { secret, users, passwords: { 'pw/bob': 'word' } },
  )
  t.equal(code, 0, log)
  t.match(usersIn(files), {
    enabled: true,
    pass_hashed: false,
    users: [
      { username: 'admin', password: secret['admin-password'] },
      { username: 'bob', password: 'word' },
    ],
  })
  const hashOnly = await run(t, null, { GUEST: 'true' }, { secret: without(secret, 'admin-password') })
  t.equal(hashOnly.code, 1)
  t.match(hashOnly.log, 'the password of admin is a hash: where a guest may sign in')
})

t.test('a rotation makes the keys anew, once, and leaves the administrator', options, async (t) => {
  const secret: Data = { ...(await complete(t)), 'own-key': 'mine' }
  const services = json(secret['services.conf'])
  services.tasks = { max_last_metrics: 3000 }
  services.auth.fixed_users.guest.enabled = true
  const before: Data = { ...secret, 'services.conf': JSON.stringify(services) }
  const api = await fakeApi(t, before)
  const { code, log, files } = await run(t, api, { ROTATION: '1' })
  t.equal(code, 0, log)
  t.equal(methods(api), 'GET PATCH')
  t.strictSame(Object.keys(api.calls[1]?.body?.data ?? {}).sort(), [...rotatedKeys].sort())
  t.strictSame(api.annotations, { 'clearml-manifests/rotation': '1' })
  const stays = without(before, ...rotatedKeys)
  t.strictSame(without(api.secret, ...rotatedKeys), stays, 'the administrator and keys of others stay')
  const old = rotatedKeys.flatMap((key) => secretTexts({ [key]: before[key] ?? '' }))
  t.ok(old.length > 40)
  t.strictSame(
    old.filter((text) => Object.values(api.secret ?? {}).some((value) => value.includes(text))),
    [],
    'no old key is in any key of the Secret',
  )
  const now = json(api.secret?.['services.conf'])
  t.match(now, { tasks: { max_last_metrics: 3000 }, auth: { fixed_users: { guest: { enabled: true } } } })
  for (const row of publishedDefaults)
    t.not(valueAt(api.secret ?? {}, row), valueAt(before, row), row[1].join('.'))
  const { services_agent: agent, webserver } = json(api.secret?.['secure.conf']).credentials
  t.strictSame(
    ['agent-key', 'agent-secret', 'webserver-key', 'webserver-secret'].map((key) => api.secret?.[key]),
    [agent.user_key, agent.user_secret, webserver.user_key, webserver.user_secret],
  )
  t.equal(files['secure.conf'], api.secret?.['secure.conf'])

  const after = api.secret
  for (const number of ['1', '0', '']) {
    const again = await run(t, api, { ROTATION: number })
    t.equal(again.code, 0, again.log)
    t.strictSame(api.secret, after, `rotation ${number} changes nothing`)
    t.equal(again.files['secure.conf'], after?.['secure.conf'], 'and the pod gets what is there')
  }
  await run(t, api, { ROTATION: '2' })
  t.not(api.secret?.['agent-key'], after?.['agent-key'])
  t.strictSame(api.annotations, { 'clearml-manifests/rotation': '2' })
})

t.test('pods that rotate at once end with the same Secret', options, async (t) => {
  const api = await fakeApi(t, await complete(t))
  const results = await Promise.all([1, 2, 3].map(() => run(t, api, { ROTATION: '4' })))
  for (const { code, log, files } of results) {
    t.equal(code, 0, log)
    for (const [name, text] of Object.entries(files)) t.equal(text, api.secret?.[name], name)
  }
})

t.test('a Secret that is made now needs no rotation any more', options, async (t) => {
  const api = await fakeApi(t)
  await run(t, api, { ROTATION: '3' })
  const made = api.secret
  t.equal(api.annotations['clearml-manifests/rotation'], '3')
  await run(t, api, { ROTATION: '3' })
  t.strictSame(api.secret, made)
})

t.test('a rotation takes a published credential away', options, async (t) => {
  const secret = await complete(t)
  const api = await fakeApi(t, { ...secret, 'agent-key': PUBLISHED[2]?.[1] ?? '' })
  t.equal((await run(t, api)).code, 1)
  const { code, log } = await run(t, api, { ROTATION: '1' })
  t.equal(code, 0, log)
})
