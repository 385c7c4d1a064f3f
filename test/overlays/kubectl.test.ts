import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { kubectl } from '../../overlays/agents/glue/kubectl.js'
import type { JsonObject } from '../../src/json.js'
import { certificate, podsApi, refused } from '../support/podsApi.js'
import { needs } from '../support/which.js'

const python = process.env.CLEARML_MANIFESTS_PYTHON ?? 'python3'
const options = needs(python)

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Where {
  readonly port: number
}

/** A directory with the service account's files, and with those that are given. */
const directory = (t: Test, files: Readonly<Record<string, string>> = {}): string => {
  const dir = mkdtempSync(join(tmpdir(), 'kubectl-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'token'), 'the-token\n')
  writeFileSync(join(dir, 'namespace'), 'ml')
  copyFileSync(certificate, join(dir, 'ca.crt'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}

const run = (
  t: Test,
  { port }: Where,
  words: ReadonlyArray<string>,
  { dir = directory(t) }: { readonly dir?: string } = {},
): Promise<Ran> => {
  const child = spawn(python, ['-c', kubectl, ...words], {
    env: {
      PATH: process.env.PATH ?? '',
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: `${port}`,
      SERVICE_ACCOUNT_DIR: dir,
      KUBECTL_RETRY_SECONDS: '0.2',
      HTTPS_PROXY: 'http://127.0.0.1:9', // the API is never asked through a proxy
    },
  })
  return new Promise((resolve) => {
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

const pod = (name: string, labels: Record<string, string>, phase = 'Running'): JsonObject => ({
  metadata: { name, namespace: 'ml', uid: `uid-of-${name}`, labels },
  status: { phase },
})
const mine = { CLEARML: 'agent-0123abcd', 'clearml-agent-queue': '9f0a' }
const RUNNING =
  "jsonpath={range .items[*]}{.metadata.name}{' '}{.metadata.namespace}{' '}{.metadata.labels.clearml-agent-queue}{'\\n'}{end}"

/** Three pods, one of them of another agent. */
const withPods = async (t: Test) => {
  const api = await podsApi(t)
  for (const one of [
    pod('a', mine),
    pod('b', mine, 'Succeeded'),
    pod('c', { CLEARML: 'agent-other' }, 'Failed'),
  ])
    api.pods.set(String((one.metadata as JsonObject).name), one)
  return api
}
const ok = (t: Test, ran: Ran, out: string): void => {
  t.strictSame(ran, { code: 0, out, err: '' })
}
const no = (t: Test, ran: Ran, err: RegExp | string): void => {
  t.match(ran, { code: 1, out: '', err })
  t.match(ran.err, /^[^\n]+\n$/, 'one line')
}

t.test('get gives a List of the pods that the selectors name', options, async (t) => {
  const api = await withPods(t)
  const words = ['get', 'pods', '-n', 'ml', '-o', 'json', '-l', 'CLEARML=agent-0123abcd']
  const ran = await run(t, api, [...words, '--field-selector', 'status.phase=Succeeded,metadata.name=b'])
  t.match(ran, { code: 0, err: '' })
  t.strictSame(JSON.parse(ran.out), {
    apiVersion: 'v1',
    items: [{ apiVersion: 'v1', kind: 'Pod', ...pod('b', mine, 'Succeeded') }],
    kind: 'List',
    metadata: { resourceVersion: '' },
  })
  t.equal(
    api.calls[0]?.path,
    '/api/v1/namespaces/ml/pods?labelSelector=CLEARML=agent-0123abcd&fieldSelector=status.phase=Succeeded,metadata.name=b',
  )
  const none = await run(t, api, ['get', 'pods', '-n', 'ml', '-o', 'json', '-l', 'CLEARML=nobody'])
  t.match(none, { code: 0, err: '' })
  t.strictSame(JSON.parse(none.out).items, [])
})

t.test('get gives the lines of the one jsonpath that the glue asks for', options, async (t) => {
  const api = await withPods(t)
  ok(t, await run(t, api, ['get', 'pods', '-n', 'ml', '-o', RUNNING]), 'a ml 9f0a\nb ml 9f0a\nc ml \n')
  ok(t, await run(t, api, ['get', 'pods', '-n', 'ml', '-o', RUNNING, '-l', 'CLEARML=nobody']), '')
})

t.test('without a namespace it is that of the service account', options, async (t) => {
  const api = await withPods(t)
  t.equal((await run(t, api, ['get', 'pods', '-o', 'json'])).code, 0)
  t.equal(api.calls[0]?.path, '/api/v1/namespaces/ml/pods')
})

t.test('apply creates a pod by a strict server-side apply', options, async (t) => {
  const api = await podsApi(t)
  const dir = directory(t, {
    'pod.yml': JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'clearml-id-7' },
      spec: { containers: [] },
    }),
  })
  const words = ['apply', '--namespace=ml', '-f', join(dir, 'pod.yml')]
  ok(t, await run(t, api, words, { dir }), 'pod/clearml-id-7 created\n')
  t.match(api.calls[0], {
    method: 'PATCH',
    path: '/api/v1/namespaces/ml/pods/clearml-id-7?fieldManager=clearml-glue&force=true&fieldValidation=Strict',
    type: 'application/apply-patch+yaml',
    body: { kind: 'Pod', metadata: { name: 'clearml-id-7', namespace: 'ml' } },
  })
  ok(t, await run(t, api, words, { dir }), 'pod/clearml-id-7 configured\n')
})

t.test('apply says warnings of the server where the glue takes none for a failure', options, async (t) => {
  const api = await podsApi(t)
  const dir = directory(t, { 'pod.yml': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}' })
  const warning = ['299 - "would violate PodSecurity"', '299 - "another"']
  api.answer = () => ({ status: 201, headers: { Warning: warning } })
  ok(
    t,
    await run(t, api, ['apply', '-f', join(dir, 'pod.yml')], { dir }),
    `pod/a created\n${warning.join('\n')}\n`,
  )
})

t.test('apply takes nothing but one Pod with a name, in the namespace that is given', options, async (t) => {
  const api = await podsApi(t)
  const cases: ReadonlyArray<readonly [string, RegExp]> = [
    ['{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}', /is no Pod with a name/],
    ['{"apiVersion":"v1","kind":"Pod","metadata":{}}', /is no Pod with a name/],
    ['[1]', /is no Pod with a name/],
    ['kind: Pod', /error parsing .*: it has to be JSON/],
    [
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"other"}}',
      /the namespace from the provided object "other" does not match the namespace "ml"/,
    ],
  ]
  for (const [text, expected] of cases) {
    const dir = directory(t, { 'pod.yml': text })
    no(t, await run(t, api, ['apply', '-n', 'ml', '-f', join(dir, 'pod.yml')], { dir }), expected)
  }
  no(t, await run(t, api, ['apply', '-f', '/nowhere.yml']), '/nowhere.yml: No such file or directory')
  t.strictSame(api.calls, [])
})

t.test('delete takes pods by selectors, and says which', options, async (t) => {
  const api = await withPods(t)
  const words = ['delete', 'pod', '-l=CLEARML=agent-0123abcd', '--namespace=ml']
  const ended = '--field-selector=status.phase!=Pending,status.phase!=Running'
  ok(t, await run(t, api, [...words, ended, '--output', 'name']), 'pod/b\n')
  t.strictSame([...api.pods.keys()], ['a', 'c'])
  t.match(api.calls[1], { method: 'DELETE', body: { preconditions: { uid: 'uid-of-b' } } })
  ok(t, await run(t, api, [...words, ended, '--output', 'name']), 'No resources found\n')
})

t.test('delete does not touch a pod that came in the place of the one it found', options, async (t) => {
  const api = await withPods(t)
  api.answer = ({ method }) => (method === 'DELETE' ? refused(409, 'Conflict', 'uid') : undefined)
  const words = ['delete', 'pod', '-l', 'CLEARML=agent-0123abcd', '--output=name']
  ok(t, await run(t, api, words), 'No resources found\n')
  t.equal(api.pods.size, 3)
})

t.test('delete takes pods by their names, and fails for one that is not there', options, async (t) => {
  const api = await withPods(t)
  ok(t, await run(t, api, ['delete', 'pod', 'a', '-n', 'ml', '--output', 'name']), 'pod/a\n')
  t.match(await run(t, api, ['delete', 'pod', '--namespace=ml', '--output=name', 'gone', 'b']), {
    code: 1,
    out: 'pod/b\n',
    err: 'Error from server (NotFound): pods "gone" not found\n',
  })
})

t.test('what the server refuses is said in the words of kubectl', options, async (t) => {
  const api = await withPods(t)
  const dir = directory(t, { 'pod.yml': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}' })
  const said = async (answer: ReturnType<typeof refused>, words: ReadonlyArray<string>, expected: string) => {
    api.answer = () => answer
    no(t, await run(t, api, words, { dir }), `${expected}\n`)
  }
  const get = ['get', 'pods', '-o', 'json']
  const forbidden = 'pods is forbidden: User "x" cannot list resource "pods"'
  await said(refused(403, 'Forbidden', forbidden), get, `Error from server (Forbidden): ${forbidden}`)
  await said(
    refused(422, 'Invalid', 'Pod "a" is invalid: spec.containers: Required value'),
    ['apply', '-f', join(dir, 'pod.yml')],
    'The Pod "a" is invalid: spec.containers: Required value',
  )
  await said({ status: 404, body: 'no JSON' }, get, 'Error from server (404): no JSON')
  api.answer = () => undefined
  writeFileSync(join(dir, 'token'), 'another')
  no(t, await run(t, api, get, { dir }), 'Error from server (Unauthorized): Unauthorized')
})

t.test('a server that is busy is asked again', options, async (t) => {
  const api = await withPods(t)
  let times = 0
  api.answer = () => (++times === 1 ? refused(503, 'ServiceUnavailable', 'later') : undefined)
  const ran = await run(t, api, ['get', 'pods', '-o', RUNNING, '-l', 'CLEARML=agent-other'])
  ok(t, ran, 'c ml \n')
  api.answer = () => refused(503, 'ServiceUnavailable', 'later')
  no(t, await run(t, api, ['get', 'pods', '-o', 'json']), 'Error from server (ServiceUnavailable): later')
})

t.test('a server that is not there, or has another certificate, is named', options, async (t) => {
  const api = await withPods(t)
  const get = ['get', 'pods', '-o', 'json']
  no(t, await run(t, { port: 1 }, get), /^Unable to connect to the server: 127\.0\.0\.1 port 1: /)
  const dir = directory(t)
  copyFileSync('test/components/fixtures/other-ca.crt', join(dir, 'ca.crt'))
  no(t, await run(t, api, get, { dir }), /the certificate of 127\.0\.0\.1 port \d+ is not trusted/)
  writeFileSync(join(dir, 'ca.crt'), 'nonsense')
  no(t, await run(t, api, get, { dir }), /is no certificate/)
  rmSync(join(dir, 'token'))
  no(t, await run(t, api, get, { dir }), /no token of the service account in/)
  t.strictSame(api.calls, [])
})

t.test('a call that the glue does not make is refused by name', options, async (t) => {
  const api = await withPods(t)
  const calls = [
    'get jobs -n ml -o json',
    'get pods -n ml',
    'get pods a -o json',
    'get pods -o yaml',
    'get pods -o jsonpath={.items[0].metadata.name}',
    'get pods -o json --watch',
    'get pods -o',
    'delete pod --output name',
    'delete pod -l a=b a --output name',
    'delete pod a',
    'delete namespace ml --output name',
    'apply -f a -l x=y',
    'apply',
    'exec a -- sh',
    'version',
    '',
  ]
  for (const call of calls) {
    const words = call.split(' ').filter((word) => word !== '')
    no(
      t,
      await run(t, api, words),
      `error: this kubectl only knows the calls of clearml-agent's glue for pods, not: kubectl ${call}\n`,
    )
  }
  t.strictSame(api.calls, [])
})

t.test('it runs as the program of its name', options, async (t) => {
  const dir = directory(t)
  const bin = join(dir, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'kubectl'), kubectl)
  chmodSync(join(bin, 'kubectl'), 0o555)
  const { status, stderr } = spawnSync('kubectl', ['version'], {
    env: { PATH: `${bin}:${process.env.PATH}` },
    encoding: 'utf8',
  })
  t.equal(status, 1)
  t.match(stderr, 'not: kubectl version')
})
